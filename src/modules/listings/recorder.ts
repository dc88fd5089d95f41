import { sqlState } from '../../db/client.ts';
import { gather } from '../../kit/gather.ts';
import { type Host, inTransaction, systemActor } from '../../kit/run-operation.ts';
import { together } from '../../kit/together.ts';
import { type Told, tellAll } from '../audit/index.ts';
import { type Lease, LeaseLost, Stopped } from './lease.ts';
import {
  type EngineSet,
  endSteps,
  insertSteps,
  type Placing,
  putPlacedRows,
  type StepEnd,
  type StepInsert,
  updateListings,
} from './store.ts';
import { failRows, fenceCalls, fenceRecords, finishRows, lockRows } from './work-store.ts';

/** What one run writes down: all of it or nothing, and only while the listing is its own. */
export interface Entry {
  lease: Lease;
  /**
   * What becomes of the lease. `begin`: a call follows, so it is refused too when everything is stopped. `hold`: it goes on.
   * `finish` and `fail` give it back, `fail` to wait; `attempts`: how many runs in a row have come no further.
   */
  next: { kind: 'begin' | 'hold' | 'finish' } | { kind: 'fail'; waitMs: number; attempts: number };
  set?: EngineSet;
  /** What was written down as wanted before the call is what was proved to be there. */
  isDesiredApplied?: boolean;
  begins?: StepInsert[];
  ends?: StepEnd[];
  placed?: readonly Placing[];
  told?: Told | null;
}

type Writer = (entry: Entry) => Promise<void>;
const writers = new WeakMap<Host, Map<number, Writer>>();

/**
 * Writes down what a run did, together with what others want to write down just now, in one transaction. Each is fenced by itself:
 * throws LeaseLost, or Stopped before a call, and then nothing of this entry was written.
 */
export function record(host: Host, entry: Entry): Promise<void> {
  const { leaseMs } = entry.lease;
  const byLength = writers.get(host) ?? new Map<number, Writer>();
  writers.set(host, byLength);
  let write = byLength.get(leaseMs);
  if (!write) {
    write = gather<Entry, void>((entries) => recordTogether(host, entries, leaseMs), {
      most: 100,
      restMs: 40,
    });
    byLength.set(leaseMs, write);
  }
  return write(entry);
}

async function recordTogether(host: Host, entries: Entry[], leaseMs: number): Promise<(undefined | Error)[]> {
  try {
    return await attempt(host, entries, leaseMs);
  } catch (error) {
    if (entries.length === 1 || !isAboutOne(error)) throw error;
    // What cannot be written must not keep the others from being written.
    const answers: (undefined | Error)[] = [];
    for (const entry of entries)
      answers.push(
        ...(await attempt(host, [entry], leaseMs).catch((failure: unknown) => [
          failure instanceof Error ? failure : new Error(String(failure)),
        ])),
      );
    return answers;
  }
}

/** Bad data or a broken rule (classes 22, 23), or a deadlock (40): not the database itself. */
const isAboutOne = (error: unknown): boolean => /^(22|23|40)/.test(sqlState(error) ?? '');

/** One of the steps that begin together may not: nothing of them was written down. */
class NotAll extends Error {}

async function attempt(host: Host, entries: Entry[], leaseMs: number): Promise<(undefined | Error)[]> {
  if (entries.every(({ next, told }) => next.kind === 'begin' && !told)) {
    try {
      return await beginTogether(host, entries, leaseMs);
    } catch (error) {
      if (!(error instanceof NotAll)) throw error;
    }
  }
  return recordEach(host, entries, leaseMs);
}

const placedBy = (entries: readonly Entry[]) =>
  entries.flatMap(({ lease, placed = [] }) => placed.map((row) => ({ ...row, listingId: lease.listingId })));

/** Steps that begin mostly may: they are written down beside the fence's question, so that one answer is waited for. */
async function beginTogether(host: Host, entries: Entry[], leaseMs: number): Promise<undefined[]> {
  const askedAtMs = host.clock.monotonicMs();
  await host.transaction(async (tx) => {
    // Sent in this order: the fence locks the rows of work before those of listings are written.
    const [fences] = await together(
      fenceCalls(
        tx,
        entries.map(({ lease }) => heldBy(lease)),
        leaseMs,
      ),
      updateListings(
        tx,
        entries.flatMap(({ lease, set }) => (set ? [{ id: lease.listingId, set }] : [])),
      ),
      insertSteps(
        tx,
        entries.flatMap((one) => one.begins ?? []),
      ),
      endSteps(
        tx,
        entries.flatMap((one) => one.ends ?? []),
      ),
      putPlacedRows(tx, placedBy(entries), host.clock.now()),
    );
    if (fences.some((answer) => answer !== 'held')) throw new NotAll();
  });
  for (const { lease, ends } of entries) {
    if (ends?.some(({ outcome }) => outcome === 'done')) lease.hasAdvanced = true;
    lease.fenced(askedAtMs);
  }
  return entries.map(() => undefined);
}

/** Each under its own fence: what is refused is left out. */
async function recordEach(host: Host, entries: Entry[], leaseMs: number): Promise<(undefined | Error)[]> {
  const askedAtMs = host.clock.monotonicMs();
  const answers = await inTransaction(host, systemActor, async (ctx) => {
    const { tx } = ctx;
    const kinds = new Set(entries.map((one) => one.next.kind));
    if (kinds.size > 1)
      await lockRows(
        tx,
        entries.map((one) => one.lease.listingId),
      );
    const of = <K extends Entry['next']['kind']>(kind: K) =>
      entries.flatMap((entry, index) =>
        entry.next.kind === kind ? [{ ...entry.next, ...heldBy(entry.lease), index }] : [],
      );
    const refused: (undefined | Error)[] = entries.map(() => undefined);
    const begins = of('begin');
    for (const [at, answer] of (await fenceCalls(tx, begins, leaseMs)).entries())
      if (answer !== 'held')
        refused[begins[at]?.index ?? 0] = answer === 'stopped' ? new Stopped('Stopped.') : lost();
    const holds = of('hold');
    for (const [at, isHeld] of (await fenceRecords(tx, holds, leaseMs)).entries())
      if (!isHeld) refused[holds[at]?.index ?? 0] = lost();
    const finishes = of('finish');
    const markedAgain = new Set<number>();
    for (const [at, again] of (await finishRows(tx, finishes)).entries()) {
      const index = finishes[at]?.index ?? 0;
      if (again === null) refused[index] = lost();
      else if (again) markedAgain.add(index);
    }
    const fails = of('fail') as (ReturnType<typeof heldBy> & {
      waitMs: number;
      attempts: number;
      index: number;
    })[];
    for (const [at, isGiven] of (await failRows(tx, fails)).entries())
      if (!isGiven) refused[fails[at]?.index ?? 0] = lost();

    const alive = entries.filter((_, index) => refused[index] === undefined);
    await Promise.all([
      updateListings(
        tx,
        entries.flatMap(({ lease, set, isDesiredApplied }, index) =>
          set && refused[index] === undefined
            ? [
                {
                  id: lease.listingId,
                  set: markedAgain.has(index) ? { ...set, status: 'on-its-way' } : set,
                  ...(isDesiredApplied ? { isDesiredApplied } : {}),
                },
              ]
            : [],
        ),
      ),
      insertSteps(
        tx,
        alive.flatMap((one) => one.begins ?? []),
      ),
      endSteps(
        tx,
        alive.flatMap((one) => one.ends ?? []),
      ),
      putPlacedRows(tx, placedBy(alive), host.clock.now()),
      tellAll(
        ctx,
        alive.flatMap((one) => one.told ?? []),
      ),
    ]);
    for (const { lease, next } of alive)
      if (next.kind === 'finish' || next.kind === 'fail')
        ctx.announce({ topic: 'listing', id: lease.listingId });
    return refused;
  });
  // Only now it is certain that the lease was lengthened.
  for (const [index, { lease, next }] of entries.entries()) {
    const answer = answers[index];
    if (!answer && entries[index]?.ends?.some(({ outcome }) => outcome === 'done')) lease.hasAdvanced = true;
    if (answer instanceof LeaseLost) lease.lose();
    else if (!answer && next.kind === 'begin') lease.fenced(askedAtMs);
    else if (!answer && next.kind === 'hold') lease.renewed(askedAtMs);
  }
  return answers;
}

const lost = () => new LeaseLost('The lease was lost.');
const heldBy = ({ listingId, token, seen }: Lease) => ({ listingId, token, seen });
