import { randomUUID } from 'node:crypto';
import { clientOver, createClient, type HubClient } from '../../support/client.ts';

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
  return clientOver(patient);
}
