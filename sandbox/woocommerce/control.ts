import { randomBytes } from 'node:crypto';
import type { Faults } from '../kit/faults.ts';
import type { RequestLog } from '../kit/request-log.ts';
import type { Permission, WooKey } from './auth.ts';
import type { WooContext } from './context.ts';
import { openDownloads } from './downloads.ts';
import { storeImage } from './images.ts';
import type { SeedProduct } from './options.ts';
import { placeOrder, refundOrder, totalOf, type WooSale } from './orders.ts';
import { changeProduct, createProduct, type ProductInput, removeProduct } from './products.ts';
import type { WooWebhooks } from './webhooks.ts';
import { orderTotals } from './wire.ts';

interface Parts {
  context: WooContext;
  faults: Faults;
  log: RequestLog;
  webhooks: WooWebhooks;
  keys: WooKey[];
}

export type WooAdmin = ReturnType<typeof createWooControl>;

export function createWooControl({ context, faults, log, webhooks, keys }: Parts) {
  const { state, clock } = context;
  const orderOf = (id: number) => {
    const order = state.orders[String(id)];
    if (!order) throw new Error(`No order ${id}`);
    return order;
  };

  return {
    /** A buyer pays; the order is complete at once when all of it is digital. */
    sell: (sale: WooSale): { orderId: number; orderKey: string } => {
      const order = placeOrder(context, sale);
      return { orderId: order.id, orderKey: order.orderKey };
    },
    /** The whole order, or `amountMinor` of it. */
    refund: ({
      orderId,
      amountMinor,
      reason,
    }: {
      orderId: number;
      amountMinor?: number;
      reason?: string;
    }): void => {
      const order = orderOf(orderId);
      const { total, refunded } = orderTotals(order);
      refundOrder(context, order, amountMinor ?? total - refunded, reason ?? '');
    },
    /** A hand edit in the shop's own dashboard; fields as in the API. */
    edit: async ({ productId, ...change }: { productId: number } & ProductInput): Promise<void> => {
      await changeProduct(context, productId, change);
    },
    remove: ({ productId, force }: { productId: number; force?: boolean }): void => {
      removeProduct(context, productId, force ?? false);
    },
    seed: async (seed: SeedProduct): Promise<{ productId: number }> => {
      const images = (seed.images ?? []).map((image) =>
        storeImage(
          context,
          typeof image.bytes === 'string' ? Buffer.from(image.bytes, 'base64') : image.bytes,
          'seed.png',
          { alt: image.alt ?? '' },
        ),
      );
      const product = await createProduct(context, {
        name: seed.name,
        status: seed.status ?? 'publish',
        description: seed.description ?? '',
        regular_price: seed.regularPrice ?? '6.00',
        ...(seed.sku ? { sku: seed.sku } : {}),
        virtual: true,
        downloadable: true,
        downloads: seed.downloads ?? [],
        tags: (seed.tags ?? []).map((name) => ({ name })),
        images: images.map(({ id }) => ({ id })),
      });
      return { productId: product.id };
    },
    advance: async ({ ms = 0, days = 0 }: { ms?: number; days?: number }): Promise<{ now: number }> => {
      clock.advance(ms + days * 86_400_000);
      return { now: clock.now() };
    },
    /** A key of the shop's settings page. */
    key: ({ permissions = 'read_write' }: { permissions?: Permission } = {}): WooKey => {
      const key = {
        consumerKey: `ck_${randomBytes(20).toString('hex')}`,
        consumerSecret: `cs_${randomBytes(20).toString('hex')}`,
        permissions,
      };
      keys.push(key);
      return key;
    },
    revoke: ({ consumerKey }: { consumerKey: string }): void => {
      const index = keys.findIndex((key) => key.consumerKey === consumerKey);
      if (index >= 0) keys.splice(index, 1);
    },
    /** Waits until every queued webhook was sent once. */
    flush: () => webhooks.flush(),
    faults: (change: Parameters<Faults['set']>[0] = {}) => faults.set(change ?? {}),
    'next-fault': (fault: Parameters<Faults['next']>[0]): void => faults.next(fault),
    'faults-off': (): void => faults.off(),
    log: () => ({ counts: log.counts(), calls: log.list() }),
    counts: () => log.counts(),
    'clear-log': (): void => log.clear(),
    violations: () => [...state.violations],
    /** Everything, with bytes as their sizes and hashes. */
    state: () => ({
      currency: state.currency,
      now: clock.now(),
      products: Object.values(state.products).map((product) => ({
        ...structuredClone(product),
        images: product.images.map((id) => {
          const image = state.images[id];
          return {
            id,
            name: image?.name ?? '',
            alt: image?.alt ?? '',
            source: image?.source ?? '',
            sizeBytes: image?.bytes.length ?? 0,
            sha256: image?.sha256 ?? '',
          };
        }),
        tagNames: product.tags.map((id) => state.tags[id]?.name ?? ''),
      })),
      orders: Object.values(state.orders).map((order) => ({
        ...structuredClone(order),
        total: totalOf(order),
      })),
      permissions: structuredClone(state.permissions),
      webhooks: Object.values(state.webhooks).map((hook) => ({ ...hook })),
      deliveries: [...state.deliveries],
      approvedHosts: [...state.approvedHosts],
      violations: [...state.violations],
    }),
    /** One product as it is now, without the rest of the shop. */
    product: ({ productId }: { productId: number }) =>
      structuredClone(state.products[String(productId)] ?? null),
    /** The links of the buyer's order e-mail, guests included. */
    downloads: ({ orderId }: { orderId: number }) => {
      orderOf(orderId);
      return openDownloads(context, (permission) => permission.orderId === Number(orderId));
    },
  };
}
