import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../kit/ids.ts';
import type { Host } from '../../kit/run-operation.ts';
import type { Channel } from '../channels/index.ts';
import { createLease, type Lease, LeaseLost, Stopped } from './lease.ts';
import { listOn } from './list-on.ts';
import { record } from './recorder.ts';
import { resumeEverything, stopEverything } from './stop-everything.ts';
import { insertSteps } from './store.ts';
import { createScriptedShop, type ScriptedShop } from './testing/scripted-shop.ts';
import { createWorld, type World } from './testing/world.ts';
import {
  claimRows,
  failRows,
  fenceRecords,
  finishRows,
  lockRows,
  markRows,
  renewRows,
} from './work-store.ts';

describe('the protocol of the dirty row', () => {
  let shop: ScriptedShop;
  let world: World;
  let channel: Channel;
  let ids: string[];
  beforeAll(async () => {
    shop = createScriptedShop();
    world = await createWorld([shop.connector]);
    channel = await world.addChannel(shop.connector);
    const patterns = await world.addPatterns(10);
    const offerIds = patterns.map((one) => one.offerId);
    ids = (await world.run(listOn, { channelId: channel.id, offerIds })).listingIds;
    await world.sql('update work set synced = dirty');
  });
  afterAll(() => world.close());
  const claim = (most = 1, leaseMs = 6000) =>
    claimRows(world.host.db, [{ channelId: channel.id, most }], leaseMs, 'test');
  const clean = () =>
    world.sql('update work set synced = dirty, lease_until = null, not_before = null, attempts = 0');
  const row = async (id: string) => {
    const [found] = await world.sql(`select * from work where listing_id = '${id}'`);
    return Object.fromEntries(
      ['dirty', 'synced', 'attempts', 'priority'].map((name) => [name, Number(found?.[name])]),
    ) as Record<'dirty' | 'synced' | 'attempts' | 'priority', number>;
  };

  it('keeps a mark that comes between claim and finish', async () => {
    const id = ids[0] ?? '';
    await world.mark(id);
    const [held] = await claim();
    await world.mark(id);
    expect(await finishRows(world.host.db, held ? [held] : [])).toEqual([true]);
    expect(await claim()).toMatchObject([{ listingId: id, seen: (held?.seen ?? 0) + 1 }]);
    await clean();
  });

  it('keeps every mark of an edit whose transaction commits after the claim', async () => {
    const id = ids[0] ?? '';
    await world.mark(id);
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let isMarked = () => {};
    const marked = new Promise<void>((resolve) => {
      isMarked = resolve;
    });
    const edit = world.host.transaction(async (tx) => {
      await markRows(tx, [id], 100);
      isMarked();
      await gate;
    });
    await marked;
    // The row is locked by the edit: a claim passes it by instead of taking the old value.
    expect(await claim()).toEqual([]);
    release();
    await edit;
    const [held] = await claim();
    expect(held?.seen).toBe((await row(id)).dirty);
    await clean();
  });

  it('loses no wake-up over many edits and runs at once, and never runs one listing twice at a time', async () => {
    const running = new Set<string>();
    const seenBy = new Map<string, number>();
    let overlaps = 0;
    let isOpen = true;
    const worker = async () => {
      for (;;) {
        const [held] = await claim();
        if (!held) {
          if (!isOpen) return;
          await new Promise((resolve) => setTimeout(resolve, 2));
          continue;
        }
        if (running.has(held.listingId)) overlaps += 1;
        running.add(held.listingId);
        seenBy.set(held.listingId, (await row(held.listingId)).dirty);
        running.delete(held.listingId);
        await finishRows(world.host.db, [held]);
      }
    };
    const workers = [worker(), worker(), worker()];
    const edits = Array.from({ length: 60 }, (_, index) =>
      world.mark(...[...ids].sort(() => Math.random() - 0.5).slice(0, 1 + (index % 4))),
    );
    await Promise.all(edits);
    isOpen = false;
    await Promise.all(workers);
    expect(overlaps).toBe(0);
    const [left] = await world.sql('select count(*)::int as n from work where dirty > synced');
    expect(left?.n).toBe(0);
    for (const [id, seen] of seenBy) expect(seen).toBe((await row(id)).synced);
  });

  it('refuses the record of a run whose listing was taken over', async () => {
    const id = ids[1] ?? '';
    await world.mark(id);
    const [old] = await claim();
    await world.sql(`update work set lease_until = now() - interval '1 second' where listing_id = '${id}'`);
    const [taken] = await claim();
    expect(taken?.listingId).toBe(id);
    const held = old ? [old] : [];
    expect(await fenceRecords(world.host.db, held, 6000)).toEqual([false]);
    expect(await finishRows(world.host.db, held)).toEqual([null]);
    const ended = held.map((one) => ({ ...one, waitMs: 0, attempts: 1 }));
    expect(await failRows(world.host.db, ended)).toEqual([false]);
    const stale = createLease(world.host, old as never, performance.now());
    await expect(stale.beforeCall()).rejects.toBeInstanceOf(LeaseLost);
    await expect(
      world.host.transaction(async (tx) => {
        await insertSteps(tx, [
          {
            id: newId(),
            listingId: id,
            leaseToken: 1,
            position: 99,
            kind: 'x',
            summary: 'x',
            startedAt: new Date(),
          },
        ]);
        await stale.recordIn(tx);
      }),
    ).rejects.toBeInstanceOf(LeaseLost);
    expect(await world.sql(`select id from step where listing_id = '${id}'`)).toEqual([]);
    expect(await renewRows(world.host.db, [{ listingId: id, token: taken?.token ?? 0 }], 6000)).toEqual(
      new Set([id]),
    );
    await clean();
  });

  it('lets no call leave near the end of the lease, however the fence answered', async () => {
    const id = ids[2] ?? '';
    await world.mark(id);
    const [held] = await claim();
    let nowMs = 0;
    const frozen = { ...world.host, clock: { now: () => new Date(), monotonicMs: () => nowMs } };
    const lease = createLease(frozen, held as never, 0);
    await lease.beforeCall();
    const db = frozen.db;
    frozen.db = new Proxy(db, {
      get: (target, key) => {
        // The process is stopped for seven seconds between the fence's answer and the call.
        if (key === 'session') nowMs += 7000;
        const value = Reflect.get(target, key);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    await expect(lease.beforeCall()).rejects.toBeInstanceOf(LeaseLost);
    expect(lease.signal.aborted).toBe(true);
    await clean();
  });

  it('does not let an edit shorten a back-off, and counts no attempt where none was burned', async () => {
    const id = ids[3] ?? '';
    await world.mark(id);
    const [held] = await claim();
    await failRows(world.host.db, held ? [{ ...held, waitMs: 60_000, attempts: 0 }] : []);
    await world.mark(id);
    expect(await claim()).toEqual([]);
    expect((await row(id)).attempts).toBe(0);
    await clean();
  });

  it('takes the urgent one first and keeps the urgency of a mark that came meanwhile', async () => {
    const [a = '', b = ''] = ids.slice(4);
    await world.mark(a);
    await world.host.transaction((tx) => markRows(tx, [b], 20));
    const [first] = await claim();
    expect(first).toMatchObject({ listingId: b, priority: 20 });
    await world.host.transaction((tx) => markRows(tx, [b], 10));
    await finishRows(world.host.db, first ? [first] : []);
    expect((await row(b)).priority).toBe(10);
    await clean();
  });

  it('stops before the very next call when everything is stopped, and goes on after', async () => {
    const id = ids[5] ?? '';
    await world.mark(id);
    const [held] = await claim();
    const lease = createLease(world.host, held as never, performance.now());
    await lease.beforeCall();
    await world.run(stopEverything, {});
    await expect(lease.beforeCall()).rejects.toBeInstanceOf(Stopped);
    await world.settleListings();
    await world.run(resumeEverything, {});
    await lease.beforeCall();
    await clean();
  });

  it('writes down what becomes of several listings without getting in the way of a mark', async () => {
    const [low = '', high = ''] = ids.slice(6, 8).sort();
    await world.mark(low, high);
    const leases = (await claim(2)).map((one) => createLease(world.host, one, performance.now()));
    const leaseOf = (id: string) => leases.find((one) => one.listingId === id) as Lease;
    const blocked = async (most: number) => {
      for (let n = 0; n < most; )
        [{ n }] = (await world.sql(`select count(*)::int as n from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`)) as [{ n: number }];
    };
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let runs = 0;
    const transaction: Host['transaction'] = (run) =>
      world.host.transaction((tx) => {
        runs += 1;
        return run(tx);
      });
    const host: Host = { ...world.host, transaction };
    let holding: Promise<void> | null = null;
    await new Promise<void>((resolve) => {
      holding = transaction(async (tx) => {
        await lockRows(tx, [low]);
        resolve();
        await gate;
      });
    });
    const marking = transaction((tx) => markRows(tx, [low, high], 100));
    await blocked(1);
    const writing = Promise.all([
      record(host, { lease: leaseOf(high), next: { kind: 'hold' } }),
      record(host, { lease: leaseOf(low), next: { kind: 'finish' } }),
    ]);
    await blocked(2);
    release();
    await Promise.all([holding, marking, writing]);
    // After a deadlock one of them would have run again.
    expect(runs).toBe(3);
    await clean();
  });
});
