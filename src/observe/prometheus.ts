import type { Registry } from 'prom-client';
import { readCounters } from '../kit/metrics.ts';
import type { Host } from '../kit/run-operation.ts';
import { type GaugeReading, readGauges, readPool } from './observe-store.ts';

/** How long what the database said counts: several who ask cost as much as one. */
const freshMs = 5_000;

export interface Metrics {
  /** Prometheus' text format. */
  read(): Promise<{ contentType: string; text: string }>;
}

/** Nothing is loaded, timed or asked until somebody reads. */
export function createMetrics(host: Host): Metrics {
  let standing: Promise<Registry> | null = null;
  let gauges: { atMs: number; readings: Promise<GaugeReading[]> } | null = null;
  const fresh = (): Promise<GaugeReading[]> => {
    const nowMs = host.clock.monotonicMs();
    if (!gauges || nowMs - gauges.atMs > freshMs) {
      gauges = { atMs: nowMs, readings: readGauges(host.db) };
      gauges.readings.catch(() => {
        gauges = null;
      });
    }
    return gauges.readings;
  };
  return {
    async read() {
      const prometheus = await import('prom-client');
      standing ??= processMetrics(prometheus);
      const registry = new prometheus.Registry();
      for (const { name, help, labels, values } of readCounters()) {
        const counter = new prometheus.Counter({
          name,
          help,
          labelNames: [...labels],
          registers: [registry],
        });
        for (const { labels: given, value } of values) counter.inc(given, value);
      }
      const pool = readPool(host.db);
      const up = await fresh().then(
        (readings) => {
          for (const { name, help, labels, samples } of readings) {
            const gauge = new prometheus.Gauge({
              name,
              help,
              labelNames: [...labels],
              registers: [registry],
            });
            for (const { labels: given, value } of samples) gauge.set(given, value);
          }
          return 1;
        },
        () => 0,
      );
      new prometheus.Gauge({
        name: 'spindle_database_up',
        help: 'Whether the database answered; without it its gauges are left out.',
        registers: [registry],
      }).set(up);
      const connections = new prometheus.Gauge({
        name: 'spindle_pool_connections',
        help: 'Connections of this process to the database; requested are queries that wait for one.',
        labelNames: ['state'],
        registers: [registry],
      });
      connections.set({ state: 'used' }, pool.total - pool.idle);
      connections.set({ state: 'idle' }, pool.idle);
      connections.set({ state: 'requested' }, pool.waiting);
      const own = await (await standing).metrics();
      return { contentType: registry.contentType, text: `${await registry.metrics()}\n${own}` };
    },
  };
}

/** Memory, CPU, event loop, garbage collection: measured from the first reading on. One set a process. */
let made: Promise<Registry> | null = null;
function processMetrics(prometheus: typeof import('prom-client')): Promise<Registry> {
  made ??= Promise.resolve().then(() => {
    const registry = new prometheus.Registry();
    prometheus.collectDefaultMetrics({ register: registry });
    return registry;
  });
  return made;
}
