/** Steps on WooCommerce, one by one or a hundred in a call. What was written is compared with what the shop kept. */
import { toDecimal } from '../../kit/money.ts';
import {
  ConnectorError,
  type ConnectorIo,
  type DesiredListing,
  type FieldName,
  type ObservedListing,
  type Step,
  type StepOutcome,
} from '../connector.ts';
import { sameText } from '../text.ts';
import { call, fromWooError, inTheWay } from './client.ts';
import { batchSize } from './limits.ts';
import { fromWooProduct, toWooProduct } from './map.ts';
import { observe, shopCurrency } from './read.ts';
import { tagIds } from './tags.ts';
import type { WooBatch, WooError, WooProduct, WooProductInput } from './types.ts';

interface Target {
  remoteId: string | null;
  desired: DesiredListing;
  observed: ObservedListing | null;
}
type Item = Target & { step: Step };

export async function perform(io: ConnectorIo, step: Step, target: Target): Promise<StepOutcome> {
  const item = { ...target, step };
  if (step.kind === 'blocked') throw blocked(step);
  const [input] = await toInputs(io, [item]);
  try {
    const { body } = await call<WooProduct>(io, isCreate(item) ? '/products' : `/products/${item.remoteId}`, {
      method: isCreate(item) ? 'POST' : 'PUT',
      json: input,
    });
    return outcome(io, item, body);
  } catch (error) {
    return adoptOwn(io, item, error);
  }
}

export const batch = {
  kinds: ['create-product', 'update-product', 'publish', 'pause'],
  size: batchSize.value,
  async perform(io: ConnectorIo, items: Item[]): Promise<(StepOutcome | ConnectorError)[]> {
    const inputs = await toInputs(io, items);
    const creates = items.flatMap((item, index) => (isCreate(item) ? [index] : []));
    const updates = items.flatMap((item, index) => (isCreate(item) ? [] : [index]));
    const { body } = await call<WooBatch<WooProduct>>(io, '/products/batch', {
      method: 'POST',
      json: {
        ...(creates.length > 0 ? { create: creates.map((index) => inputs[index]) } : {}),
        ...(updates.length > 0
          ? { update: updates.map((index) => ({ id: Number(items[index]?.remoteId), ...inputs[index] })) }
          : {}),
      },
    });
    const results: (StepOutcome | ConnectorError)[] = [];
    for (const [index, item] of items.entries()) {
      const answer = isCreate(item)
        ? body.create?.[creates.indexOf(index)]
        : body.update?.[updates.indexOf(index)];
      results.push(await settle(io, item, answer));
    }
    return results;
  },
};

/** One item's part of a batch's answer; a failure of its own never fails the others. */
async function settle(
  io: ConnectorIo,
  item: Item,
  answer: WooProduct | { id: number; error: WooError } | undefined,
): Promise<StepOutcome | ConnectorError> {
  try {
    if (!answer) throw fromWooError(500, null, { isWrite: true });
    if (!('error' in answer)) return outcome(io, item, answer);
    const error = fromWooError(answer.error.data?.status ?? 400, answer.error, { isWrite: true });
    return await adoptOwn(io, item, error);
  } catch (error) {
    if (error instanceof ConnectorError) return error;
    throw error;
  }
}

const isCreate = (item: Item): boolean => item.step.kind === 'create-product';

const blocked = (step: Step): ConnectorError =>
  new ConnectorError('rejected', `${step.summary}.`, { field: 'files' });

/** The tags of all items are looked up together. */
async function toInputs(io: ConnectorIo, items: readonly Item[]): Promise<WooProductInput[]> {
  const names = items.flatMap((item) => (fieldsOf(item).includes('tags') ? item.desired.tags : []));
  const idOf = names.length > 0 ? await tagIds(io, names) : () => 0;
  return items.map((item) => {
    const fields = fieldsOf(item);
    const ids = fields.includes('tags') ? item.desired.tags.map(idOf) : [];
    const product = toWooProduct(fields, item.desired, item.observed, ids);
    if (item.step.kind === 'publish') return { status: 'publish' };
    if (item.step.kind === 'pause') return { status: 'draft' };
    if (!isCreate(item)) return product;
    return {
      ...product,
      type: 'simple',
      status: 'draft',
      virtual: true,
      downloadable: true,
      // No end and no count: buyers keep their pattern.
      download_limit: -1,
      download_expiry: -1,
    };
  });
}

const fieldsOf = (item: Item): readonly FieldName[] =>
  item.step.kind === 'publish' || item.step.kind === 'pause' ? [] : item.step.fields;

function outcome(io: ConnectorIo, item: Item, product: WooProduct): StepOutcome {
  const observed = fromWooProduct(product, shopCurrency(io));
  const fields = fieldsOf(item);
  if (fields.includes('price') && observed.price?.amountMinor !== item.desired.price.amountMinor)
    throw new ConnectorError(
      'rejected',
      `The shop did not keep the price of ${toDecimal(item.desired.price)} for “${observed.title}” and shows “${product.regular_price}”. Check the product in the shop before it sells.`,
      { field: 'price' },
    );
  return { observed, remoteId: observed.remoteId, placed: placed(item, observed, fields) };
}

/** The shop answers images and downloads in the order in which they were sent. */
function placed(
  item: Item,
  observed: ObservedListing,
  fields: readonly FieldName[],
): NonNullable<StepOutcome['placed']> {
  const isWhole = observed.images.length === item.desired.images.length;
  const images =
    fields.includes('images') && isWhole
      ? item.desired.images.map((image, index) => ({
          remoteId: observed.images[index]?.remoteId ?? '',
          kind: 'image' as const,
          sha256: image.sha256,
        }))
      : [];
  const files = fields.includes('files')
    ? item.desired.files.flatMap((file) => {
        const there = observed.files.find((one) => one.url === file.address);
        return there
          ? [{ remoteId: there.remoteId, kind: 'file' as const, sha256: file.sha256, slot: file.slot }]
          : [];
      })
    : [];
  return [...images, ...files];
}

/**
 * The SKU is taken: by the product that an earlier, lost answer made (same SKU, same title), which is taken over; or by
 * one of the seller's own, which is left alone.
 */
async function adoptOwn(io: ConnectorIo, item: Item, error: unknown): Promise<StepOutcome> {
  const other = inTheWay(error);
  if (!isCreate(item) || !other || !/sku/.test(other.code)) throw error;
  const observed = await observe(io, String(other.id));
  if (observed && sameText(observed.title, item.desired.title))
    return { observed, remoteId: observed.remoteId, placed: placed(item, observed, ['files']) };
  throw new ConnectorError(
    'rejected',
    observed
      ? `The shop already has “${observed.title}” with the SKU ${item.desired.sku}. Link it to this pattern, or change one of the SKUs.`
      : `Something in the shop’s bin has the SKU ${item.desired.sku}. Empty the bin, or change the SKU.`,
    { field: 'sku', cause: error },
  );
}
