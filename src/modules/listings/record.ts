import {
  ConnectorError,
  type ObservedListing,
  type Step,
  type StepOutcome,
} from '../../connectors/connector.ts';
import { newId } from '../../kit/ids.ts';
import type { Host } from '../../kit/run-operation.ts';
import { pointAddress } from './address-store.ts';
import { type Lease, Stopped } from './lease.ts';
import type { StoredPlan } from './plan.ts';
import type { AddressMove, Round } from './reconcile.ts';
import { type Entry, record } from './recorder.ts';
import { type EngineSet, insertSteps, observedSet, updateListing } from './store.ts';

/**
 * Writes down that a step begins, before its call: after a crash the next run sees that it must look first. `before`: how the step
 * before it ended, which is written down with it, and alone where this one may not begin.
 */
export async function beginStep(
  host: Host,
  lease: Lease,
  round: Round,
  plan: StoredPlan,
  step: Step,
  position: number,
  before: DoneEntry | null,
): Promise<string> {
  const at = host.clock.now();
  const id = newId(at.getTime());
  try {
    await record(host, {
      lease,
      // Nothing is written down any more when a call could not leave now.
      next: { kind: 'begin' },
      ...before,
      set: {
        desired: round.desired,
        plan,
        planAt: lease.claimedAt,
        status: 'on-its-way',
        problem: null,
        ...(round.listing.original === null && round.observed
          ? { original: round.observed, originalAt: at }
          : {}),
        ...before?.set,
      },
      begins: [
        {
          id,
          listingId: lease.listingId,
          leaseToken: lease.token,
          position,
          kind: step.kind,
          summary: step.summary,
          startedAt: at,
        },
      ],
    });
  } catch (error) {
    if (before && error instanceof Stopped) await record(host, { lease, next: { kind: 'hold' }, ...before });
    throw error;
  }
  return id;
}

export type DoneEntry = Pick<Entry, 'ends' | 'placed'> & { set: EngineSet };

/** Pure: what a step that succeeded leaves behind. `seen`: what the shop's answers show of the listing, if they show it whole. */
export function doneEntry(
  stepId: string,
  outcome: StepOutcome,
  seen: ObservedListing | null,
  at: Date,
): DoneEntry {
  return {
    ends: [{ id: stepId, outcome: 'done', endedAt: at }],
    placed: outcome.placed ?? [],
    // Without an echo what is stored is from before the step: whoever comes next looks again.
    set: seen
      ? { ...observedSet(seen, at), ...(outcome.isPart ? { observedAt: undefined } : {}) }
      : { remoteId: outcome.remoteId, observedAt: null },
  };
}

/** A failed step is ended; one of which nothing is known stays open, which makes the next run look first. */
export async function failStep(
  host: Host,
  lease: Lease,
  step: Step,
  stepId: string,
  error: unknown,
): Promise<void> {
  // Refused for its pace alone, a single call did nothing.
  const isUntouched = error instanceof ConnectorError && error.kind === 'rate-limited' && step.calls <= 1;
  const isKnown = error instanceof ConnectorError && error.kind !== 'ambiguous';
  const message = error instanceof Error ? error.message : String(error);
  await record(host, {
    lease,
    next: { kind: 'hold' },
    ends: [
      {
        id: stepId,
        outcome: isKnown ? 'failed' : 'ambiguous',
        endedAt: isKnown ? host.clock.now() : null,
        message,
      },
    ],
    // The first of its calls may have gone through: whoever comes next looks again.
    ...(isUntouched ? {} : { set: { observedAt: null } }),
  }).catch((failure: unknown) =>
    host.log.warn({ err: failure, listing: lease.listingId }, 'the end of a step could not be written down'),
  );
}

/** Addresses of our own change here, in one transaction and without a call. */
export async function pointFiles(
  host: Host,
  lease: Lease,
  round: Round,
  moves: AddressMove[],
  nextPosition: () => number,
): Promise<void> {
  if (moves.length === 0) return;
  await lease.beforeCall();
  const at = host.clock.now();
  await host.transaction(async (tx) => {
    await lease.recordIn(tx);
    if (round.listing.original === null && round.observed)
      await updateListing(tx, lease.listingId, { original: round.observed, originalAt: at });
    for (const move of moves) await pointAddress(tx, lease.listingId, move);
    await insertSteps(
      tx,
      moves.map((move) => ({
        id: newId(at.getTime()),
        listingId: lease.listingId,
        leaseToken: lease.token,
        position: nextPosition(),
        kind: 'serve-file',
        summary: `Serve the new ${move.name} to this shop’s buyers`,
        startedAt: at,
        endedAt: at,
        outcome: 'done',
      })),
    );
  });
}
