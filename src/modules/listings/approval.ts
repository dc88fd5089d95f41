import { createHash } from 'node:crypto';
import type { DesiredListing, FieldName, ObservedListing, Step } from '../../connectors/connector.ts';
import type { Money } from '../../kit/money.ts';
import type { ApprovalRule } from '../channels/index.ts';

/** Why a plan waits for a click. */
export const reasons = [
  'first-write',
  'creates',
  'publishes',
  'costs',
  'takes-down',
  'deletes',
  'cannot-be-undone',
  'price-move',
  'many-at-once',
] as const;
export type Reason = (typeof reasons)[number];

const sentences: Record<Reason, string> = {
  'first-write':
    'Nothing has been written to this shop before, or since this hub was put back from a backup.',
  creates: 'A new listing is made.',
  publishes: 'It goes on sale.',
  costs: 'The shop charges a fee.',
  'takes-down': 'It is taken off sale.',
  deletes: 'Something is removed from the shop.',
  'cannot-be-undone': 'A step cannot be undone by Spindle.',
  'price-move': 'The price moves further than you let go alone.',
  'many-at-once': 'Many listings change at once.',
};

export const reasonSentence = (reason: Reason): string => sentences[reason];

export interface ApprovalInput {
  rule: ApprovalRule;
  steps: readonly Step[];
  desired: DesiredListing;
  observed: ObservedListing | null;
  /** What was last proved to be on the shop. */
  applied: DesiredListing | null;
  owned: ReadonlySet<FieldName>;
  /** The price that a click last let through: steps that go alone are measured from it too. */
  clickedPrice: Money | null;
  /** Whether a plan was ever carried out on this channel. */
  hasWritten: boolean;
  /** Listings of the channel that change now or changed alone a moment ago, this one included. */
  changingAtOnce: number;
  /** The seller herself asked for this listing to be paused: asking was the click. */
  isPauseAsked: boolean;
}

const defaults = { priceMovePercent: 30, listingsAtOnce: 20 };

/** More listings than this changing at once wait. */
export const allowedAtOnce = (rule: ApprovalRule): number => rule.listingsAtOnce ?? defaults.listingsAtOnce;

/** Pure: what of a plan needs a click. Empty: free and reversible, so it goes alone. */
export function approvalReasons(input: ApprovalInput): Reason[] {
  const { rule, steps, desired, observed, owned } = input;
  if (steps.length === 0) return [];
  const found = new Set<Reason>();
  const has = (effect: Step['effect']) => steps.some((step) => step.effect === effect);
  if (!input.hasWritten) found.add('first-write');
  if (has('create') && !rule.publishAlone) found.add('creates');
  if (has('publish') && !rule.publishAlone) found.add('publishes');
  if (steps.some((step) => (step.fee?.amountMinor ?? 0) > 0) && !rule.spendAlone) found.add('costs');
  if (has('pause') && !input.isPauseAsked) found.add('takes-down');
  if (has('delete') || losesFiles(input)) found.add('deletes');
  if (steps.some((step) => !step.isReversible && !['create', 'publish', 'pause'].includes(step.effect)))
    found.add('cannot-be-undone');
  const movesPrice = owned.has('price') && observed?.price && !isSame(observed.price, desired.price);
  if (
    movesPrice &&
    [observed.price, input.clickedPrice].some((from) => from && movesFar(from, desired.price, rule))
  )
    found.add('price-move');
  if (input.changingAtOnce > allowedAtOnce(rule)) found.add('many-at-once');
  return reasons.filter((reason) => found.has(reason));
}

/** Fewer files, or no pictures any more. Replacing one by one is not a loss. */
function losesFiles({ desired, observed, applied, steps }: ApprovalInput): boolean {
  if (!observed) return false;
  const isIn = (files: DesiredListing['files'] | undefined, sha256: string | undefined) =>
    sha256 !== undefined && files?.some((file) => file.sha256 === sha256);
  // What an interrupted run has put there already replaces a file; it is not one more that was there before.
  const before = observed.files.filter(
    ({ sha256 }) => !isIn(desired.files, sha256) || isIn(applied?.files, sha256),
  );
  const touches = (field: FieldName) => steps.some((step) => step.fields.includes(field));
  return (
    (touches('files') && places(before) > desired.files.length) ||
    (touches('images') && desired.images.length === 0 && observed.images.length > 0)
  );
}

/** A half-done replacement has two files in one place: that is one place. */
const places = (files: ObservedListing['files']): number =>
  new Set(files.map((file) => file.slot ?? file.remoteId)).size;

const isSame = (a: Money, b: Money): boolean => a.amountMinor === b.amountMinor && a.currency === b.currency;

function movesFar(from: Money, to: Money, rule: ApprovalRule): boolean {
  const allowed = rule.priceMovePercent ?? defaults.priceMovePercent;
  if (from.currency !== to.currency) return true;
  if (from.amountMinor === to.amountMinor) return false;
  if (from.amountMinor === 0 || to.amountMinor === 0) return true;
  return Math.abs(to.amountMinor - from.amountMinor) * 100 > allowed * from.amountMinor;
}

/**
 * What a click binds to: the wanted values of the owned fields, and the reasons that were shown. A crash and a new plan
 * go on under the same click; another value, or a reason that was not shown, needs another one.
 */
export function planHash(
  desired: DesiredListing,
  owned: ReadonlySet<FieldName>,
  why: readonly Reason[],
): string {
  const wanted = [...owned].sort().map((field) => [field, withoutAddresses(desired[field])]);
  const digest = createHash('sha256').update(JSON.stringify(wanted, sortKeys)).digest('hex').slice(0, 40);
  return [digest, ...[...why].sort()].join('.');
}

/** The database gives the keys of JSON back in an order of its own. */
const sortKeys = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** Whether the click on `approved` allows `wanted`. */
export function coversPlan(approved: string | null, wanted: string): boolean {
  if (!approved) return false;
  const [digest, ...shown] = approved.split('.');
  const [wantedDigest, ...needed] = wanted.split('.');
  return digest === wantedDigest && needed.every((reason) => shown.includes(reason));
}

/** Addresses say where bytes lie, not what they are. */
const withoutAddresses = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map((one) =>
        typeof one === 'object' && one !== null ? { ...one, address: undefined, alt: undefined } : one,
      )
    : value;
