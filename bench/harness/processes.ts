import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second for every program (USER_HZ). */
const msPerTick = 10;

interface Stat {
  parent: number;
  /** Of this process and of its ended children, in ticks. */
  ticks: number;
}

function readStat(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // the name stands in brackets and may hold anything: the fields follow the last bracket
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return {
      parent: Number(fields[1]),
      ticks: [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0),
    };
  } catch {
    return null;
  }
}

/** These processes and everything that they started, PostgreSQL's own processes included. Empty where there is no /proc. */
export function treeOf(...roots: number[]): number[] {
  let pids: number[];
  try {
    pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
  const parents = new Map(pids.map((pid) => [pid, readStat(pid)?.parent ?? 0]));
  const tree = new Set(roots.filter((pid) => parents.has(pid)));
  for (let grown = -1; grown !== tree.size; ) {
    grown = tree.size;
    for (const [pid, parent] of parents) if (tree.has(parent)) tree.add(pid);
  }
  return [...tree];
}

/** CPU time so far of these processes and all that they started, in ms; null where the system does not tell. */
export function cpuMs(...roots: number[]): number | null {
  const tree = treeOf(...roots);
  if (tree.length === 0) return null;
  return tree.reduce((sum, pid) => sum + (readStat(pid)?.ticks ?? 0), 0) * msPerTick;
}

export interface ProcessMemory {
  pid: number;
  command: string;
  pssMb: number;
}

/** Proportional memory of each process: a page that three share counts a third for each. Empty where the system does not tell. */
export function memoryOf(...roots: number[]): ProcessMemory[] {
  return treeOf(...roots).flatMap((pid) => {
    try {
      const pss = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      return pss ? [{ pid, command, pssMb: Number(pss) / 1024 }] : [];
    } catch {
      return [];
    }
  });
}
