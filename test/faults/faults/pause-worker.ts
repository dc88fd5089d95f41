import type { Fault } from '../fault.ts';

export const pauseWorker: Fault = {
  name: 'pause-worker',
  what: 'SIGSTOP of a worker until its leases have ended, then SIGCONT; it must write nothing more with them',
  isKill: false,
  stopsWork: true,
  where: ['several'],
  async strike(lab, random) {
    const worker = random.pick(lab.workers);
    worker.pause();
    await lab.wait(random.int(7_500, 11_000));
    worker.resume();
  },
};
