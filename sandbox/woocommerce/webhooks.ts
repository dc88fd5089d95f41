import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { post } from '../kit/post.ts';
import { jsonOf, type Reply, type ShopRequest } from '../kit/router.ts';
import { isForced, pageOf, type WooContext } from './context.ts';
import { invalidId, refuse } from './errors.ts';
import { takeId, type WooWebhook } from './state.ts';
import { toOrder, toProduct, toWebhook } from './wire.ts';

const maxFailures = 5;
const topicPattern = /^(order|product|customer|coupon)\.(created|updated|deleted|restored)$|^action\.\w+/;
const isTaken = (status: number): boolean =>
  (status >= 200 && status < 300) || status === 301 || status === 302;

export interface WooWebhooks {
  emit(topic: string, id: number): void;
  /** Waits until all that is queued was sent once. */
  flush(): Promise<void>;
  close(): void;
}

export function createWebhooks(context: WooContext): WooWebhooks {
  let queue: { hookId: number; topic: string; id: number }[] = [];
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  function payload(topic: string, id: number): unknown {
    if (topic.endsWith('.deleted')) return { id };
    const order = context.state.orders[id];
    if (topic.startsWith('order.') && order) return toOrder(context, order);
    const product = context.state.products[id];
    return product ? toProduct(context, product) : { id };
  }

  async function deliver(hook: WooWebhook, topic: string, id: number): Promise<void> {
    // Made now, not when it happened: an order.created may already say "completed".
    const body = JSON.stringify(payload(topic, id));
    const [resource = '', event = ''] = topic.split('.');
    const status = await post(hook.deliveryUrl, body, {
      'content-type': 'application/json',
      'user-agent': 'WooCommerce/9.9.5 Hookshot (WordPress/6.9)',
      'x-wc-webhook-source': `${context.url}/`,
      'x-wc-webhook-topic': topic,
      'x-wc-webhook-resource': resource,
      'x-wc-webhook-event': event,
      'x-wc-webhook-signature': createHmac('sha256', hook.secret).update(body).digest('base64'),
      'x-wc-webhook-id': String(hook.id),
      'x-wc-webhook-delivery-id': randomUUID(),
    });
    context.state.deliveries.push({ webhookId: hook.id, topic, status, at: context.clock.now() });
    if (isTaken(status)) {
      hook.failures = 0;
      return;
    }
    hook.failures += 1;
    if (hook.failures > maxFailures) hook.status = 'disabled';
  }

  async function drain(): Promise<void> {
    while (queue.length > 0 && !isClosed) {
      const next = queue.shift();
      const hook = next && context.state.webhooks[next.hookId];
      if (next && hook?.status === 'active') await deliver(hook, next.topic, next.id);
    }
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    while (running || queue.length > 0) {
      running ??= drain().finally(() => {
        running = undefined;
      });
      await running;
    }
  }

  return {
    emit: (topic, id) => {
      for (const hook of Object.values(context.state.webhooks))
        if (hook.status === 'active' && hook.topic === topic) queue.push({ hookId: hook.id, topic, id });
      // The shop's own scheduler sends a little later, never within the request.
      if (queue.length > 0 && !timer && !isClosed) timer = setTimeout(() => void flush(), 20);
    },
    flush,
    close: () => {
      isClosed = true;
      queue = [];
      clearTimeout(timer);
    },
  };
}

/** Unsigned, a form, and answered before the API answers. */
async function ping(hook: WooWebhook): Promise<void> {
  await post(hook.deliveryUrl, `webhook_id=${hook.id}`, {
    'content-type': 'application/x-www-form-urlencoded',
    'user-agent': 'WooCommerce/9.9.5 Hookshot (WordPress/6.9)',
  });
}

const own = (context: WooContext, request: ShopRequest): WooWebhook => {
  const hook = context.state.webhooks[request.params.id ?? ''];
  if (!hook) throw invalidId('shop_webhook');
  return hook;
};

interface WebhookInput {
  name?: string;
  status?: string;
  topic?: string;
  secret?: string;
  delivery_url?: string;
}

export function listWebhooks(context: WooContext, request: ShopRequest): Reply {
  const status = request.query.get('status') ?? 'all';
  const found = Object.values(context.state.webhooks)
    .filter((hook) => status === 'all' || hook.status === status)
    .sort((a, b) => b.id - a.id);
  return pageOf(context, request, found, toWebhook);
}

export const getWebhook = (context: WooContext, request: ShopRequest): Reply => ({
  status: 200,
  body: toWebhook(own(context, request)),
});

export async function postWebhook(context: WooContext, request: ShopRequest): Promise<Reply> {
  const input = (jsonOf(request.body) ?? {}) as WebhookInput;
  if (!input.topic || !topicPattern.test(input.topic))
    throw refuse(
      400,
      'woocommerce_rest_shop_webhook_invalid_topic',
      'Webhook topic is required and must be valid.',
    );
  if (!input.delivery_url || !/^https?:\/\//.test(input.delivery_url))
    throw refuse(
      400,
      'woocommerce_rest_shop_webhook_invalid_delivery_url',
      'Webhook delivery URL must be a valid URL starting with http:// or https://.',
    );
  const now = context.clock.now();
  const hook: WooWebhook = {
    id: takeId(context.state),
    name: input.name ?? `Webhook created on ${new Date(now).toISOString().slice(0, 10)}`,
    status: input.status ?? 'active',
    topic: input.topic,
    deliveryUrl: input.delivery_url,
    secret: input.secret ?? randomBytes(25).toString('hex'),
    failures: 0,
    createdAt: now,
    modifiedAt: now,
  };
  context.state.webhooks[hook.id] = hook;
  if (hook.status === 'active') await ping(hook);
  return { status: 201, body: toWebhook(hook) };
}

export async function putWebhook(context: WooContext, request: ShopRequest): Promise<Reply> {
  const hook = own(context, request);
  const input = (jsonOf(request.body) ?? {}) as WebhookInput;
  const wasActive = hook.status === 'active';
  if (input.name !== undefined) hook.name = input.name;
  if (input.topic !== undefined) hook.topic = input.topic;
  if (input.secret !== undefined) hook.secret = input.secret;
  if (input.delivery_url !== undefined) hook.deliveryUrl = input.delivery_url;
  if (input.status !== undefined) hook.status = input.status;
  hook.modifiedAt = context.clock.now();
  if (hook.status === 'active' && !wasActive) {
    hook.failures = 0;
    await ping(hook);
  }
  return { status: 200, body: toWebhook(hook) };
}

export function deleteWebhook(context: WooContext, request: ShopRequest): Reply {
  const hook = own(context, request);
  if (!isForced(request))
    throw refuse(501, 'woocommerce_rest_trash_not_supported', 'Webhooks do not support trashing.');
  delete context.state.webhooks[hook.id];
  return { status: 200, body: toWebhook(hook) };
}
