/** Etsy's notices: signed over `id.timestamp.body`, thin, set up by hand in the developer portal (there is no API). */
import { equalInConstantTime, hmacSha256 } from '../../kit/crypto.ts';
import type { WebhookEvent, Webhooks, WebhookVerdict } from '../connector.ts';
import type { EtsyNotice } from './types.ts';

/** Older or later notices are replays, or a clock that is wrong. */
const toleranceMs = 5 * 60_000;

export const webhooks: Webhooks = {
  verify(request, secret, now): WebhookVerdict {
    const id = request.headers['webhook-id'];
    const timestamp = request.headers['webhook-timestamp'];
    const signature = request.headers['webhook-signature'];
    if (!id || !timestamp || !signature)
      return { kind: 'refused', why: 'The signature headers are missing.' };
    if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now.getTime() - Number(timestamp) * 1000) > toleranceMs)
      return { kind: 'refused', why: 'The notice is too old, or one of the clocks is wrong.' };
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    if (key.length === 0) return { kind: 'refused', why: 'No webhook secret is set.' };
    const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), request.rawBody]);
    const expected = hmacSha256(key, signed).toString('base64');
    // Several signatures stand side by side while a secret is changed; a version may stand before each.
    const isSigned = signature
      .split(' ')
      .map((one) => one.replace(/^v1,/, ''))
      .some((one) => equalInConstantTime(one, expected));
    if (!isSigned) return { kind: 'refused', why: 'The signature does not fit the body.' };
    const notice = read(request.rawBody);
    if (!notice) return { kind: 'refused', why: 'The body is no Etsy notice.' };
    return { kind: 'accepted', deliveryId: id, topic: topicOf(notice) };
  },

  interpret(_topic, rawBody): WebhookEvent[] {
    const notice = read(rawBody);
    const receipt = /\/receipts\/(\d+)/.exec(notice?.resource_url ?? '')?.[1];
    return receipt ? [{ kind: 'order-changed', remoteId: receipt }] : [{ kind: 'nothing' }];
  },
};

function read(rawBody: Uint8Array): EtsyNotice | null {
  try {
    const notice = JSON.parse(Buffer.from(rawBody).toString('utf8')) as Partial<EtsyNotice> | null;
    return typeof notice?.event_type === 'string' && typeof notice.resource_url === 'string'
      ? (notice as EtsyNotice)
      : null;
  } catch {
    return null;
  }
}

/** `ORDER_PAID` was the name of `order.paid` before 2026. */
const topicOf = (notice: EtsyNotice): string => notice.event_type.toLowerCase().replace('_', '.');
