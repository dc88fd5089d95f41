import type { Benchmark } from './harness/benchmark.ts';
import { sleep, startIdleHub } from './harness/idle-hub.ts';
import { memoryOf } from './harness/processes.ts';

const idleSeconds = 60;

/** Proportional memory of the bootstrap, the hub, its watchdog and every process of its PostgreSQL; npm itself left out. */
export const idleMemory: Benchmark = {
  name: 'idle-memory',
  sentence: `Memory (PSS) of all the hub's processes, PostgreSQL included, after ${idleSeconds} idle seconds.`,
  async run(bench) {
    const hub = await startIdleHub(bench);
    bench.say(`Idle for ${idleSeconds} s`);
    await sleep(idleSeconds);
    const processes = memoryOf(hub.pid);
    if (processes.length === 0) throw new Error('This system does not tell the memory of a process.');
    const sum = (list: typeof processes) => list.reduce((all, one) => all + one.pssMb, 0);
    const isPostgres = (command: string) => /postgres/.test(command);
    const shown = processes
      .filter(({ command }) => !isPostgres(command))
      .map(({ command, pssMb }) => `${pssMb.toFixed(1).padStart(6)} MB  ${command.slice(-60)}`);
    const postgres = processes.filter(({ command }) => isPostgres(command));
    return [
      {
        ...{ name: 'idle-memory', value: sum(processes), unit: 'MB', better: 'lower' },
        ...{ peer: 'Vendure 3.7 with worker (table)', peerValue: 367, cpuMsPerOp: null },
        notes: [
          ...shown,
          `${sum(postgres).toFixed(1).padStart(6)} MB  PostgreSQL, ${postgres.length} processes`,
          'Medusa 2.21 (table): 319; both peers without their database',
        ],
      },
    ];
  },
};
