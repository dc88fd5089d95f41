import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makePdf, makePicture } from '../../src/modules/preflight/testing/make-files.ts';
import { until } from './until.ts';

// biome-ignore lint/suspicious/noExplicitAny: stories read a few fields of many answers
export type Json = any;

export interface Answer {
  status: number;
  body: Json;
  headers: Headers;
}

export interface CallOptions {
  /** JSON, or a string that is sent as it is. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Another key than this computer's own; null: none. */
  key?: string | null;
}

/** Speaks to a hub as any program does: over HTTP, with a key. */
export interface HubClient {
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  get(path: string): Promise<Json>;
  send(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<Json>;
  all(path: string): Promise<Json[]>;
}

export function createClient(url: string, ownKey: string): HubClient {
  const call: HubClient['call'] = async (method, path, { body, headers = {}, key = ownKey } = {}) => {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData;
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(key ? { authorization: `Bearer ${key}` } : {}),
        // Nobody else edits here, so no version has to be read first.
        ...(method === 'GET' ? {} : { 'if-match': '*' }),
        ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : isRaw ? (body as string) : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      body: isJson && text ? JSON.parse(text) : text,
      headers: response.headers,
    };
  };
  return clientOver(call);
}

/** A client on any way of asking: what throws on refusals, and every row of a paged list. */
export function clientOver(call: HubClient['call']): HubClient {
  const sure = async (method: string, path: string, body?: unknown) => {
    const answer = await call(method, `/api${path}`, body === undefined ? {} : { body });
    if (answer.status >= 400)
      throw new Error(`${method} ${path}: ${answer.status} ${answer.body?.detail ?? answer.body}`);
    return answer.body;
  };
  return {
    call,
    get: (path) => sure('GET', path),
    send: sure,
    all: async (path) => {
      const items: Json[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const mark: string = path.includes('?') ? '&' : '?';
        const page: Json = await sure(
          'GET',
          `${path}${mark}limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
        );
        items.push(...page.items);
        cursor = page.nextCursor ?? null;
      }
      return items;
    },
  };
}

/** The key that the hub leaves for programs on this computer. */
export async function localKey(home: string): Promise<string> {
  return JSON.parse(await readFile(join(home, 'command-line.json'), 'utf8')).key;
}

export interface Made {
  title: string;
  patternId: string;
  offerId: string;
  sku: string;
}

/** The name of a pattern's file in the folder: `wren/wren-a4.pdf` for Wren. */
export const fileOf = (hub: { patterns: string }, title: string, kind: string): string =>
  join(hub.patterns, title, `${title.toLowerCase().replaceAll(' ', '-')}-${kind}`);

const usualKinds = ['a4.pdf', 'instructions.pdf', 'cover.png'];

/** Writes a pattern as a designer would: A4 pages, instructions and a cover. */
export async function writePattern(
  hub: { patterns: string },
  title: string,
  kinds: readonly string[],
): Promise<void> {
  await mkdir(join(hub.patterns, title), { recursive: true });
  for (const kind of kinds) {
    const bytes = kind.endsWith('.png')
      ? await makePicture(1200, 1200 + title.length)
      : await makePdf({ pages: Array(2).fill([210, 297]), text: `${title}, ${kind}`, font: 'embedded' });
    await writeFile(fileOf(hub, title, kind), bytes);
  }
}

/** Puts patterns into the watched folder and waits until each has its first release. */
export async function takeIn(
  hub: HubClient & { patterns: string },
  titles: readonly string[],
  kinds: readonly string[] = usualKinds,
): Promise<Made[]> {
  for (const title of titles) await writePattern(hub, title, kinds);
  const { items } = await hub.get('/folders');
  if (items.length === 0)
    await hub.send('POST', '/folders', {
      path: hub.patterns,
      isAutoPublish: true,
      defaultPriceMinor: 900,
      defaultCurrency: 'EUR',
    });
  const made = await until('every pattern published', async () => {
    const offers = await hub.all('/offers');
    const made = titles.map((title) => {
      const offer = offers.find((one) => one.pattern.title === title && one.pattern.state === 'active');
      return offer ? [{ title, patternId: offer.patternId, offerId: offer.id, sku: offer.sku }] : [];
    });
    return made.every((one) => one.length === 1) && made.flat();
  });
  for (const { patternId, title } of made)
    await hub.send('PATCH', `/patterns/${patternId}`, {
      story: `${title} for warm days.\n\nSizes 34 to 50.`,
      tags: ['pattern', title],
    });
  return made;
}
