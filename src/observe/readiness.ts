import '../jobs/queue.ts';
import '../storage/storage.ts';
import { isAnswering } from '../db/is-answering.ts';
import { readMigrations } from '../db/migrate.ts';
import type { Host } from '../kit/run-operation.ts';
import { readSchema } from './observe-store.ts';

/** A part of the hub and whether it works. The sentence names no place: anybody may read it. */
export interface Part {
  name: 'database' | 'schema' | 'storage' | 'jobs';
  isReady: boolean;
  sentence: string;
}

const patienceMs = 1_000;
const absent = '0'.repeat(64);

const within = <T>(work: Promise<T>, otherwise: T): Promise<T> => {
  let timer: NodeJS.Timeout;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), patienceMs);
  });
  return Promise.race([work.catch(() => otherwise), late]).finally(() => clearTimeout(timer));
};

const part = (name: Part['name'], isReady: boolean, good: string, bad: string): Part => ({
  name,
  isReady,
  sentence: isReady ? good : bad,
});

let newest: Promise<string> | null = null;
const newestStep = (): Promise<string> => {
  newest ??= readMigrations().then((migrations) => migrations.at(-1)?.name ?? '');
  return newest;
};

/** Whether this process can do its work now, part by part. Takes a second at most. */
export async function readiness(host: Host): Promise<Part[]> {
  const { storage, queue } = host.ports;
  const [isThere, schema, hasStorage] = await Promise.all([
    within(isAnswering(host.db), false),
    within<string | null>(readSchema(host.db), null),
    within(
      storage.size(absent).then(() => true),
      false,
    ),
  ]);
  const wanted = await newestStep();
  const parts = [
    part('database', isThere, 'The database answers.', 'The database does not answer within a second.'),
    part(
      'schema',
      schema !== null && schema >= wanted,
      'The schema is up to date.',
      isThere
        ? 'The schema is older than this program: start the hub once more, it brings it up to date.'
        : 'Whether the schema is up to date is not known while the database does not answer.',
    ),
    part(
      'storage',
      hasStorage,
      'The files can be reached.',
      'The store of the files does not answer within a second.',
    ),
  ];
  const isWorking = queue.isWorking?.();
  if (isWorking !== undefined)
    parts.push(
      part(
        'jobs',
        isWorking,
        'Background work is running.',
        'Background work does not run: wait a moment after the start, then restart this process.',
      ),
    );
  return parts;
}

/** The same for everybody who asks within a second: a balancer that asks often costs nothing. */
export function sharedReadiness(host: Host, freshMs = 1_000): () => Promise<Part[]> {
  let last: { atMs: number; parts: Promise<Part[]> } | null = null;
  return () => {
    const nowMs = performance.now();
    if (!last || nowMs - last.atMs > freshMs) last = { atMs: nowMs, parts: readiness(host) };
    return last.parts;
  };
}
