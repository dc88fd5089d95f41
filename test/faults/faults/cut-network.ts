import type { Fault } from '../fault.ts';

export const cutNetwork: Fault = {
  name: 'cut-network',
  what: 'the network between hub and database is cut: connections end, new ones are refused',
  isKill: false,
  stopsWork: true,
  where: ['several'],
  async strike(lab, random) {
    lab.way?.cut();
    await lab.wait(random.int(500, 8_000));
    lab.way?.mend();
  },
};
