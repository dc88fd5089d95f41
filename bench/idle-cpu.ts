import type { Benchmark } from './harness/benchmark.ts';
import { sleep, startIdleHub } from './harness/idle-hub.ts';
import { cpuMs } from './harness/processes.ts';

/** The heap is tidied once after a start; that is no rest yet. */
const settleSeconds = 20;
const idleSeconds = 30;

export const idleCpu: Benchmark = {
  name: 'idle-cpu',
  sentence: `CPU time of an idle hub and its PostgreSQL over ${idleSeconds} s, as a part of one core.`,
  async run(bench) {
    const hub = await startIdleHub(bench);
    await sleep(settleSeconds);
    bench.say(`Idle for ${idleSeconds} s`);
    const before = cpuMs(hub.pid);
    const startedAt = performance.now();
    await sleep(idleSeconds);
    const after = cpuMs(hub.pid);
    if (before === null || after === null) throw new Error('This system does not tell CPU time.');
    const part = (after - before) / (performance.now() - startedAt);
    return [
      {
        ...{ name: 'idle-cpu', value: part * 100, unit: '% of a core', better: 'lower' },
        ...{ peer: null, peerValue: null, cpuMsPerOp: null },
        notes: ['a shop is connected: its orders are asked for in between, its folder of listings rests'],
      },
    ];
  },
};
