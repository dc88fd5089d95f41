import { randomUUID } from 'node:crypto';
import { createClient, type HubClient, type Json } from '../../support/client.ts';

/** A hub that is being restarted, or that is still at the same request. */
const isForLater = (status: number, text: string): boolean =>
  status >= 500 || status === 429 || (status === 409 && text.includes('still being worked on'));

/**
 * The seller's program: asks again while the hub is away, each command under one Idempotency-Key, so that what was done
 * before an answer was lost is not done twice.
 */
export function patientSeller(url: string, ownKey: string): HubClient {
  const { call } = createClient(url, ownKey);
  const patient: HubClient['call'] = async (method, path, options = {}) => {
    const once: Record<string, string> = method === 'GET' ? {} : { 'idempotency-key': randomUUID() };
    for (let tries = 0; ; tries += 1) {
      try {
        const answer = await call(method, path, { ...options, headers: { ...once, ...options.headers } });
        if (!isForLater(answer.status, JSON.stringify(answer.body ?? '')) || tries > 600) return answer;
      } catch (error) {
        if (tries > 600) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  const sure = async (method: string, path: string, body?: unknown): Promise<Json> => {
    const answer = await patient(method, `/api${path}`, body === undefined ? {} : { body });
    if (answer.status >= 400)
      throw new Error(`${method} ${path}: ${answer.status} ${answer.body?.detail ?? answer.body}`);
    return answer.body;
  };
  return {
    call: patient,
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
