/** Questions for the contract: calls of store functions with arguments drawn by chance. */
import { newId } from '../../../src/kit/ids.ts';
import type { Random } from '../kernel/random.ts';
import type { Twins } from './contract-world.ts';

export interface Question {
  name: string;
  args: unknown[];
  /** The order of the answer means nothing. */
  isSet: boolean;
}

type Draw = (random: Random, twins: Twins) => unknown[];

const hash = (letter: string): string => letter.repeat(64);
const some = (random: Random, ids: readonly string[]): string[] => ids.filter(() => random.chance(0.4));
const anyOf = (random: Random, { listingIds }: Twins): string => random.pick(listingIds);
const steps: string[] = [];
const when = ({ nowMs }: Twins): Date => new Date(nowMs());
const token = (random: Random): number => random.int(1, 4);

const held = (random: Random, { listingIds }: Twins): { listingId: string; token: number }[] =>
  some(random, listingIds).map((listingId) => ({ listingId, token: token(random) }));

const engineSet = (random: Random, twins: Twins) => ({
  status: random.pick(['in-step', 'needs-you', 'drifted', 'waiting', 'paused']),
  problem: random.pick([null, undefined, { message: 'Why', kind: 'gone', field: undefined }]),
  plan: random.pick([
    null,
    { wentAlone: true, reasons: [], steps: [{ b: 1, a: [undefined, 2], long: new Date(0) }] },
    { reasons: ['many-at-once'], fields: ['title'] },
    { reasons: ['many-at-once', 'deletes'] },
  ]),
  planHash: random.pick([null, 'abc.creates']),
  appliedAt: random.pick([null, undefined, new Date(twins.nowMs() - random.int(0, 600_000))]),
  observedAt: random.pick([null, new Date(twins.nowMs())]),
  drift: random.pick([[], ['title', 'price']]),
  approvedHash: random.pick([null, 'abc.creates']),
});

/** Wait for nobody's row lock: may be asked while another transaction holds some. */
const reading: Record<string, Draw> = {
  // All that there are: rows that were marked together have no order among themselves.
  claimRows: (random, { channelIds, listingIds }) => [
    some(random, channelIds).map((channelId) => ({ channelId, most: listingIds.length })),
    5500,
    'worker',
  ],
  readyChannels: () => [],
  countDirty: (random, { channelIds }) => [random.pick(channelIds)],
  nextDueMs: () => [],
  hasStepSince: (random, twins) => [anyOf(random, twins), new Date(twins.nowMs() - random.int(0, 9000))],
  readPlaced: (random, twins) => [anyOf(random, twins)],
  readStanding: (random, { channelIds }) => [random.pick(channelIds), random.pick([4, 100])],
  readSheets: (random, { listingIds }) => [some(random, listingIds)],
  findFalseWaves: () => [],
  findPriceTurns: () => [],
  readStopped: () => [],
  takenRemoteIds: (random, twins) => [random.pick(twins.channelIds), anyOf(random, twins)],
  listingsOfChannel: (random, { channelIds }) => [random.pick(channelIds)],
  readAddressRows: (random, twins) => [anyOf(random, twins)],
  readBucket: () => ['one'],
};

const changing: Record<string, Draw> = {
  markRows: (random, { listingIds }) => [some(random, listingIds), random.pick([10, 20, 50, 100, 200])],
  markRowsOfOffers: (random, { offerIds }) => [some(random, offerIds), random.pick([10, 50, 100])],
  fenceCalls: (random, twins) => [held(random, twins), 5500],
  fenceRecords: (random, twins) => [held(random, twins), 5500],
  renewRows: (random, twins) => [held(random, twins), 5500],
  finishRows: (random, twins) => [held(random, twins).map((one) => ({ ...one, seen: random.int(1, 6) }))],
  failRows: (random, twins) => [
    held(random, twins).map((one) => ({
      ...one,
      waitMs: random.pick([0, 700, 9000]),
      attempts: random.chance(0.5) ? 0 : 3,
    })),
  ],
  clearBackoff: (random, { listingIds }) => [some(random, listingIds)],
  isAtRest: (random, twins) => [anyOf(random, twins)],
  setOnItsWay: (random, { listingIds }) => [some(random, listingIds)],
  setOffersOnItsWay: (random, { offerIds }) => [some(random, offerIds)],
  updateListing: (random, twins) => [anyOf(random, twins), engineSet(random, twins)],
  updateListings: (random, twins) => [
    some(random, twins.listingIds).map((id) => ({
      ...{ id, set: { ...engineSet(random, twins), desired: random.pick([undefined, { title: 'Simon' }]) } },
      isDesiredApplied: random.chance(0.3),
    })),
  ],
  approveRows: (random, twins) => [some(random, twins.listingIds), 'Ann', when(twins)],
  insertSteps: (random, twins) => {
    const id = newId();
    steps.push(id);
    return [
      [
        {
          ...{ id, listingId: anyOf(random, twins), leaseToken: token(random), position: random.int(0, 3) },
          ...{ kind: 'upload-file', summary: 'Upload', startedAt: when(twins) },
        },
      ],
    ];
  },
  endSteps: (random, twins) => [
    [...new Set([random.pick([...steps, newId()]), newId()])].map((id) => ({
      id,
      outcome: random.pick(['done', 'failed', 'ambiguous']),
      endedAt: random.pick([null, when(twins)]),
      message: random.pick([undefined, null, 'It broke off.']),
    })),
  ],
  noteLook: (random, twins) => [anyOf(random, twins)],
  settleSteps: (random, twins) => [anyOf(random, twins), when(twins)],
  putPlacedRows: (random, twins) => [
    some(random, ['1', '2', '3']).map((remoteId) => ({
      listingId: anyOf(random, twins),
      remoteId,
      kind: random.pick(['file', 'image']),
      sha256: random.pick([hash('a'), hash('b'), 'unsure', 'no hash']),
      ...(random.chance(0.5) ? { slot: 'a4' } : {}),
    })),
    // Each booking at its own moment: the order of those of one moment means nothing.
    new Date(twins.nowMs() + steps.length),
  ],
  forgetPlaced: (random, twins) => [anyOf(random, twins)],
  setStopped: (random, twins) => [random.chance(0.3) ? { at: when(twins), by: 'Ann' } : null],
  ensureAddresses: (random, twins) => [
    anyOf(random, twins),
    some(random, ['a4', 'letter']).map((slot) => ({
      ...{ kind: random.pick(['file', 'image']), slot, sha256: hash('c'), name: `${slot}.pdf` },
    })),
  ],
  pointAddress: (random, twins) => [
    anyOf(random, twins),
    { kind: 'file', slot: random.pick(['a4', 'letter']), sha256: hash('d'), name: 'new.pdf' },
  ],
  revokeAddresses: (random, twins) => [anyOf(random, twins), when(twins)],
  updateChannelRow: (random, twins) => [
    random.pick(twins.channelIds),
    { pausedAt: random.chance(0.2) ? when(twins) : null, state: random.chance(0.9) ? 'active' : 'reading' },
  ],
  countFailure: (random, { channelIds }) => [random.pick(channelIds)],
  resetFailures: (random, { channelIds }) => [random.pick(channelIds)],
  putBucket: (random) => [{ key: 'one', perSecond: random.pick([5, 40]), perDay: random.pick([null, 90]) }],
  takeFromBucket: (random) => [
    ...[
      'one',
      random.int(1, 12),
      random.pick([0.8, 1]),
      random.pick(['me', 'you']),
      random.pick([0.9, 0.98]),
    ],
  ],
  tightenBucket: (random) => [
    'one',
    random.pick([{ perSecond: 40 }, { remainingSecond: 0 }, { perDay: 30, remainingDay: 20 }, {}]),
    random.pick([0, 400]),
  ],
  learnFromRefusal: (random) => [
    'one',
    {
      isBurst: random.chance(0.3),
      lesson: random.pick([null, ...[1, 4, 39].map((passed) => ({ passed, isSure: random.chance(0.5) }))]),
    },
  ],
  blockBucket: (random) => ['one', random.pick([500, 30_000])],
};

/** Rows whose order no `order by` decides. */
const sets = new Set([
  'readPlaced',
  'markRows',
  'claimRows',
  'findFalseWaves',
  'findPriceTurns',
  'markRowsOfOffers',
  'listingsOfChannel',
  'readAddressRows',
  'readSheets',
  'ensureAddresses',
  'readyChannels',
]);

export const questions = {
  draw: (random: Random, twins: Twins, mustNotWait: boolean): Question => {
    const from = mustNotWait || random.chance(0.3) ? reading : changing;
    const name = random.pick(Object.keys(from));
    return { name, args: (from[name] as Draw)(random, twins), isSet: sets.has(name) };
  },
};
