import type { Fault } from '../fault.ts';

export const killAll: Fault = {
  name: 'kill-all',
  what: 'a power cut: kill -9 of every process and of PostgreSQL at once',
  isKill: true,
  where: ['several', 'alone'],
  most: 2,
  async strike(lab, random) {
    await Promise.all([...lab.processes.map((one) => one.kill()), lab.killDatabase()]);
    await lab.wait(random.int(0, 800));
    await Promise.all(lab.processes.map((one) => one.start()));
  },
};
