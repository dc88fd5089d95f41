import { execFileSync } from 'node:child_process';
import type { Fault } from '../fault.ts';

/** Processes that a process of the hub has started to look at files. */
function childrenOf(pid: number): number[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='])
    .toString()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, parent, ...args]) => Number(parent) === pid && /worker\.ts|stamp-child\.ts/.test(args.join(' ')),
    )
    .map(([child]) => Number(child));
}

export const killChild: Fault = {
  name: 'kill-child',
  what: 'kill -9 of the processes that examine and mark files; no file may be blamed for it',
  isKill: true,
  where: ['several', 'alone'],
  async strike(lab) {
    for (const { pid } of lab.processes)
      for (const child of pid === null ? [] : childrenOf(pid)) {
        try {
          process.kill(child, 'SIGKILL');
        } catch {
          // it ended by itself a moment ago
        }
      }
  },
};
