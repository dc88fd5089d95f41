import type { Fault } from '../fault.ts';

export const databaseDiskFull: Fault = {
  name: 'database-disk-full',
  what: 'the disk of the database is full: PostgreSQL ends; later there is room again',
  isKill: false,
  stopsWork: true,
  where: ['several'],
  most: 1,
  async strike(lab, random) {
    lab.databaseDisk.fill();
    await lab.wait(random.int(1_000, 4_000));
    lab.databaseDisk.empty();
    await lab.databaseAnswers();
  },
};
