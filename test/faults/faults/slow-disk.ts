import type { Fault } from '../fault.ts';

export const slowDisk: Fault = {
  name: 'slow-disk',
  what: 'each write and flush of a file takes up to half a second longer',
  isKill: false,
  where: ['several', 'alone'],
  async strike(lab, random) {
    const diskDelayMs = random.int(50, 500);
    for (const one of lab.processes) one.tell({ diskDelayMs });
    await lab.wait(random.int(1_000, 5_000));
    for (const one of lab.processes) one.tell({ diskDelayMs: 0 });
  },
};
