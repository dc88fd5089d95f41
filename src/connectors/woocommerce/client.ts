/** The shop's REST API over `io.fetch`: addresses, keys, paging, errors. No decisions. */
import { newToken } from '../../kit/crypto.ts';
import { failure, kindOfStatus, retryAfterMs } from '../answers.ts';
import { ConnectorError, type ConnectorIo, type ConnectorRequest, type FieldName } from '../connector.ts';
import { basicHeader, signedUrl } from './sign.ts';
import type { WooError } from './types.ts';

export interface WooCall {
  method?: ConnectorRequest['method'];
  query?: Record<string, string | number | boolean>;
  json?: unknown;
}

export interface WooAnswer<T> {
  body: T;
  /** Pages of the list that was asked for; 1 where the shop does not say. */
  pages: number;
}

/** The shop's own address, without a slash at the end: a self-hosted shop has no default. */
export function siteAddress(io: Pick<ConnectorIo, 'baseUrl' | 'settings'>): string {
  const address = (io.baseUrl || io.settings.siteUrl || '').trim().replace(/\/+$/, '');
  if (!/^https?:\/\/[^/]/i.test(address))
    throw new ConnectorError(
      'rejected',
      'The shop’s address is missing. Enter it as it stands in the browser, beginning with https://.',
    );
  return address;
}

/** One call below `/wp-json/wc/v3`. Throws ConnectorError. */
export async function call<T>(io: ConnectorIo, path: string, request: WooCall = {}): Promise<WooAnswer<T>> {
  const url = new URL(`${siteAddress(io)}/wp-json/wc/v3${path}`);
  for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, String(value));
  const method = request.method ?? 'GET';
  const key = {
    consumerKey: io.secrets.consumerKey ?? '',
    consumerSecret: io.secrets.consumerSecret ?? '',
  };
  const isPlain = url.protocol === 'http:';
  const address = () => (isPlain ? signedUrl(method, url.href, key, io.now(), newToken(16)) : url.href);
  const response = await io.fetch(address, {
    method,
    headers: {
      accept: 'application/json',
      ...(isPlain ? {} : { authorization: basicHeader(key) }),
      ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(request.json === undefined ? {} : { body: JSON.stringify(request.json) }),
  });
  if (response.status >= 400) {
    const text = await response.text();
    throw fromWooError(response.status, parseError(text), {
      isWrite: method !== 'GET',
      text,
      retryAfterMs: retryAfterMs(response.headers, io.now()),
    });
  }
  return {
    body: (await response.json()) as T,
    pages: Number(response.headers.get('x-wp-totalpages') ?? 1) || 1,
  };
}

function parseError(text: string): WooError | null {
  try {
    const parsed = JSON.parse(text) as Partial<WooError> | null;
    return typeof parsed?.code === 'string' ? { message: '', ...parsed, code: parsed.code } : null;
  } catch {
    return null;
  }
}

/** Fields that the shop's error codes are about. */
const fieldOfCode: [RegExp, FieldName][] = [
  [/sku/, 'sku'],
  [/download/, 'files'],
  [/image/, 'images'],
  [/price/, 'price'],
  [/tag|term/, 'tags'],
  [/categor/, 'category'],
];

/** For a whole call, or for one item of a batch. */
export function fromWooError(
  status: number,
  error: WooError | null,
  detail: { isWrite: boolean; text?: string; retryAfterMs?: number },
): ConnectorError {
  const code = error?.code ?? '';
  // An unknown number is answered with 400 on a write and with 404 on a read.
  const kind = code.endsWith('_invalid_id') ? 'gone' : kindOfStatus(status, detail.isWrite);
  const field = fieldOfCode.find(([pattern]) => pattern.test(code))?.[1];
  return failure('The shop', kind, plainText(error?.message ?? ''), {
    cause: error ?? `${status} ${(detail.text ?? '').slice(0, 2000)}`,
    ...(kind === 'rate-limited' ? { retryAfterMs: detail.retryAfterMs ?? 1000 } : {}),
    ...(kind === 'rejected' && field ? { field } : {}),
  });
}

const plainText = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** The number of the thing that is in the way (same SKU, same term), where the error names it. */
export function inTheWay(error: unknown): { code: string; id: number } | null {
  const cause = error instanceof ConnectorError ? (error.cause as Partial<WooError> | undefined) : undefined;
  const id = cause?.data?.resource_id;
  return typeof cause?.code === 'string' && typeof id === 'number' ? { code: cause.code, id } : null;
}
