/** Etsy's API over `io.fetch`: addresses, headers, encodings, errors. No decisions. */

import { failure, kindOfStatus, retryAfterMs } from '../answers.ts';
import { ConnectorError, type ConnectorIo, type ConnectorRequest } from '../connector.ts';
import type { EtsyFile, EtsyInventory, EtsyListing, EtsyPage } from './types.ts';

export const etsyAddress = 'https://openapi.etsy.com';

export interface EtsyCall {
  method?: ConnectorRequest['method'];
  query?: Record<string, string | number | boolean>;
  /** Etsy takes listings form-encoded only; arrays as one comma-separated field. */
  form?: Record<string, string>;
  json?: unknown;
  multipart?: FormData;
}

/** One call below `/v3/application`. Answers the parsed body, null for an empty one. Throws ConnectorError. */
export async function call<T>(io: ConnectorIo, path: string, request: EtsyCall = {}): Promise<T> {
  const url = new URL(`${io.baseUrl}/v3/application${path}`);
  for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, String(value));
  const method = request.method ?? 'GET';
  const response = await io.fetch(url.href, {
    method,
    headers: {
      'x-api-key': `${io.secrets.keystring ?? ''}:${io.secrets.sharedSecret ?? ''}`,
      ...(io.secrets.accessToken ? { authorization: `Bearer ${io.secrets.accessToken}` } : {}),
      ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(request.form ? { body: new URLSearchParams(request.form) } : {}),
    ...(request.json === undefined ? {} : { body: JSON.stringify(request.json) }),
    ...(request.multipart ? { body: request.multipart } : {}),
  });
  if (response.status >= 400)
    throw fromEtsyError(response.status, await response.text(), response.headers, method !== 'GET', io.now());
  if (response.status === 204) return null as T;
  // A removal answers with nothing or with what remains; neither is read.
  if (method === 'DELETE') {
    await response.text();
    return null as T;
  }
  return (await response.json()) as T;
}

/** Etsy's refusals come as `{error}`, `{error, error_description}` or as an array of `{path, message}`. */
export function fromEtsyError(
  status: number,
  body: string,
  headers: Headers,
  isWrite: boolean,
  now: Date,
): ConnectorError {
  const kind = kindOfStatus(status, isWrite);
  return failure('Etsy', kind, wordsOf(body), {
    cause: `${status} ${body.slice(0, 2000)}`,
    ...(kind === 'rate-limited' ? { retryAfterMs: retryAfterMs(headers, now) } : {}),
  });
}

function wordsOf(body: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return '';
  }
  const words = (one: unknown): string => {
    if (typeof one !== 'object' || one === null) return typeof one === 'string' ? one : '';
    const { path, message, error, error_description: description } = one as Record<string, unknown>;
    const said = [description, message, error].find((text) => typeof text === 'string') ?? '';
    return typeof path === 'string' && path !== '' ? `${path}: ${said}` : String(said);
  };
  return (Array.isArray(parsed) ? parsed : [parsed]).map(words).filter(Boolean).join('; ');
}

export function shopId(io: Pick<ConnectorIo, 'settings'>): string {
  const id = io.settings.shopId;
  if (!id) throw new ConnectorError('unauthorised', 'The Etsy shop is not known yet. Reconnect the shop.');
  return id;
}

export const listingPath = (io: ConnectorIo, listingId: string): string =>
  `/shops/${shopId(io)}/listings/${listingId}`;

/** A single listing takes no `Inventory` along, but tells its SKUs and price by itself. */
export const readListing = (io: ConnectorIo, listingId: string): Promise<EtsyListing> =>
  call(io, `/listings/${listingId}`, { query: { includes: 'Images' } });

export const readFiles = async (io: ConnectorIo, listingId: string): Promise<EtsyFile[]> =>
  (await call<EtsyPage<EtsyFile>>(io, `${listingPath(io, listingId)}/files`)).results;

export const readInventory = (io: ConnectorIo, listingId: string): Promise<EtsyInventory> =>
  call(io, `/listings/${listingId}/inventory`);
