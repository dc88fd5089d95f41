import type { Fault } from '../fault.ts';

export const killDatabase: Fault = {
  name: 'kill-database',
  what: 'kill -9 of PostgreSQL; it comes back, and the hub has to go on by itself',
  isKill: true,
  stopsWork: true,
  where: ['several', 'alone'],
  // With the power cuts beside it: one that ends more than five times in ten minutes is given up on purpose.
  most: 2,
  async strike(lab) {
    return Number(await lab.killDatabase());
  },
};
