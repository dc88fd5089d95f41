import { createHmac, randomBytes } from 'node:crypto';
import { post } from '../kit/post.ts';
import type { EtsyContext } from './context.ts';
import type { EtsyDelivery, EtsyWebhook } from './state.ts';

/** Pause before each attempt; the last one gives up. */
const pausesMs = [0, 5, 300, 1800, 7200, 18_000, 36_000, 36_000].map((seconds) => seconds * 1000);

/** `${id}.${timestamp}.${body}`, HMAC-SHA256 with the base64 part of the secret. */
export function sign(secret: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
}

export interface WebhookQueue {
  register(input: { url: string; events?: string[]; secret?: string }): EtsyWebhook;
  emit(eventType: string, receiptId: number): void;
  /** Sends one delivery once more, as a vendor does; the same id. */
  repeat(deliveryId: string): void;
  /** Attempts all that is due on the shop's clock and waits for the answers. */
  flush(): Promise<void>;
  close(): void;
}

export function createWebhookQueue(context: EtsyContext): WebhookQueue {
  const { state, clock } = context;
  const busy = new Set<string>();

  async function attempt(delivery: EtsyDelivery): Promise<void> {
    const hook = state.webhooks.find((entry) => entry.id === delivery.webhookId);
    if (!hook) {
      delivery.nextAttemptAt = null;
      return;
    }
    busy.add(delivery.id);
    const timestamp = clock.seconds();
    const signature = sign(hook.secret, delivery.id, timestamp, delivery.body);
    const status = await post(hook.url, delivery.body, {
      'content-type': 'application/json',
      'webhook-id': delivery.id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': `${context.options.signaturePrefix ?? 'v1,'}${signature}`,
    });
    busy.delete(delivery.id);
    delivery.attempts.push({ at: clock.now(), status });
    const pause = pausesMs[delivery.attempts.length];
    const isDone = (status >= 200 && status < 300) || pause === undefined;
    delivery.nextAttemptAt = isDone ? null : clock.now() + (pause ?? 0);
  }

  async function flush(): Promise<void> {
    const due = state.deliveries.filter(
      (entry) => entry.nextAttemptAt !== null && entry.nextAttemptAt <= clock.now() && !busy.has(entry.id),
    );
    await Promise.all(due.map(attempt));
  }

  const timer = setInterval(() => void flush(), 100);
  timer.unref();

  return {
    register: ({ url, events, secret }) => {
      const hook = {
        id: state.webhooks.length + 1,
        url,
        secret: secret ?? `whsec_${randomBytes(24).toString('base64')}`,
        events: events ?? ['order.paid', 'order.canceled', 'order.shipped', 'order.delivered'],
      };
      state.webhooks.push(hook);
      return hook;
    },
    emit: (eventType, receiptId) => {
      for (const hook of state.webhooks) {
        if (!hook.events.includes(eventType)) continue;
        state.deliveries.push({
          id: `msg_${randomBytes(12).toString('hex')}`,
          webhookId: hook.id,
          eventType,
          body: JSON.stringify({
            event_type: eventType,
            resource_url: `${context.url}/v3/application/shops/${state.shopId}/receipts/${receiptId}`,
            shop_id: state.shopId,
          }),
          attempts: [],
          nextAttemptAt: clock.now(),
        });
      }
    },
    repeat: (deliveryId) => {
      const delivery = state.deliveries.find((entry) => entry.id === deliveryId);
      if (!delivery) throw new Error(`No delivery ${deliveryId}`);
      delivery.nextAttemptAt = clock.now();
    },
    flush,
    close: () => clearInterval(timer),
  };
}
