import type { Fault } from '../fault.ts';
import { heldBy } from '../lab/leases.ts';

export const killWorker: Fault = {
  name: 'kill-worker',
  what: 'kill -9 of a worker while others live; what it held must be taken up within 10 s',
  isKill: true,
  where: ['several'],
  async strike(lab, random) {
    const worker = random.pick(lab.workers);
    const { pid } = worker;
    if (pid === null) return;
    const held = await heldBy(lab.query, pid);
    await worker.kill();
    lab.deaths.push({ pid, atMs: Date.now(), held });
    await lab.wait(random.int(0, 3_000));
    await worker.start();
  },
};
