import { sqlState } from '../../../db/client.ts';
import { HubError } from '../../../kit/errors.ts';
import type { Host } from '../../../kit/run-operation.ts';
import { insertDeliveries, type NewDelivery } from './store.ts';

/** What one statement carries at most. */
const batchRows = 500;
const batchBytes = 4 * 1024 * 1024;
/** Two commits under way: while one waits for the disk, the next is filled. */
const commitsAtOnce = 2;
/** Waiting in memory for their commit; past it the shop is asked to come again, which all of them do. */
const mostBytes = 64 * 1024 * 1024;

/** `changed`: the shop was disconnected or its secret set anew since the signature was checked. */
export type Stored = 'stored' | 'replayed' | 'changed';

interface Waiting {
  delivery: NewDelivery;
  resolve(stored: Stored): void;
  reject(error: unknown): void;
}

/**
 * Group commit: what arrives while a commit is under way goes into the next statement together. Each caller hears only
 * after the commit that holds its delivery; when a commit fails, all in it hear that.
 */
export function createCollector(host: Host): (delivery: NewDelivery) => Promise<Stored> {
  const queue: Waiting[] = [];
  let [bytes, underWay, isPlanned] = [0, 0, false];

  const plan = (): void => {
    if (isPlanned || queue.length === 0 || underWay >= commitsAtOnce) return;
    // a second commit beside the first only when it is worth one
    if (underWay > 0 && queue.length < 32) return;
    isPlanned = true;
    setImmediate(() => {
      isPlanned = false;
      void commit();
    });
  };

  const commit = async (): Promise<void> => {
    const batch = take(queue);
    underWay += 1;
    try {
      await store(host, batch);
    } finally {
      underWay -= 1;
      for (const { delivery } of batch) bytes -= delivery.body.length;
      plan();
    }
  };

  return (delivery) => {
    if (bytes + delivery.body.length > mostBytes)
      return Promise.reject(
        new HubError(
          'unavailable',
          'More webhooks come than can be stored. Send this one again in a moment.',
          {
            retryAfterMs: 2000,
          },
        ),
      );
    bytes += delivery.body.length;
    return new Promise((resolve, reject) => {
      queue.push({ delivery, resolve, reject });
      plan();
    });
  };
}

function take(queue: Waiting[]): Waiting[] {
  let [count, size] = [0, 0];
  while (count < Math.min(queue.length, batchRows)) {
    size += queue[count]?.delivery.body.length ?? 0;
    if (count > 0 && size > batchBytes) break;
    count += 1;
  }
  return queue.splice(0, count);
}

async function store(host: Host, batch: readonly Waiting[]): Promise<void> {
  try {
    const stored = await insertDeliveries(
      host.db,
      batch.map(({ delivery }) => delivery),
    );
    for (const { delivery, resolve } of batch) {
      const isFirst = stored.get(delivery.id);
      resolve(isFirst === undefined ? 'changed' : isFirst ? 'stored' : 'replayed');
    }
  } catch (error) {
    // 22, 23, 54: one of them cannot be stored as it is. The others must not suffer for it.
    if (batch.length > 1 && /^(22|23|54)/.test(sqlState(error) ?? ''))
      for (const one of batch) await store(host, [one]);
    else for (const { reject } of batch) reject(error);
  }
}
