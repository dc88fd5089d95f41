import type { Fault } from '../fault.ts';

export const clockForward: Fault = {
  name: 'clock-forward',
  what: 'one process’s wall clock jumps ahead by up to ten minutes, and back later',
  isKill: false,
  where: ['several', 'alone'],
  async strike(lab, random) {
    const one = random.pick(lab.processes);
    one.tell({ clockOffMs: random.int(30_000, 600_000) });
    await lab.wait(random.int(1_000, 5_000));
    one.tell({ clockOffMs: 0 });
  },
};
