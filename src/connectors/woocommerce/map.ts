/** WooCommerce's shapes in the hub's words and back. Pure. */
import { namedId } from '../../kit/ids.ts';
import { fromDecimal, toDecimal } from '../../kit/money.ts';
import type { DesiredListing, FieldName, ListingState, ObservedListing } from '../connector.ts';
import { pairAddressedFiles, pairImages } from '../pairing.ts';
import { decodeEntities } from '../text.ts';
import type { WooImageInput, WooProduct, WooProductInput, WooStatus } from './types.ts';

const states: Record<WooStatus, ListingState> = {
  draft: 'draft',
  'auto-draft': 'draft',
  pending: 'draft',
  future: 'draft',
  publish: 'live',
  private: 'paused',
  trash: 'ended',
};

/** `currency`: the shop's, since products carry none. */
export function fromWooProduct(product: WooProduct, currency: string): ObservedListing {
  const amountMinor = fromDecimal(product.regular_price ?? '', currency);
  return {
    remoteId: String(product.id),
    url: product.permalink || null,
    state: states[product.status] ?? 'draft',
    title: decodeEntities(product.name),
    description: product.description,
    price: amountMinor === null ? null : { amountMinor, currency },
    tags: product.tags.map((tag) => decodeEntities(tag.name ?? '')),
    category: categoryKey(product.categories.map((category) => category.id)),
    sku: product.sku || null,
    images: product.images.map((image) => ({
      remoteId: String(image.id),
      alt: decodeEntities(image.alt ?? ''),
      url: image.src,
    })),
    files: product.downloads.map((download) => ({
      remoteId: download.id,
      name: decodeEntities(download.name),
      sizeBytes: null,
      url: download.file,
    })),
    isDigital: product.downloadable,
    facts: {
      type: product.type,
      isVirtual: product.virtual,
      salePrice: product.sale_price || null,
      stock: product.stock_status ?? null,
      sold: product.total_sales === undefined ? null : Number(product.total_sales),
    },
  };
}

/** A product may stand in several categories: their numbers, ascending, joined by commas. */
export function categoryKey(ids: readonly number[]): string | null {
  return ids.length === 0 ? null : [...ids].sort((a, b) => a - b).join(',');
}

/** The product with these fields as wanted. `tagIds` are the numbers of `desired.tags`. */
export function toWooProduct(
  fields: readonly FieldName[],
  desired: DesiredListing,
  observed: ObservedListing | null,
  tagIds: readonly number[],
): WooProductInput {
  const has = (field: FieldName): boolean => fields.includes(field);
  return {
    ...(has('title') ? { name: desired.title } : {}),
    ...(has('description') ? { description: desired.description } : {}),
    ...(has('price') ? { regular_price: toDecimal(desired.price) } : {}),
    ...(has('sku') ? { sku: desired.sku } : {}),
    ...(has('tags') ? { tags: tagIds.map((id) => ({ id })) } : {}),
    ...(has('category') && desired.category
      ? { categories: desired.category.split(',').map((id) => ({ id: Number(id) })) }
      : {}),
    ...(has('images') ? { images: toImages(desired, observed) } : {}),
    ...(has('files') ? { downloads: toDownloads(desired, observed), downloadable: true } : {}),
  };
}

/** Kept images go by their number, so that the shop does not fetch them again. */
function toImages(desired: DesiredListing, observed: ObservedListing | null): WooImageInput[] {
  return pairImages(desired.images, observed?.images ?? []).pairs.flatMap((pair): WooImageInput[] => {
    const { alt, address } = pair.desired;
    if (pair.observed) return [{ id: Number(pair.observed.remoteId), alt }];
    return address ? [{ src: address, alt }] : [];
  });
}

/**
 * A download keeps its id: the orders of the past hold on to it, and a new id would cut their buyers off. A new one gets
 * its id from us: a shop that carries out a lost call late, or twice, then has the ids that buyers already hold.
 */
function toDownloads(
  desired: DesiredListing,
  observed: ObservedListing | null,
): WooProductInput['downloads'] {
  const there = observed?.files ?? [];
  const taken = new Set(there.map((file) => file.remoteId));
  return pairAddressedFiles(desired.files, there).pairs.flatMap((pair) => {
    const file = pair.desired.address;
    if (!file) return [];
    return [{ id: pair.observed?.remoteId ?? newDownloadId(file, taken), name: pair.desired.name, file }];
  });
}

/** An id that stands for `address`; another one where an earlier file of that address became a different one. */
function newDownloadId(address: string, taken: Set<string>): string {
  let name = address;
  while (taken.has(namedId(name))) name += '+';
  const id = namedId(name);
  taken.add(id);
  return id;
}
