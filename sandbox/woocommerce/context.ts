import type { ShopClock } from '../kit/clock.ts';
import { jsonOf, type Reply, type ShopRequest } from '../kit/router.ts';
import { refuse } from './errors.ts';
import type { WooState } from './state.ts';

export interface WooContext {
  state: WooState;
  clock: ShopClock;
  shopName: string;
  /** Set once the port is known. */
  url: string;
  /** Queues a delivery; its body is made when it is sent. */
  emit(topic: string, id: number): void;
}

/** The site's own time is UTC here; the shop writes dates without a zone. */
export const dateOf = (ms: number | null): string | null =>
  ms === null ? null : new Date(ms).toISOString().slice(0, 19);

export const both = (name: string, ms: number | null) => ({
  [name]: dateOf(ms),
  [`${name}_gmt`]: dateOf(ms),
});

export const minorOf = (decimal: string): number => Math.round(Number(decimal || '0') * 100);
export const decimalOf = (minor: number): string => (minor / 100).toFixed(2);

export function slugOf(name: string, taken: string[]): string {
  const stem =
    name
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'item';
  let slug = stem;
  for (let n = 2; taken.includes(slug); n += 1) slug = `${stem}-${n}`;
  return slug;
}

const timeOf = (text: string): number => Date.parse(/Z|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`);

export interface Dated {
  id: number;
  createdAt: number;
  modifiedAt: number;
}

/** The filters on time that products and orders share. */
export function isWithin(query: URLSearchParams, item: Dated): boolean {
  const bound = (name: string) => (query.has(name) ? timeOf(query.get(name) ?? '') : undefined);
  const after = bound('after');
  const before = bound('before');
  const modifiedAfter = bound('modified_after');
  const modifiedBefore = bound('modified_before');
  const second = (ms: number) => Math.floor(ms / 1000) * 1000;
  return (
    (after === undefined || second(item.createdAt) > after) &&
    (before === undefined || second(item.createdAt) < before) &&
    (modifiedAfter === undefined || second(item.modifiedAt) > modifiedAfter) &&
    (modifiedBefore === undefined || second(item.modifiedAt) < modifiedBefore)
  );
}

export const idsOf = (query: URLSearchParams, name: string): number[] =>
  [...query.entries()]
    .filter(([key]) => key === name || key.startsWith(`${name}[`))
    .flatMap(([, value]) => value.split(','))
    .filter((value) => value !== '')
    .map(Number);

export function wordsOf(query: URLSearchParams, name: string): string[] {
  return [...query.entries()]
    .filter(([key]) => key === name || key.startsWith(`${name}[`))
    .flatMap(([, value]) => value.split(','));
}

export function sortDated<T extends Dated>(items: T[], query: URLSearchParams): T[] {
  const by = query.get('orderby') ?? 'date';
  const keyOf = (item: T) => (by === 'id' ? item.id : by === 'modified' ? item.modifiedAt : item.createdAt);
  const sign = query.get('order') === 'asc' ? 1 : -1;
  return items.sort((a, b) => sign * (keyOf(a) - keyOf(b) || a.id - b.id));
}

/** One page with WordPress's three headers. */
export function pageOf<T>(
  context: WooContext,
  request: ShopRequest,
  items: T[],
  view: (item: T) => unknown,
): Reply {
  const { query } = request;
  const perPage = Number(query.get('per_page') ?? 10);
  const page = Number(query.get('page') ?? 1);
  for (const [name, value, most] of [
    ['per_page', perPage, 100],
    ['page', page, Number.MAX_SAFE_INTEGER],
  ] as const)
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw refuse(400, 'rest_invalid_param', `Invalid parameter(s): ${name}`, {
        params: { [name]: `${name} must be between 1 (inclusive) and ${most} (inclusive)` },
      });
  const pages = Math.ceil(items.length / perPage);
  const start = Number(query.get('offset') ?? (page - 1) * perPage);
  const link = (to: number, rel: string) => {
    const url = new URL(context.url + request.path);
    for (const [key, value] of query) if (!key.startsWith('oauth_')) url.searchParams.append(key, value);
    url.searchParams.set('page', String(to));
    return `<${url.href}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(Math.min(page - 1, Math.max(pages, 1)), 'prev')] : []),
    ...(page < pages ? [link(page + 1, 'next')] : []),
  ];
  return {
    status: 200,
    headers: {
      'x-wp-total': String(items.length),
      'x-wp-totalpages': String(pages),
      ...(links.length > 0 ? { link: links.join(', ') } : {}),
    },
    body: items.slice(start, start + perPage).map(view),
  };
}

/** `force` of a deletion: in the query, or in a JSON body, as WordPress reads both. */
export function isForced(request: ShopRequest): boolean {
  const body = (jsonOf(request.body) ?? {}) as { force?: unknown };
  return request.query.get('force') === 'true' || request.query.get('force') === '1' || body.force === true;
}
