import type { Fault } from '../fault.ts';
import { descendantsOf, killOutright } from '../lab/descendants.ts';

export const killAll: Fault = {
  name: 'kill-all',
  what: 'a power cut: kill -9 of every process, what they started, and PostgreSQL at once',
  isKill: true,
  stopsWork: true,
  where: ['several', 'alone'],
  most: 2,
  async strike(lab, random) {
    const started = lab.processes.flatMap(({ pid }) => (pid === null ? [] : [...descendantsOf(pid).keys()]));
    const [killed] = await Promise.all([
      Promise.all(lab.processes.map((one) => one.kill())),
      lab.killDatabase(),
      ...started.map(killOutright),
    ]);
    await lab.wait(random.int(0, 800));
    await Promise.all(lab.processes.map((one) => one.start()));
    return killed.filter(Boolean).length;
  },
};
