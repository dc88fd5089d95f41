/** What is to be done on Etsy so that a listing is as wanted. Pure, minimal, each step safe to stop after. */
import { toDecimal } from '../../kit/money.ts';
import type {
  DesiredListing,
  FieldName,
  ListingState,
  ObservedListing,
  PlanInput,
  Step,
} from '../connector.ts';
import { pairUploadedFiles } from '../pairing.ts';
import { sameLines, sameText, sameWords } from '../text.ts';
import { publishFee } from './limits.ts';
import { planFiles, uploadFile } from './plan-files.ts';
import { planImages, uploadImage } from './plan-images.ts';

export function plan(input: PlanInput): Step[] {
  return input.observed ? planUpdate(input.desired, input.observed, input) : planCreate(input.desired);
}

/** The order in which fields are brought in line; also the order of `differences`. */
const compared: readonly FieldName[] = [
  'title',
  'description',
  'tags',
  'category',
  'files',
  'images',
  'price',
  'sku',
  'state',
];

export function differences({ desired, observed, owned }: PlanInput): FieldName[] {
  if (!observed) return compared.filter((field) => owned.has(field));
  return compared.filter((field) => owned.has(field) && !isSame(field, desired, observed));
}

function isSame(field: FieldName, desired: DesiredListing, observed: ObservedListing): boolean {
  switch (field) {
    case 'title':
      return sameText(desired.title, observed.title);
    case 'description':
      return sameLines(desired.description, observed.description);
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
    case 'files': {
      if (desired.files.length === 0) return true;
      const { pairs, rest } = pairUploadedFiles(desired.files, observed.files);
      return observed.isDigital && rest.length === 0 && pairs.every((pair) => pair.observed);
    }
    case 'images':
      return planImages(desired.images, observed.images).length === 0;
    case 'state':
      return isSameState(desired.state, observed.state);
  }
}

/** Sold out and expired are the shop's: never drift, never renewed silently. Etsy has no way back to a draft. */
function isSameState(desired: DesiredListing['state'], observed: ListingState): boolean {
  if (observed === 'ended') return true;
  return desired === 'live' ? observed === 'live' : observed !== 'live';
}

function planCreate(desired: DesiredListing): Step[] {
  const steps: Step[] = [
    {
      kind: 'create-draft',
      summary: `Create the draft “${desired.title}” at ${toDecimal(desired.price)} ${desired.price.currency}`,
      fields: ['title', 'description', 'price', 'tags', 'category'],
      calls: 1,
      effect: 'create',
      isReversible: true,
      payload: {},
    },
    ...desired.files.map((file, index) => uploadFile(file, index + 1)),
    ...desired.images.map((image, index) => uploadImage(image, index + 1)),
  ];
  if (desired.sku !== '') steps.push(setInventory(desired, ['sku']));
  if (desired.state === 'live') steps.push(publish('draft'));
  return steps;
}

function planUpdate(desired: DesiredListing, observed: ObservedListing, input: PlanInput): Step[] {
  const fields = differences(input);
  if (fields.length === 0) return [];
  if (!observed.isDigital && !isSafeToRepair(observed, input.owned)) return [blocked(observed)];
  const steps: Step[] = [];
  // Taking off comes first: nobody should buy while the rest changes. Publishing comes last.
  if (fields.includes('state') && desired.state !== 'live') steps.push(pauseStep);
  if (!observed.isDigital && observed.files.length > 0) steps.push(makeDigital);
  const text = fields.filter((field) => ['title', 'description', 'tags', 'category'].includes(field));
  // A listing that lost its last file is physical by now: the file comes back before anything else is said.
  if (fields.includes('files')) steps.push(...planFiles(desired.files, observed.files));
  if (text.length > 0) steps.push(updateText(text));
  if (fields.includes('images')) steps.push(...planImages(desired.images, observed.images));
  const inventory = fields.filter((field) => field === 'price' || field === 'sku');
  if (inventory.length > 0) steps.push(setInventory(desired, inventory));
  if (fields.includes('state') && desired.state === 'live') steps.push(publish(observed.state));
  return steps;
}

/**
 * Etsy turns a listing physical when its last file goes, and digital when a file comes, dropping shipping and
 * variations. Without those, and where the files are ours to set, nothing of the seller's is lost by turning it back.
 */
function isSafeToRepair(observed: ObservedListing, owned: ReadonlySet<FieldName>): boolean {
  return owned.has('files') && !observed.facts.hasVariations && !observed.facts.hasShipping;
}

const blocked = (observed: ObservedListing): Step => ({
  kind: 'blocked',
  summary: `Etsy holds “${observed.title}” as a physical product: Spindle leaves it alone until you make it digital on Etsy or unlink it`,
  fields: [],
  calls: 0,
  effect: 'update',
  isReversible: true,
  payload: {},
});

const makeDigital: Step = {
  kind: 'make-digital',
  summary: 'Make it a digital listing again',
  fields: ['files'],
  calls: 1,
  effect: 'update',
  isReversible: true,
  payload: {},
};

const words: Partial<Record<FieldName, string>> = { description: 'text' };

const updateText = (fields: FieldName[]): Step => ({
  kind: 'update-text',
  summary: `Update the ${fields.map((field) => words[field] ?? field).join(', ')}`,
  fields,
  calls: 1,
  effect: 'update',
  isReversible: true,
  payload: { fields },
});

const setInventory = (desired: DesiredListing, fields: FieldName[]): Step => ({
  kind: 'set-inventory',
  summary: [
    ...(fields.includes('price')
      ? [`Set the price to ${toDecimal(desired.price)} ${desired.price.currency}`]
      : []),
    ...(fields.includes('sku') ? [`Set the SKU to ${desired.sku || 'nothing'}`] : []),
  ].join('. '),
  fields,
  calls: 2,
  effect: 'update',
  isReversible: true,
  payload: { fields },
});

const pauseStep: Step = {
  kind: 'pause',
  summary: 'Take it off sale (Etsy: inactive)',
  fields: ['state'],
  calls: 1,
  effect: 'pause',
  isReversible: true,
  payload: {},
};

const feeText = `${publishFee.value.currency} ${toDecimal(publishFee.value)}`;

/** Putting a paused listing back is free while its four months last; a draft always costs. */
const publish = (from: ListingState): Step => ({
  kind: 'publish',
  summary:
    from === 'draft'
      ? `Publish it (Etsy charges ${feeText} for four months)`
      : `Put it back on sale (Etsy charges ${feeText} only if its four months are over)`,
  fields: ['state'],
  calls: 1,
  effect: 'publish',
  isReversible: false,
  ...(from === 'draft' ? { fee: publishFee.value } : {}),
  payload: {},
});
