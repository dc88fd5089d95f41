import { queryOptions } from '@tanstack/react-query';
import createClient, { type Middleware } from 'openapi-fetch';
import { toProblem } from './problem.ts';
import type { paths } from './schema.ts';

/** 128 random bits; unlike randomUUID it also works where the hub is reached by plain http on a home network. */
const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** A write that is sent twice (a double click, a cut connection) is done once. */
const idempotency: Middleware = {
  onRequest({ request }) {
    if (request.method !== 'GET' && !request.headers.has('idempotency-key'))
      request.headers.set('idempotency-key', newKey());
    return request;
  },
};

/** The only way from the dashboard to the hub. */
export const api = createClient<paths>({ baseUrl: '/api', credentials: 'same-origin' });
api.use(idempotency);

/** The answer's data; throws Problem for anything but success. */
export async function done<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<NonNullable<T>> {
  const { data, error, response } = await call;
  if (!response.ok) throw toProblem(response, error);
  return data as NonNullable<T>;
}

/** Sent with changes of a row that has a version: the hub refuses when somebody changed it meanwhile. */
export const ifMatch = (version: number) => ({ headers: { 'If-Match': `"${version}"` } });

/** Things that change by themselves; the hub names them in its events. */
export type Topic =
  | 'pattern'
  | 'release'
  | 'finding'
  | 'channel'
  | 'listing'
  | 'order'
  | 'notice'
  | 'task'
  | 'activity'
  | 'hub';

/** A query that is read again whenever the hub says that one of its topics changed. */
export const live = <T>(topics: readonly Topic[], key: readonly unknown[], read: () => Promise<T>) =>
  queryOptions({ queryKey: key, queryFn: read, meta: { topics } });

/** How a page of a list is asked for: the cursor of the page before, or null for the first one. */
export const nextCursor = (page: { nextCursor: string | null }): string | undefined =>
  page.nextCursor ?? undefined;
