/** The tables in memory answer as PostgreSQL does: the same questions, drawn by chance, put to both. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as realChannels from '../../../src/modules/channels/store.ts';
import * as realAddresses from '../../../src/modules/listings/address-store.ts';
import * as realSheets from '../../../src/modules/listings/sheet-store.ts';
import * as realListings from '../../../src/modules/listings/store.ts';
import * as realWork from '../../../src/modules/listings/work-store.ts';
import { createRandom } from '../kernel/random.ts';
import * as twinAddresses from './address-store.ts';
import * as twinChannels from './channels-store.ts';
import { createTwins, type Pair, type Twins } from './contract-world.ts';
import * as twinListings from './listings-store.ts';
import { questions } from './questions.ts';
import * as twinSheets from './sheet-store.ts';
import * as twinSteps from './step-store.ts';
import * as twinWork from './work-store.ts';

const real = { ...realWork, ...realListings, ...realSheets, ...realAddresses, ...realChannels };
const twin = { ...twinWork, ...twinListings, ...twinSteps, ...twinSheets, ...twinAddresses, ...twinChannels };
type Name = keyof typeof real & keyof typeof twin;

let twins: Twins;
beforeAll(async () => {
  twins = await createTwins();
});
afterAll(() => twins.close());

/** What an answer says, without what chance put into it. */
function told(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Set) return [...value].sort();
  if (typeof value === 'number') return Math.round(value * 10) / 10 + 0;
  if (Array.isArray(value)) return value.map((one) => told(one));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        // The token of an address is drawn by chance, the one of a lease is counted.
        .filter(([name, one]) => name !== 'token' || typeof one === 'number')
        .map(([name, one]) => [name, told(one)]),
    );
  return value ?? null;
}

/** Of rows; of lists of rows each by itself. */
const withoutOrder = (rows: unknown[]): unknown[] =>
  rows.every((row) => Array.isArray(row))
    ? rows.map(withoutOrder)
    : rows.map((row) => JSON.stringify(row)).sort();

type Asked = (tx: never, ...args: unknown[]) => Promise<unknown>;

/** An answer, or the code or sentence of the refusal. */
async function answer(ask: () => Promise<unknown>, isSet: boolean): Promise<unknown> {
  try {
    const said = told(await ask());
    return isSet && Array.isArray(said) ? withoutOrder(said) : said;
  } catch (error) {
    for (let at = error; at instanceof Error; at = at.cause) {
      const { code } = at as { code?: string };
      if (code) return `refused: ${code}`;
    }
    throw error;
  }
}

async function putToBoth(pair: Pair, name: string, args: unknown[], isSet: boolean): Promise<void> {
  const onReal = await answer(
    () => (real[name as Name] as unknown as Asked)(pair.real as never, ...args),
    isSet,
  );
  const onTwin = await answer(
    () => (twin[name as Name] as unknown as Asked)(pair.twin as never, ...args),
    isSet,
  );
  expect({ name, args, answer: onTwin }).toEqual({ name, args, answer: onReal });
}

const rowOf = (row: Record<string, unknown>) => told(row);

/** Everything that both hold. */
async function compareAll(): Promise<void> {
  const { memory, listingIds } = twins;
  const work = await twins.pool.query('select * from work order by listing_id');
  const ms = (at: Date | null) => at?.getTime() ?? null;
  expect([...memory.tables.work.rows.values()].sort((a, b) => (a.listingId < b.listingId ? -1 : 1))).toEqual(
    work.rows.map((row) => ({
      ...{ listingId: row.listing_id, channelId: row.channel_id, dirty: row.dirty, synced: row.synced },
      ...{ priority: row.priority, dueMs: ms(row.due_at), notBeforeMs: ms(row.not_before) },
      ...{ leaseToken: row.lease_token, leaseUntilMs: ms(row.lease_until), leaseOwner: row.lease_owner },
      attempts: row.attempts,
    })),
  );
  const listings = await realListings.readListings(twins.real, listingIds);
  expect(listingIds.map((id) => rowOf(memory.tables.listing.rows.get(id) ?? {}))).toEqual(
    listings.map((row) => rowOf({ ...row })),
  );
}

async function ask(seed: number): Promise<void> {
  const random = createRandom(seed, 'contract');
  let open: Awaited<ReturnType<Twins['open']>> | null = null;
  try {
    for (let count = 0; count < 60; count += 1) {
      // A transaction's own `now()` stands still: time passes between them.
      if (!open && random.chance(0.25)) await twins.pass(random.pick([1, 500, 2000, 6000, 60_000]));
      if (!open && random.chance(0.06)) open = await twins.open();
      else if (open && random.chance(0.25)) {
        const { end } = open;
        open = null;
        await end(random.pick(['commit', 'rollback']));
      }
      // With a transaction open the others only ask what waits for no lock; what it changed it alone sees.
      const asker: Pair = open && random.chance(0.5) ? open : twins;
      const { name, args, isSet } = questions.draw(random, twins, open !== null && asker === twins);
      await putToBoth(asker, name, args, isSet);
    }
  } finally {
    await open?.end('commit');
  }
  await compareAll();
}

const seeds = Array.from({ length: Number(process.env.RUNS ?? 12) }, (_, index) => index + 1);
it.each(seeds)('answers as PostgreSQL does, sixty questions from seed %i', (seed) => ask(seed));

/** Until the statement of that connection waits for a lock. */
async function waitsForLock(): Promise<void> {
  for (;;) {
    const found = await twins.pool.query(
      `select 1 from pg_stat_activity where application_name = 'spindle-twins' and wait_event_type = 'Lock'`,
    );
    if (found.rows.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

it('passes over what another transaction holds, waits for it, and then sees what it did', async () => {
  const [id = '', other = ''] = twins.listingIds.filter((_, index) => index % 2 === 0);
  const channelId = twins.channelIds[0] ?? '';
  for (const how of ['commit', 'rollback'] as const) {
    await twins.pass(100_000);
    await putToBoth(twins, 'markRows', [[id, other], 5], true);
    const holder = await twins.open();
    await putToBoth(holder, 'markRows', [[id], 1], true);
    // Only the free one is claimed, and a reader is not held up.
    await putToBoth(twins, 'claimRows', [[{ channelId, most: 1 }], 5000, 'me'], false);
    await putToBoth(twins, 'countDirty', [channelId], false);
    let isRealDone = false;
    let isTwinDone = false;
    const onReal = realWork.markRows(twins.real, [id], 50).finally(() => {
      isRealDone = true;
    });
    await waitsForLock();
    const onTwin = twinWork.markRows(twins.twin, [id], 50).finally(() => {
      isTwinDone = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect([isRealDone, isTwinDone]).toEqual([false, false]);
    await holder.end(how);
    expect(await onTwin).toEqual(await onReal);
    await compareAll();
  }
});

it('claims no more than asked for, the most urgent first', async () => {
  const [a = '', b = '', c = ''] = twins.listingIds.filter((_, index) => index % 2 === 0);
  await twins.pass(100_000);
  for (const [id, priority] of [
    [a, 3],
    [b, 1],
    [c, 2],
  ] as const)
    await putToBoth(twins, 'markRows', [[id], priority], true);
  for (let count = 0; count < 3; count += 1)
    await putToBoth(twins, 'claimRows', [[{ channelId: twins.channelIds[0], most: 1 }], 50_000, 'me'], false);
  await compareAll();
});

it('ends a circle of waiting transactions by refusing one', async () => {
  const [a = '', b = ''] = twins.listingIds;
  const run = async (pair: 'real' | 'twin'): Promise<string[]> => {
    const mark = pair === 'real' ? realWork.markRows : twinWork.markRows;
    const first = await twins.open();
    const second = await twins.open();
    await mark(first[pair], [a], 50);
    await mark(second[pair], [b], 50);
    const ends = [mark(first[pair], [b], 50), mark(second[pair], [a], 50)].map((one, index) =>
      one.then(
        () => 'done',
        async () => {
          await (index === 0 ? first : second).end('rollback');
          return 'refused';
        },
      ),
    );
    const told = await Promise.all(ends);
    for (const [index, how] of told.entries())
      if (how === 'done') await (index === 0 ? first : second).end('rollback');
    return told.sort();
  };
  expect(await run('twin')).toEqual(['done', 'refused']);
  expect(await run('real')).toEqual(['done', 'refused']);
});

it('keeps no two listings of one shop on one remote id', async () => {
  const [a = '', b = ''] = twins.listingIds.filter((_, index) => index % 2 === 0);
  await putToBoth(twins, 'updateListing', [a, { remoteId: 'same' }], false);
  await putToBoth(twins, 'updateListing', [b, { remoteId: 'same' }], false);
  await compareAll();
});
