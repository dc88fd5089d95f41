/** The pacer in virtual time, on tables in memory, against shops that count in every way. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openWindow, type WindowKind } from '../../../bench/shops/window.ts';
import type * as twins from '../../../test/simulation/database/channels-store.ts';
import { asTx, type Session } from '../../../test/simulation/database/memory.ts';
import { HubMemory } from '../../../test/simulation/database/tables.ts';
import type { Host } from '../../kit/run-operation.ts';
import { pacerOf } from './pacer.ts';

const memory = vi.hoisted(() => ({ store: null as typeof twins | null }));
vi.mock('./store.ts', async (original) => {
  const names = [
    'putBucket',
    'readBucket',
    'takeFromBucket',
    'tightenBucket',
    'learnFromRefusal',
    'blockBucket',
  ];
  const asked =
    (name: string) =>
    (...given: never[]) =>
      (memory.store as unknown as Record<string, (...given: never[]) => unknown>)[name]?.(...given);
  return {
    ...(await original<typeof twins>()),
    ...Object.fromEntries(names.map((name) => [name, asked(name)])),
  };
});

beforeAll(async () => {
  memory.store = await import('../../../test/simulation/database/channels-store.ts');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'], now: 1_800_000_000_000 });
});
afterAll(() => vi.useRealTimers());

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Wish {
  kind: WindowKind;
  /** Calls a second that the shop takes, and what that becomes after so many milliseconds. */
  takes: number;
  later?: { takes: number; afterMs: number }[];
  /** Whether each answer says how many. */
  tells: boolean;
  /** Who always have one more call; each rests so long before it. */
  callers: number;
  restMs?: number;
  /** How much longer each 37th call is on its way. */
  strayMs?: number;
  /** The shop refuses each so many-th call, whatever it had to do. */
  refusesEach?: number;
  forMs: number;
}

interface Call {
  atMs: number;
  isAllowed: boolean;
}

function openHost(tables: HubMemory): Host {
  const session: Session = {
    memory: tables,
    transaction: null,
    wire: {
      nowMs: () => Date.now(),
      carry: async (_session, _name, execute) => {
        await wait(1);
        return execute();
      },
    },
  };
  const clock = { now: () => new Date(), monotonicMs: () => performance.now() };
  return { db: asTx(session), clock } as unknown as Host;
}

/** Calls of a hub that begins with 100 a second; answers what reached the shop, and what the hub has learned. */
async function drive(wish: Wish) {
  const {
    kind,
    takes: first,
    later = [],
    tells,
    callers,
    restMs = 0,
    strayMs = 0,
    refusesEach = 0,
    forMs,
  } = wish;
  const tables = new HubMemory();
  const pacer = pacerOf(openHost(tables), { key: 'shop', perSecond: first, perDay: null, source: 'test' });
  const window = openWindow(kind, first);
  let takes = first;
  for (const next of later)
    setTimeout(() => {
      takes = next.takes;
      window.set(takes);
    }, next.afterMs);
  const startedMs = performance.now();
  const calls: Call[] = [];
  let isOpen = true;
  const caller = async (index: number) => {
    for (let trip = index; isOpen; trip += 1) {
      if (restMs > 0) await wait(restMs);
      const sentAtMs = await pacer.turn(100, undefined);
      await wait(10 + ((trip * 7) % 5) + ((index + trip) % 37 === 0 ? strayMs : 0));
      const { isAllowed: isWithin, left } = window.take(performance.now());
      const isAllowed = isWithin && !(refusesEach > 0 && calls.length % refusesEach === refusesEach - 1);
      calls.push({ atMs: performance.now() - startedMs, isAllowed });
      await wait(10);
      const told = tells ? { perSecond: takes, remainingSecond: left } : {};
      pacer.answered(sentAtMs);
      if (isAllowed) await pacer.note(told);
      else await pacer.refused(sentAtMs, 1000, told);
    }
  };
  for (let index = 0; index < callers; index += 1) void caller(index);
  await vi.advanceTimersByTimeAsync(forMs);
  isOpen = false;
  return {
    passed: (fromMs: number, untilMs = forMs) =>
      calls.filter((one) => one.isAllowed && one.atMs >= fromMs && one.atMs < untilMs).length,
    refused: calls.filter((one) => !one.isAllowed).length,
    learned: tables.tables.bucket.rows.get('shop')?.learned ?? null,
  };
}

const kinds = ['fixed', 'sliding', 'leaky'] as const;

test.each(kinds)('a full line uses %s seconds up and is never refused', async (kind) => {
  const shop = await drive({ kind, takes: 100, tells: true, callers: 40, forMs: 11_000 });
  expect(shop.refused).toBe(0);
  expect(shop.passed(1000)).toBeGreaterThanOrEqual(960);
});

test.each(['fixed', 'sliding'] as const)(
  'calls that stray on the way let no second overflow: %s',
  async (kind) => {
    for (const takes of [5, 100, 500]) {
      const shop = await drive({ kind, takes, tells: false, callers: 40, strayMs: 120, forMs: 20_000 });
      expect(shop.refused).toBe(0);
      expect(shop.passed(3000)).toBeGreaterThanOrEqual(0.88 * takes * 17);
    }
  },
);

test.each(kinds)('a limit that falls and rises is followed by its headers: %s', async (kind) => {
  const later = [
    { takes: 200, afterMs: 4000 },
    { takes: 500, afterMs: 12_000 },
  ];
  const shop = await drive({ kind, takes: 500, later, tells: true, callers: 40, forMs: 20_000 });
  // What is on its way when a sliding limit falls is all that is refused.
  expect(shop.refused).toBeLessThanOrEqual(kind === 'sliding' ? 8 : 0);
  // What was sent in the second before the fall uses up most of the first second after it.
  expect(shop.passed(4000, 6000)).toBeGreaterThanOrEqual(170);
  expect(shop.passed(6000, 12_000)).toBeGreaterThanOrEqual(0.96 * 200 * 6);
  expect(shop.passed(12_000, 13_000)).toBeGreaterThanOrEqual(400);
  expect(shop.passed(13_000)).toBeGreaterThanOrEqual(0.96 * 500 * 7);
});

test.each(kinds)('a limit that falls without a word is learned from refusals: %s', async (kind) => {
  for (const [takes, then] of [
    [100, 50],
    [500, 200],
    [500, 50],
  ] as const) {
    const later = [{ takes: then, afterMs: 3000 }];
    const shop = await drive({ kind, takes, later, tells: false, callers: 40, forMs: 30_000 });
    expect(shop.learned).toBeGreaterThan(0.9 * then);
    expect(shop.learned).toBeLessThan(1.1 * then);
    // Each refusal costs a second.
    expect(shop.passed(6000, 16_000)).toBeGreaterThanOrEqual(0.6 * then * 10);
    expect(shop.passed(16_000)).toBeGreaterThanOrEqual(0.7 * then * 14);
  }
});

test('a refusal in the middle of a full line teaches the limit that passed', async () => {
  const later = [{ takes: 50, afterMs: 3000 }];
  const shop = await drive({ kind: 'sliding', takes: 100, later, tells: false, callers: 40, forMs: 10_000 });
  expect(shop.learned).toBeGreaterThan(45);
  expect(shop.learned).toBeLessThan(55);
});

test('a limit that rises again without a word is found', async () => {
  const later = [
    { takes: 50, afterMs: 3000 },
    { takes: 100, afterMs: 10_000 },
  ];
  const shop = await drive({ kind: 'leaky', takes: 100, later, tells: false, callers: 40, forMs: 60_000 });
  expect(shop.passed(50_000)).toBeGreaterThanOrEqual(0.85 * 100 * 10);
});

test('a refusal while little was asked says nothing of the limit', async () => {
  const shop = await drive({
    ...{ kind: 'sliding', takes: 100, later: [{ takes: 5, afterMs: 3000 }], tells: false },
    ...{ callers: 3, restMs: 300, forMs: 6000 },
  });
  expect(shop.refused).toBeGreaterThan(1);
  expect(shop.learned).toBeNull();
});

test.each([1, 2, 3, 5, 10])(
  'a shop that refuses one call in %i, whatever its pace, is still called',
  async (refusesEach) => {
    for (const takes of [2, 5, 100]) {
      const shop = await drive({
        kind: 'fixed',
        takes,
        tells: false,
        callers: 12,
        refusesEach,
        forMs: 90_000,
      });
      expect(shop.learned ?? 1).toBeGreaterThanOrEqual(1);
      expect(shop.passed(0) + shop.refused).toBeGreaterThan(45);
      if (refusesEach > 1) expect(shop.passed(60_000)).toBeGreaterThan(5);
    }
  },
);
