/** Reading a WooCommerce shop: who it is, its products, one of them, those with a SKU. */
import { ConnectorError, type ConnectorIo, type ObservedListing, type ShopIdentity } from '../connector.ts';
import { decodeEntities } from '../text.ts';
import { call, siteAddress } from './client.ts';
import { pageSize } from './limits.ts';
import { fromWooProduct } from './map.ts';
import type { WooProduct } from './types.ts';

/** `edit` gives the text as the seller wrote it, not as WordPress shows it. */
const asWritten = { context: 'edit' };

export function shopCurrency(io: Pick<ConnectorIo, 'settings'>): string {
  const { currency } = io.settings;
  if (!currency)
    throw new ConnectorError('unauthorised', 'The shop’s currency is not known yet. Reconnect the shop.');
  return currency;
}

export async function identify(io: ConnectorIo): Promise<ShopIdentity> {
  const address = siteAddress(io);
  const { body: currency } = await call<{ code: string }>(io, '/data/currencies/current');
  const site = await readSite(io, address);
  const url = site.home || site.url || address;
  return {
    remoteId: url
      .replace(/^https?:\/\//i, '')
      .replace(/\/+$/, '')
      .toLowerCase(),
    name: decodeEntities(site.name ?? '') || new URL(address).host,
    url,
    currency: currency.code,
    settings: { siteUrl: address, currency: currency.code },
  };
}

/** What WordPress tells everybody of itself; some shops hide it. */
async function readSite(
  io: ConnectorIo,
  address: string,
): Promise<{ name?: string; url?: string; home?: string }> {
  const response = await io.fetch(`${address}/wp-json/`);
  if (response.status !== 200) return {};
  return (await response.json()) as { name?: string; url?: string; home?: string };
}

export async function list(
  io: ConnectorIo,
  cursor: string | null,
): Promise<{ listings: ObservedListing[]; nextCursor: string | null }> {
  const page = Number(cursor ?? 1);
  const { body, pages } = await call<WooProduct[]>(io, '/products', {
    query: { ...asWritten, per_page: pageSize.value, page, status: 'any', orderby: 'id', order: 'asc' },
  });
  return {
    listings: body.map((product) => fromWooProduct(product, shopCurrency(io))),
    nextCursor: page < pages ? String(page + 1) : null,
  };
}

/** What lies in the bin is not there. */
export async function observe(io: ConnectorIo, remoteId: string): Promise<ObservedListing | null> {
  try {
    const { body } = await call<WooProduct>(io, `/products/${encodeURIComponent(remoteId)}`, {
      query: asWritten,
    });
    return body.status === 'trash' ? null : fromWooProduct(body, shopCurrency(io));
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'gone') return null;
    throw error;
  }
}

/** SKUs are unique here, so there is one or none. */
export async function find(io: ConnectorIo, marker: { sku: string }): Promise<ObservedListing[]> {
  if (marker.sku === '') return [];
  const { body } = await call<WooProduct[]>(io, '/products', {
    query: { ...asWritten, sku: marker.sku, status: 'any', per_page: pageSize.value },
  });
  return body
    .filter((product) => product.sku === marker.sku)
    .map((product) => fromWooProduct(product, shopCurrency(io)));
}
