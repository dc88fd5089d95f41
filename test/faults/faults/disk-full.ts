import type { Fault } from '../fault.ts';

export const diskFull: Fault = {
  name: 'disk-full',
  what: 'the disk of the files is full; later there is room again',
  isKill: false,
  where: ['several', 'alone'],
  async strike(lab, random) {
    lab.files.fill();
    if (!lab.files.isSmall) for (const one of lab.processes) one.tell({ isDiskFull: true });
    await lab.wait(random.int(1_000, 5_000));
    lab.files.empty();
    for (const one of lab.processes) one.tell({ isDiskFull: false });
  },
};
