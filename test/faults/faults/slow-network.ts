import type { Fault } from '../fault.ts';

export const slowNetwork: Fault = {
  name: 'slow-network',
  what: 'everything between hub and database takes up to 150 ms longer each way',
  isKill: false,
  stopsWork: true,
  where: ['several'],
  async strike(lab, random) {
    lab.way?.slow(random.int(20, 150));
    await lab.wait(random.int(1_000, 5_000));
    lab.way?.mend();
  },
};
