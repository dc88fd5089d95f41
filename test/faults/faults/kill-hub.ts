import type { Fault } from '../fault.ts';

export const killHub: Fault = {
  name: 'kill-hub',
  what: 'kill -9 of the process that answers HTTP (and, alone with its database, does everything)',
  isKill: true,
  where: ['several', 'alone'],
  async strike(lab, random) {
    const isKilled = await lab.hub.kill();
    await lab.wait(random.int(0, 800));
    await lab.hub.start();
    return Number(isKilled);
  },
};
