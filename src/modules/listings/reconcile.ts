import { isDeepStrictEqual } from 'node:util';
import {
  ConnectorError,
  type DesiredListing,
  type FieldName,
  fieldNames,
  type ObservedListing,
  type ProjectionProblem,
  type Step,
  type StepOutcome,
} from '../../connectors/connector.ts';
import type { Host } from '../../kit/run-operation.ts';
import { commandsEnded } from '../../kit/under-way.ts';
import type { OfferView } from '../catalog/index.ts';
import type { OpenedIo } from '../channels/index.ts';
import { allowedAtOnce, approvalReasons, coversPlan, planHash, type Reason } from './approval.ts';
import { toDesired } from './desired.ts';
import type { Desk } from './desk.ts';
import { bareOf, isOurs, type PlacedRow, withLedger } from './drift.ts';
import type { Lease } from './lease.ts';
import type { Listing } from './listing.ts';
import { look } from './look.ts';
import { needsLive } from './needs-live.ts';
import { ownedFields } from './ownership.ts';
import { type StoredPlan, toStoredPlan } from './plan.ts';
import { addressUrl, type Prepared, prepareBytes } from './prepare.ts';
import { beginStep, type DoneEntry, doneEntry, failStep, pointFiles } from './record.ts';
import { record } from './recorder.ts';
import { appliedEntry, settleApplied, settleForApproval, settleProblem, settleUntouched } from './settle.ts';
import type { Sheet } from './sheet-store.ts';
import { isChanging } from './store.ts';
import { takeOver } from './take-over.ts';

/** What the driver must do next, alone or together with other listings' steps. */
export interface StepCall {
  step: Step;
  remoteId: string | null;
  desired: DesiredListing;
  observed: ObservedListing | null;
}

/** A plan, its proof, and once more for what the shop did in its own way. */
const mostRounds = 3;
/** A plan that would go alone waits this long at most for commands that are under way. */
const waveMs = 500;

/** What was read for one round. */
interface Reading {
  listing: Listing;
  offer: OfferView;
  prepared: Prepared;
  /** As the shop shows it. */
  seen: ObservedListing | null;
  placed: PlacedRow[];
}

/** What one round works with. */
export interface Round extends Reading {
  /** `seen` with what only the hub knows: which bytes are where. */
  observed: ObservedListing | null;
  owned: Set<FieldName>;
  desired: DesiredListing;
  problems: ProjectionProblem[];
  isTakenDown: boolean;
}

/**
 * Brings one listing in step: look, plan, ask where needed, write step by step, look again. Yields each call of the shop to
 * the driver and ends when the listing is settled; whatever it throws, the driver settles. Safe to stop anywhere.
 */
export async function* reconcile(
  host: Host,
  opened: OpenedIo,
  lease: Lease,
  desk: Desk,
): AsyncGenerator<StepCall, void, StepOutcome> {
  const first = await desk.sheet(lease.listingId);
  if (first.listing.isAdopted && !first.listing.applied) return takeOver(host, opened, lease, desk, first);
  let position = 0;
  let mustLook = false;
  let done: StoredPlan | null = null;
  for (let round = 0; round < mostRounds; round += 1) {
    const now = await openRound(host, opened, lease, desk, mustLook, round === 0 ? first : null);
    mustLook = false;
    const { listing, desired, owned } = now;
    const nothingToDo = reasonToRest(now);
    if (nothingToDo) return settleUntouched(host, lease, opened, now, nothingToDo);
    const blocked = findBlock(now);
    if (blocked) return settleProblem(host, lease, opened, { kind: 'blocked', ...blocked }, now);
    const moves = addressMoves(now);
    const calls = opened.connector.plan({ desired, observed: now.observed, owned });
    const steps = [...moves.map(toPointStep), ...calls];
    if (steps.length === 0) return settleApplied(host, lease, opened, now, done);
    const unreachable = needsLive(host.ports.address, opened.channel, desired);
    if (unreachable) return settleProblem(host, lease, opened, { kind: 'blocked', ...unreachable }, now);

    const bound = now.observed === null ? new Set(fieldNames) : owned;
    const reasons = await reasonsFor(host, opened, desk, now, steps, bound);
    const hash = planHash(desired, bound, reasons);
    const plan = toStoredPlan(steps, reasons, now.problems);
    if (reasons.length > 0 && !coversPlan(listing.approvedHash, hash))
      return settleForApproval(host, lease, opened, now, plan, hash);

    done = { ...plan, wentAlone: calls.length > 0 && reasons.length === 0 && !listing.approvedHash };
    await pointFiles(host, lease, now, moves, () => position++);
    let current = now;
    let remoteId = listing.remoteId;
    let before: DoneEntry | null = null;
    for (const [index, step] of calls.entries()) {
      const stepId = await beginStep(host, lease, now, done, step, position, before);
      position += 1;
      let outcome: StepOutcome;
      try {
        outcome = yield { step, remoteId, desired, observed: current.observed };
      } catch (error) {
        await failStep(host, lease, step, stepId, error);
        throw error;
      }
      const at = host.clock.now();
      remoteId = outcome.remoteId;
      const shown = outcome.observed && bareOf(outcome.observed);
      // An answer that shows a part adds to what is known; it does not make up for what an earlier one left out.
      mustLook = shown === null || (mustLook && outcome.isPart === true);
      const placed = booked(current.placed, outcome.placed);
      current = shown ? frame(opened, { ...current, seen: shown, placed }, at) : { ...current, placed };
      const entry = doneEntry(stepId, outcome, mustLook ? null : shown, at);
      const isProved = index === calls.length - 1 && !mustLook && isInStep(opened, current);
      if (isProved) return finishProved(host, lease, opened, current, done, entry, desired);
      before = entry;
    }
    if (before) await record(host, { lease, next: { kind: 'hold' }, ...before });
  }
  const left = await openRound(host, opened, lease, desk, true, null);
  const fields = opened.connector.differences(left);
  if (fields.length === 0) return settleApplied(host, lease, opened, left, done);
  return settleProblem(
    host,
    lease,
    opened,
    {
      kind: 'did-not-take',
      message: `${opened.channel.name} took the change but shows something else in ${fields.join(', ')}. Look at the listing there, then try again or leave these to the shop.`,
      ...(fields[0] ? { field: fields[0] } : {}),
    },
    left,
  );
}

/**
 * The last step's answer is the proof: what it did and that the listing is in step are written down together. `begun`: what was
 * wanted when the step was written down, with the same plan; while it is the same, it is not written again.
 */
function finishProved(
  host: Host,
  lease: Lease,
  opened: OpenedIo,
  round: Round,
  done: StoredPlan,
  entry: ReturnType<typeof doneEntry>,
  begun: DesiredListing,
): Promise<void> {
  const { set, told } = appliedEntry(host, lease, opened, round, done);
  const isSame = isDeepStrictEqual(round.desired, begun);
  const { desired, applied, plan, ...rest } = set;
  return record(host, {
    ...{ lease, next: { kind: 'finish' }, ...entry, told },
    ...(isSame
      ? { set: { ...entry.set, ...rest }, isDesiredApplied: true }
      : { set: { ...entry.set, ...set } }),
  });
}

const isInStep = (opened: OpenedIo, now: Round): boolean =>
  reasonToRest(now) === null &&
  findBlock(now) === null &&
  addressMoves(now).length === 0 &&
  opened.connector.plan(now).length === 0;

/** Why this plan waits for a click. How many change at once is counted only where the answer depends on it. */
async function reasonsFor(
  host: Host,
  opened: OpenedIo,
  desk: Desk,
  now: Round,
  steps: Step[],
  bound: ReadonlySet<FieldName>,
): Promise<Reason[]> {
  const { listing, desired, observed, owned } = now;
  const rule = opened.channel.approval;
  const most = allowedAtOnce(rule);
  const reasonsAt = (hasWritten: boolean, changingAtOnce: number) =>
    approvalReasons({
      rule,
      steps,
      desired,
      observed,
      applied: listing.applied,
      owned,
      clickedPrice: listing.clickedPrice,
      hasWritten,
      changingAtOnce,
      isPauseAsked: listing.wantedState === 'paused',
    });
  if (listing.approvedHash) {
    const reasons = reasonsAt((await desk.standing(most + 2)).hasWritten, most + 1);
    if (coversPlan(listing.approvedHash, planHash(desired, bound, reasons))) return reasons;
  }
  // Edits that arrived with this one are in the middle of their transactions: together they may be a wave.
  await commandsEnded(host.ports, waveMs);
  const { hasWritten, changing } = await desk.standing(most + 2);
  const others = changing - (isChanging(listing, host.clock.now()) ? 1 : 0);
  return reasonsAt(hasWritten, 1 + others);
}

/** Reads everything anew: desired after the claim, observed again where it is not certain. */
async function openRound(
  host: Host,
  opened: OpenedIo,
  lease: Lease,
  desk: Desk,
  mustLook: boolean,
  read: Sheet | null,
): Promise<Round> {
  const { connector, channel } = opened;
  const before = read ?? (await desk.sheet(lease.listingId));
  const offer = await desk.offer(before.listing.offerId);
  if (!offer)
    throw new ConnectorError('rejected', 'The offer of this listing is no longer in the catalogue.');
  const prepared = before.listing.ownValues.isPutBack
    ? pinnedBytes(host, before)
    : await prepareBytes(host, channel, connector, desk, before, offer);
  const { sheet, observed: seen } = await look(host, opened, lease, desk, before, offer, prepared, mustLook);
  const { listing, placed } = sheet;
  return frame(opened, { listing, offer, prepared, seen, placed }, host.clock.now());
}

/** Pure: what is wanted, what is there and what of it is ours, from what was read. */
function frame(opened: OpenedIo, reading: Reading, at: Date): Round {
  const { connector, channel } = opened;
  const { listing, offer, prepared, seen, placed } = reading;
  const observed = seen && withLedger(seen, placed, fileAddresses(prepared), listing.ownValues.files);
  const owned = ownedFields({
    ownedByShop: connector.ownedByShop,
    writable: connector.capabilities.writable,
    channel: channel.ownership,
    listing: listing.ownership,
    wantedState: listing.wantedState,
    observed,
    drift: listing.drift,
  });
  const wanted = toDesired({
    offer,
    channel,
    connector,
    wantedState: listing.wantedState,
    ownValues: listing.ownValues,
    files: prepared.files,
    images: prepared.images,
    observed,
    at,
  });
  const problems = [...wanted.problems, ...prepared.problems.filter(() => !listing.ownValues.files)];
  if (observed && wanted.desired.files.length === 0 && (wanted.isTakenDown || listing.wantedState !== 'live'))
    owned.delete('files');
  return { ...reading, ...wanted, observed, owned, problems };
}

/** The ledger with what a step has put there. */
function booked(placed: readonly PlacedRow[], more: StepOutcome['placed'] = []): PlacedRow[] {
  const known = more.filter((row) => isOurs(row.sha256));
  const isNew = (row: PlacedRow) =>
    !known.some((one) => one.kind === row.kind && one.remoteId === row.remoteId);
  return [...placed.filter(isNew), ...known.map((row) => ({ ...row, slot: row.slot ?? null }))];
}

const fileAddresses = (prepared: Prepared) => prepared.addresses.filter((one) => one.kind === 'file');

function pinnedBytes(host: Host, { listing, addresses: rows }: Sheet): Prepared {
  const addresses = rows.map((row) => ({ ...row, url: addressUrl(host.ports.address.url, row) }));
  return { files: [], images: [], addresses, problems: [], places: [], releaseId: listing.appliedReleaseId };
}

/** Nothing is to be done here, and why: the listing's status then. */
function reasonToRest({ listing, offer, observed, owned, isTakenDown }: Round): 'resting' | 'paused' | null {
  if (owned.size === 0) return 'resting';
  const isOff =
    isTakenDown ||
    ['paused', 'removed'].includes(listing.wantedState) ||
    offer.state === 'archived' ||
    offer.pattern.state === 'archived';
  return observed === null && isOff ? 'paused' : null;
}

function findBlock(now: Round): { message: string; field?: FieldName } | null {
  const { observed, owned, problems, desired, offer, listing } = now;
  const block = problems.find(
    (problem) => problem.severity === 'block' && (observed === null || owned.has(problem.field)),
  );
  if (block) return { message: block.message, field: block.field };
  if (observed === null && offer.pattern.state === 'draft')
    return { message: 'The pattern is still a draft. Activate it, then it can be listed.' };
  if (desired.files.length > 0 || !owned.has('files')) return null;
  if (observed === null)
    return {
      field: 'files',
      message: 'There is no file to sell yet. Publish a release of the pattern first.',
    };
  if (listing.wantedState !== 'live' || desired.state !== 'live') return null;
  return {
    field: 'files',
    message: 'No release is for sale now. Publish one, or pause this listing; until then its files stay.',
  };
}

/** Addresses that must serve other bytes from now on. */
export type AddressMove = { kind: string; slot: string; sha256: string; name: string };

function addressMoves({ desired, prepared, owned }: Round): AddressMove[] {
  if (!owned.has('files')) return [];
  return fileAddresses(prepared).flatMap((row) => {
    const file = desired.files.find((one) => one.slot === row.slot && one.address === row.url);
    return file && file.sha256 !== row.sha256
      ? { kind: row.kind, slot: row.slot, sha256: file.sha256, name: file.name }
      : [];
  });
}

const toPointStep = (move: AddressMove): Step => ({
  kind: 'serve-file',
  summary: `Serve the new ${move.name} to this shop’s buyers`,
  fields: ['files'],
  calls: 0,
  effect: 'update',
  isReversible: true,
  payload: { slot: move.slot },
});
