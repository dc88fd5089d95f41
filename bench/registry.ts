import type { Benchmark } from './harness/benchmark.ts';

/** A line a benchmark: `npm run bench -- --list` reads them from top to bottom. */
export const benchmarks: readonly (() => Promise<Benchmark>)[] = [
  async () => (await import('./warm-start.ts')).warmStart,
  async () => (await import('./idle-memory.ts')).idleMemory,
  async () => (await import('./idle-cpu.ts')).idleCpu,
  async () => (await import('./list-patterns.ts')).listPatterns,
  async () => (await import('./create-patterns.ts')).createPatterns,
  async () => (await import('./update-pattern.ts')).updatePattern,
  async () => (await import('./order-webhooks.ts')).orderWebhooks,
  async () => (await import('./downloads.ts')).downloads,
  async () => (await import('./buyers.ts')).buyersAtOnce,
  async () => (await import('./edit-to-live.ts')).editToLive,
  async () => (await import('./price-wave.ts')).priceWave,
];
