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
    if (pid === null) return 0;
    // It must not finish anything between the look at what it holds and its death.
    worker.pause();
    await lab.wait(30);
    const held = await heldBy(lab.query, pid);
    const isKilled = await worker.kill();
    const death = { pid, atMs: Date.now(), held, backAtMs: Number.POSITIVE_INFINITY };
    lab.deaths.push(death);
    await lab.wait(random.int(0, 3_000));
    await worker.start();
    death.backAtMs = Date.now();
    return Number(isKilled);
  },
};
