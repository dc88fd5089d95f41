/** What is to be done on WooCommerce so that a product is as wanted. Pure, minimal, each step safe to stop after. */
import { toDecimal } from '../../kit/money.ts';
import type { DesiredListing, FieldName, ObservedListing, PlanInput, Step } from '../connector.ts';
import { pairAddressedFiles, pairImages } from '../pairing.ts';
import { sameText, sameWords } from '../text.ts';
import { sameHtml } from './html.ts';

const content = ['title', 'description', 'price', 'tags', 'category', 'sku', 'images', 'files'] as const;
const compared: readonly FieldName[] = [...content, 'state'];

export function differences({ desired, observed, owned }: PlanInput): FieldName[] {
  if (!observed) return compared.filter((field) => owned.has(field));
  return compared.filter((field) => owned.has(field) && !isSame(field, desired, observed));
}

function isSame(field: FieldName, desired: DesiredListing, observed: ObservedListing): boolean {
  switch (field) {
    case 'title':
      return sameText(desired.title, observed.title);
    case 'description':
      return sameHtml(desired.description, observed.description);
    case 'tags':
      return sameWords(desired.tags, observed.tags);
    case 'category':
      return desired.category === null || desired.category === observed.category;
    case 'price':
      return (
        desired.price.amountMinor === observed.price?.amountMinor &&
        desired.price.currency === observed.price.currency
      );
    case 'sku':
      return desired.sku === (observed.sku ?? '');
    case 'images':
      return desired.images.length === 0 || sameImages(desired, observed);
    case 'files':
      return desired.files.length === 0 || (observed.isDigital && sameFiles(desired, observed));
    case 'state':
      // There is no paused product: draft is both, and what sits in the bin is the seller's affair.
      return observed.state === 'ended' || (desired.state === 'live') === (observed.state === 'live');
  }
}

function sameImages(desired: DesiredListing, observed: ObservedListing): boolean {
  const { pairs, rest } = pairImages(desired.images, observed.images);
  return (
    rest.length === 0 &&
    pairs.every(
      (pair, index) =>
        pair.observed !== null &&
        pair.observed === observed.images[index] &&
        sameText(pair.observed.alt, pair.desired.alt),
    )
  );
}

/** The address stays the same across releases, so a new release changes nothing here: the hub serves the new bytes. */
function sameFiles(desired: DesiredListing, observed: ObservedListing): boolean {
  const { pairs, rest } = pairAddressedFiles(desired.files, observed.files);
  return (
    rest.length === 0 &&
    pairs.every(
      (pair) =>
        pair.observed !== null &&
        pair.observed.url === pair.desired.address &&
        sameText(pair.observed.name, pair.desired.name),
    )
  );
}

export function plan(input: PlanInput): Step[] {
  const { desired, observed } = input;
  if (!observed) return planCreate(desired);
  const fields = differences(input);
  if (fields.length === 0) return [];
  if (observed.facts.type !== undefined && observed.facts.type !== 'simple') return [blocked(observed)];
  if (!observed.isDigital && observed.files.length === 0 && !observed.facts.isVirtual)
    return [blocked(observed)];
  const steps: Step[] = [];
  // Taking off comes first: nobody should buy while the rest changes. Publishing comes last.
  if (fields.includes('state') && desired.state !== 'live') steps.push(pause);
  const changed = content.filter((field) => fields.includes(field));
  if (changed.length > 0) steps.push(update(changed, desired, observed));
  if (fields.includes('state') && desired.state === 'live') steps.push(publish);
  return steps;
}

function planCreate(desired: DesiredListing): Step[] {
  const create: Step = {
    kind: 'create-product',
    summary: `Create the draft “${desired.title}” at ${toDecimal(desired.price)} ${desired.price.currency}`,
    fields: [...content],
    calls: desired.tags.length > 0 ? 2 : 1,
    effect: 'create',
    isReversible: true,
    payload: {},
  };
  return desired.state === 'live' ? [create, publish] : [create];
}

const words: Partial<Record<FieldName, string>> = { description: 'text', files: 'downloads' };

function update(fields: FieldName[], desired: DesiredListing, observed: ObservedListing): Step {
  const losesDownload =
    fields.includes('files') && pairAddressedFiles(desired.files, observed.files).rest.length > 0;
  const price = fields.includes('price') ? ` (${toDecimal(desired.price)} ${desired.price.currency})` : '';
  return {
    kind: 'update-product',
    summary: `Update the ${fields.map((field) => words[field] ?? field).join(', ')}${price}`,
    fields,
    calls: fields.includes('tags') && desired.tags.length > 0 ? 2 : 1,
    effect: 'update',
    // A download that goes takes its id with it, and past buyers lose what hangs on it.
    isReversible: !losesDownload,
    payload: { fields },
  };
}

const publish: Step = {
  kind: 'publish',
  summary: 'Publish it',
  fields: ['state'],
  calls: 1,
  effect: 'publish',
  isReversible: true,
  payload: {},
};

const pause: Step = {
  kind: 'pause',
  summary: 'Take it off sale (back to draft)',
  fields: ['state'],
  calls: 1,
  effect: 'pause',
  isReversible: true,
  payload: {},
};

const blocked = (observed: ObservedListing): Step => ({
  kind: 'blocked',
  summary: `“${observed.title}” is not a simple download in the shop: Spindle leaves it alone until you make it one or unlink it`,
  fields: [],
  calls: 0,
  effect: 'update',
  isReversible: true,
  payload: {},
});
