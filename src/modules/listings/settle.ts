import { ConnectorError } from '../../connectors/connector.ts';
import { isDatabaseAway } from '../../db/failures.ts';
import { HubError } from '../../kit/errors.ts';
import { defineCounter } from '../../kit/metrics.ts';
import { type Host, inTransaction, systemActor } from '../../kit/run-operation.ts';
import type { Told } from '../audit/index.ts';
import { noteFailure, type OpenedIo } from '../channels/index.ts';
import { backoffMs } from './backoff.ts';
import { type Lease, LeaseLost, Stopped } from './lease.ts';
import type { Problem, Status } from './listing.ts';
import { type StoredPlan, toStoredPlan } from './plan.ts';
import type { Round } from './reconcile.ts';
import { record } from './recorder.ts';
import { type EngineSet, type ListingInsert, readListing, updateListing } from './store.ts';
import { finishRows } from './work-store.ts';

const failures = defineCounter(
  'spindle_shop_failures_total',
  'Runs of listings that failed, by the kind of failure.',
  ['connector', 'kind'],
);

/** One click carries out one plan: what happens later on the shop needs another. */
const usedUp = { approvedHash: null, approvedBy: null, approvedAt: null };

/** FINISH and the listing's new state in one transaction. */
const finish = (
  host: Host,
  lease: Lease,
  set: EngineSet & { status: Status },
  told: Told | null = null,
): Promise<void> => record(host, { lease, next: { kind: 'finish' }, set, told });

/** The same with this shop's own values, which only the first run of an adopted listing writes. */
export async function finishTakeOver(
  host: Host,
  lease: Lease,
  set: Partial<ListingInsert> & { status: Status },
): Promise<void> {
  await inTransaction(host, systemActor, async (ctx) => {
    const [again = null] = await finishRows(ctx.tx, [lease]);
    if (again === null) throw new LeaseLost('The lease was lost.');
    await updateListing(ctx.tx, lease.listingId, { ...set, ...(again ? { status: 'on-its-way' } : {}) });
    ctx.announce({ topic: 'listing', id: lease.listingId });
  });
}

/** Owned fields agree: this is what was proved to be there. `done`: what was carried out to get there. */
export function settleApplied(
  host: Host,
  lease: Lease,
  opened: OpenedIo,
  round: Round,
  done: StoredPlan | null,
): Promise<void> {
  const { set, told } = appliedEntry(host, lease, opened, round, done);
  return finish(host, lease, set, told);
}

export function appliedEntry(
  host: Host,
  lease: Lease,
  opened: OpenedIo,
  round: Round,
  done: StoredPlan | null,
): { set: EngineSet & { status: Status }; told: Told | null } {
  const { listing, desired, observed } = round;
  return {
    set: {
      desired,
      applied: desired,
      appliedAt: host.clock.now(),
      appliedReleaseId: round.owned.has('files') ? round.prepared.releaseId : listing.appliedReleaseId,
      plan: done ?? toStoredPlan([], [], round.problems),
      planAt: lease.claimedAt,
      planHash: null,
      problem: null,
      clickedPrice: listing.approvedHash || !listing.clickedPrice ? desired.price : listing.clickedPrice,
      status: restingStatus(round),
      ...(observed ? { remoteUrl: observed.url } : {}),
      ...usedUp,
    },
    told: done && {
      tone: 'good',
      sentence: appliedSentence(opened.channel.name, round, done),
      listingId: listing.id,
      channelId: listing.channelId,
      ...(round.offer.patternId ? { patternId: round.offer.patternId } : {}),
      ...(round.prepared.releaseId ? { releaseId: round.prepared.releaseId } : {}),
    },
  };
}

function restingStatus({ listing, desired, observed, isTakenDown }: Round): Status {
  if (listing.drift.length > 0) return 'drifted';
  if (listing.ownValues.isPutBack) return 'resting';
  const isOff =
    isTakenDown || ['paused', 'removed'].includes(listing.wantedState) || desired.state === 'paused';
  return isOff && observed?.state !== 'live' ? 'paused' : 'in-step';
}

function appliedSentence(shop: string, round: Round, plan: StoredPlan): string {
  const title = round.offer.pattern.title;
  if (plan.steps.some((step) => step.effect === 'create'))
    return `${title} is on ${shop}${round.desired.state === 'live' ? ' and on sale' : ', as a draft'}.`;
  const fields = plan.fields.filter((field) => field !== 'state');
  if (fields.length === 0) return `${title} is ${round.desired.state} on ${shop}.`;
  return `${title} on ${shop} has the new ${fields.join(', ')}.`;
}

/** Nothing belongs there, or nothing of it is ours. */
export function settleUntouched(
  host: Host,
  lease: Lease,
  _opened: OpenedIo,
  round: Round,
  status: 'resting' | 'paused',
): Promise<void> {
  return finish(host, lease, {
    status,
    problem: null,
    plan: toStoredPlan([], [], round.problems),
    planAt: lease.claimedAt,
    planHash: null,
    ...usedUp,
  });
}

export function settleForApproval(
  host: Host,
  lease: Lease,
  _opened: OpenedIo,
  round: Round,
  plan: StoredPlan,
  hash: string,
): Promise<void> {
  return finish(host, lease, {
    status: 'needs-you',
    problem: {
      kind: 'approval',
      message: `${plan.steps.length === 1 ? 'One step waits' : `${plan.steps.length} steps wait`} for your click.`,
    } satisfies Problem,
    desired: round.desired,
    plan,
    planHash: hash,
    planAt: lease.claimedAt,
    ...usedUp,
  });
}

/** Only the seller can change that; it is not tried again until something changes. */
export async function settleProblem(
  host: Host,
  lease: Lease,
  opened: Pick<OpenedIo, 'channel'>,
  problem: Problem,
  round?: Round,
): Promise<void> {
  const before = round?.listing ?? (await readListing(host.db, lease.listingId));
  const isNews = before.problem?.message !== problem.message;
  await finish(
    host,
    lease,
    {
      status: 'needs-you',
      problem,
      planAt: lease.claimedAt,
      ...usedUp,
      ...(round
        ? { desired: round.desired, plan: toStoredPlan([], [], round.problems), planHash: null }
        : {}),
    },
    isNews
      ? {
          tone: 'needs-you',
          sentence: `${opened.channel.name}: ${problem.message}`,
          listingId: lease.listingId,
          channelId: lease.channelId,
        }
      : null,
  );
}

/** Gives the listing back and waits. */
function wait(host: Host, lease: Lease, problem: Problem, waitMs: number, burns: boolean): Promise<void> {
  const attempts = burns ? triesOf(lease) : lease.attempts - 1;
  return record(host, {
    lease,
    next: { kind: 'fail', waitMs, attempts },
    set: { status: 'waiting', problem },
  });
}

/** Runs in a row that came no further, this one included: long plans on a shop that often fails must not wait ever longer. */
const triesOf = (lease: Lease): number => (lease.hasAdvanced ? 1 : lease.attempts);

/** What a failed run means for its listing. Only here is decided about trying again. */
export async function settleFailure(
  host: Host,
  opened: Pick<OpenedIo, 'channel'>,
  lease: Lease,
  error: unknown,
): Promise<void> {
  try {
    if (lease.signal.aborted || error instanceof LeaseLost) return;
    await settleByKind(host, opened, lease, error);
  } catch (failure) {
    if (!(failure instanceof LeaseLost)) throw failure;
  }
}

async function settleByKind(
  host: Host,
  opened: Pick<OpenedIo, 'channel'>,
  lease: Lease,
  error: unknown,
): Promise<void> {
  const shop = opened.channel.name;
  if (error instanceof Stopped)
    return wait(
      host,
      lease,
      { kind: 'stopped', message: `Nothing is written to ${shop} until you resume.` },
      0,
      false,
    );
  if (error instanceof HubError && !['unavailable', 'internal', 'rate-limited'].includes(error.code))
    return settleProblem(host, lease, opened, { kind: 'file', message: error.message });
  // Nobody's fault, and no reason to call the seller, however often the database is restarted.
  if (isDatabaseAway(error)) {
    const message = 'The hub’s database was away for a moment. Spindle goes on by itself.';
    return wait(host, lease, { kind: 'internal', message }, backoffMs(1, Math.random()), false);
  }
  if (!(error instanceof ConnectorError)) {
    host.log.error({ err: error, listing: lease.listingId }, 'a listing could not be worked on');
    if (triesOf(lease) >= 8)
      return settleProblem(host, lease, opened, {
        kind: 'internal',
        message: 'Something broke on our side, several times. Try again; if it stays, send us the log.',
      });
    const message = 'Something broke on our side. Spindle tries again by itself.';
    return wait(host, lease, { kind: 'internal', message }, backoffMs(triesOf(lease), Math.random()), true);
  }
  const failure = await noteFailure(host, lease.channelId, error);
  failures.add({ connector: opened.channel.kind, kind: failure.kind });
  const { message } = failure;
  const field = failure.field ? { field: failure.field } : {};
  const until = (waitMs: number) => new Date(host.clock.now().getTime() + waitMs).toISOString();
  switch (failure.kind) {
    case 'rate-limited': {
      const waitMs = failure.retryAfterMs ?? 1000;
      return wait(host, lease, { kind: 'quota', message, until: until(waitMs) }, waitMs, false);
    }
    case 'transient':
    case 'ambiguous': {
      const waitMs = Math.max(failure.retryAfterMs ?? 0, backoffMs(triesOf(lease), Math.random()));
      return wait(host, lease, { kind: 'shop-silent', message, until: until(waitMs) }, waitMs, true);
    }
    case 'unauthorised':
      return wait(host, lease, { kind: 'unauthorised', message }, 0, false);
    case 'gone':
      return settleProblem(host, lease, opened, { kind: 'gone', message });
    case 'rejected':
      return settleProblem(host, lease, opened, { kind: 'rejected', message, ...field });
  }
}
