import type { Fault } from '../fault.ts';

export const silentNetwork: Fault = {
  name: 'silent-network',
  what: 'the network to the database falls silent: open connections stay open and carry nothing ever again',
  isKill: false,
  stopsWork: true,
  where: ['several'],
  most: 1,
  async strike(lab, random) {
    lab.way?.freeze();
    await lab.wait(random.int(2_000, 9_000));
    lab.way?.mend();
  },
};
