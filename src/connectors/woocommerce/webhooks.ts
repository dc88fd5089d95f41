/** The shop's webhooks: signed over the body, switched off by the shop after a few failures, made anew by us. */
import { equalInConstantTime, hmacSha256, sha256Hex } from '../../kit/crypto.ts';
import type { ConnectorIo, WebhookEvent, Webhooks, WebhookVerdict } from '../connector.ts';
import { call } from './client.ts';
import { pageSize } from './limits.ts';
import { fromWooOrder } from './orders.ts';
import type { WooOrder, WooWebhook } from './types.ts';

const topics = ['order.created', 'order.updated', 'product.updated', 'product.deleted'] as const;

export const webhooks: Webhooks = {
  verify(request, secret): WebhookVerdict {
    const signature = request.headers['x-wc-webhook-signature'];
    const topic = request.headers['x-wc-webhook-topic'];
    // When a webhook is saved the shop tries the address with a form and no signature, and wants a 2xx.
    if (!signature && /^webhook_id=\d+$/.test(Buffer.from(request.rawBody).toString('latin1')))
      return { kind: 'ping' };
    if (!signature || !topic) return { kind: 'refused', why: 'The signature headers are missing.' };
    if (secret === '') return { kind: 'refused', why: 'No webhook secret is set.' };
    if (!equalInConstantTime(signature, hmacSha256(secret, request.rawBody).toString('base64')))
      return { kind: 'refused', why: 'The signature does not fit the body.' };
    // The signature covers no header: the same body is the same delivery, whatever number a replay claims.
    return { kind: 'accepted', deliveryId: sha256Hex(request.rawBody), topic };
  },

  interpret(topic, rawBody): WebhookEvent[] {
    let body: { id?: unknown; line_items?: unknown };
    try {
      body = JSON.parse(Buffer.from(rawBody).toString('utf8')) as typeof body;
    } catch {
      return [{ kind: 'nothing' }];
    }
    if (typeof body?.id !== 'number') return [{ kind: 'nothing' }];
    const remoteId = String(body.id);
    if (topic.startsWith('product.')) return [{ kind: 'listing-changed', remoteId }];
    if (!topic.startsWith('order.')) return [{ kind: 'nothing' }];
    return Array.isArray(body.line_items)
      ? [{ kind: 'order', order: fromWooOrder(body as unknown as WooOrder) }]
      : [{ kind: 'order-changed', remoteId }];
  },

  async ensure(io, target) {
    const there = await readOurs(io, target.url);
    const repaired: string[] = [];
    for (const topic of topics) {
      const hook = there.find((one) => one.topic === topic);
      if (hook?.status === 'active') continue;
      // A secret cannot be read back, so it is set again with every repair.
      const json = {
        name: `Spindle ${topic}`,
        topic,
        delivery_url: target.url,
        secret: target.secret,
        status: 'active',
      };
      await call(io, hook ? `/webhooks/${hook.id}` : '/webhooks', { method: hook ? 'PUT' : 'POST', json });
      repaired.push(topic);
    }
    return { repaired };
  },
};

async function readOurs(io: ConnectorIo, url: string): Promise<WooWebhook[]> {
  const found: WooWebhook[] = [];
  for (let page = 1, pages = 1; page <= pages; page++) {
    const answer = await call<WooWebhook[]>(io, '/webhooks', { query: { per_page: pageSize.value, page } });
    found.push(...answer.body.filter((hook) => hook.delivery_url === url));
    pages = answer.pages;
  }
  // Of two for the same topic the working one counts.
  return found.sort((a, b) => Number(b.status === 'active') - Number(a.status === 'active'));
}
