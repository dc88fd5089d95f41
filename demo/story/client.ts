/** The demo speaks to the hub as any program does: over HTTP, with a key. */
export interface HubClient {
  // biome-ignore lint/suspicious/noExplicitAny: the demo reads a few fields of many answers
  get(path: string): Promise<any>;
  // biome-ignore lint/suspicious/noExplicitAny: the demo reads a few fields of many answers
  send(method: 'POST' | 'PUT' | 'PATCH', path: string, body?: unknown): Promise<any>;
  /** Every row of a paged list. */
  // biome-ignore lint/suspicious/noExplicitAny: the demo reads a few fields of many answers
  all(path: string): Promise<any[]>;
}

export function createHubClient(url: string, key: string): HubClient {
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${url}/api${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        // Nobody else edits here, so no version has to be read first.
        ...(method === 'PATCH' ? { 'if-match': '*' } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    const answer = text ? JSON.parse(text) : null;
    if (!response.ok) throw new Error(`${method} ${path}: ${answer?.detail ?? response.status}`);
    return answer;
  };
  return {
    get: (path) => call('GET', path),
    send: call,
    all: async (path) => {
      const items: unknown[] = [];
      let cursor: string | null = null;
      do {
        const mark: string = path.includes('?') ? '&' : '?';
        const page = await call(
          'GET',
          `${path}${mark}limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
        );
        items.push(...page.items);
        cursor = page.nextCursor ?? null;
      } while (cursor);
      return items;
    },
  };
}

/** Looks until it is so; the sentence says what was waited for, in vain. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  timeoutMs = 120_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`Waited ${timeoutMs / 1000} s in vain: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
