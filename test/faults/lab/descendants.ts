import { execFileSync } from 'node:child_process';

/** All processes that a process has started, and those that they started: what runs in each, by process id. */
export function descendantsOf(pid: number): Map<number, string> {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='])
    .toString()
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .map((found) => ({ pid: Number(found?.[1]), parent: Number(found?.[2]), command: found?.[3] ?? '' }));
  const found = new Map<number, string>();
  const parents = [pid];
  for (let parent = parents.pop(); parent !== undefined; parent = parents.pop())
    for (const row of rows)
      if (row.parent === parent) {
        found.set(row.pid, row.command);
        parents.push(row.pid);
      }
  return found;
}

/** kill -9; false: it had ended by itself a moment ago. */
export function killOutright(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}
