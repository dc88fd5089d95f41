import { z } from 'zod';
import type { Ctx } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { readDeliverables } from './deliverable.ts';
import { channelRules, libraryTtlMs, libraryUrl } from './delivery.ts';
import { makeLibraryKey } from './links.ts';
import {
  buysElsewhere,
  countDelivered,
  revokeKeys,
  revokeLinksOfSale,
  type SaleToGrant,
  selectDownloadsOfSale,
  selectEntitlementsOfSale,
  selectGranted,
  selectSaleToGrant,
} from './store.ts';

const OrderDelivery = z.object({
  sentence: z.string().meta({ description: 'How this order’s files reach the buyer.' }),
  mayWrite: z.boolean().meta({ description: 'Whether the shop’s rule lets the hub write to this buyer.' }),
  entitlements: z.array(
    z.object({
      id: Id,
      offerId: Id,
      revokedAt: z.date().nullable(),
      revokeReason: z.string().nullable(),
      files: z.array(z.object({ name: z.string(), role: z.string(), releaseNumber: z.string() })),
    }),
  ),
  downloads: z.array(z.object({ at: z.date(), entitlementId: Id.nullable() })),
});

export const getOrderDelivery = defineOperation({
  name: 'delivery.getOrderDelivery',
  kind: 'query',
  summary: 'See what the buyer of an order may have, and what was fetched',
  route: { method: 'GET', path: '/orders/{orderId}/delivery' },
  scope: 'orders:read',
  input: z.object({ orderId: Id }),
  output: OrderDelivery,
  async run(ctx, { orderId }) {
    const sale = await readSale(ctx, orderId);
    const rules = channelRules(ctx.ports.connectors, sale.channelKind);
    const rows = await selectEntitlementsOfSale(ctx.tx, orderId);
    const files = await readDeliverables(
      ctx.tx,
      await selectGranted(
        ctx.tx,
        rows.map((row) => row.id),
      ),
    );
    const downloads = await selectDownloadsOfSale(ctx.tx, orderId);
    return {
      sentence: sentenceFor(sale, rules),
      mayWrite: rules.mayWrite,
      entitlements: rows.map(({ id, offerId, revokedAt, revokeReason }) => ({
        id,
        offerId,
        revokedAt,
        revokeReason,
        files: (files.get(id) ?? []).map(({ name, role, releaseNumber }) => ({ name, role, releaseNumber })),
      })),
      downloads: downloads.map(({ at, entitlementId }) => ({ at, entitlementId })),
    };
  },
});

function sentenceFor(sale: SaleToGrant, rules: { mayWrite: boolean; why: string }): string {
  if (sale.channelKind === null) return 'A test order: open the buyer’s page to see what a customer gets.';
  if (!rules.mayWrite)
    return `${sale.channelName} hands the files over itself. ${rules.why} You can give the buyer the link to the page yourself.`;
  return sale.buyerEmail
    ? 'The buyer has a mail with the files and the link to the page.'
    : `${sale.channelName} told no address, so no mail was written. You can give the buyer the link to the page yourself.`;
}

export const createLibraryLink = defineOperation({
  name: 'delivery.createLibraryLink',
  kind: 'command',
  summary: 'Make a link to the buyer’s page, to hand over yourself',
  route: { method: 'POST', path: '/orders/{orderId}/library-link' },
  scope: 'orders:write',
  input: z.object({ orderId: Id }),
  output: z.object({ url: z.string(), expiresAt: z.date() }),
  subject: (input) => ({ kind: 'order', id: input.orderId }),
  async run(ctx, { orderId }) {
    const sale = await readSale(ctx, orderId);
    await refuseSharedPage(ctx, sale);
    const token = await makeLibraryKey(ctx, sale.buyerId);
    return { url: libraryUrl(ctx, token), expiresAt: new Date(ctx.clock.now().getTime() + libraryTtlMs) };
  },
});

export const revokeLinks = defineOperation({
  name: 'delivery.revokeLinks',
  kind: 'command',
  summary: 'Close every link of an order and of its buyer’s page; new ones can be asked for',
  route: { method: 'POST', path: '/orders/{orderId}/revoke-links' },
  scope: 'orders:write',
  input: z.object({ orderId: Id }),
  output: z.object({ revokedLinks: z.int() }),
  subject: (input) => ({ kind: 'order', id: input.orderId }),
  async run(ctx, { orderId }) {
    const sale = await readSale(ctx, orderId);
    await refuseSharedPage(ctx, sale);
    const now = ctx.clock.now();
    await revokeKeys(ctx.tx, sale.buyerId, now);
    return { revokedLinks: await revokeLinksOfSale(ctx.tx, orderId, now) };
  },
});

export const sendLibraryMail = defineOperation({
  name: 'delivery.sendLibraryMail',
  kind: 'command',
  summary: 'Send the buyer of an order the link to the page again',
  route: { method: 'POST', path: '/orders/{orderId}/library-mail' },
  scope: 'orders:write',
  input: z.object({ orderId: Id }),
  output: z.object({ queued: z.literal(true) }),
  subject: (input) => ({ kind: 'order', id: input.orderId }),
  async run(ctx, { orderId }) {
    const sale = await readSale(ctx, orderId);
    const rules = channelRules(ctx.ports.connectors, sale.channelKind);
    if (!rules.mayWrite)
      throw new HubError('conflict', `${rules.why} Give the buyer the link to the page yourself instead.`);
    if (!sale.buyerEmail)
      throw new HubError('conflict', 'The shop told no address for this buyer. Give the link over yourself.');
    await ctx.ports.queue.enqueue(ctx.tx, 'delivery.mailLibrary', {
      buyerId: sale.buyerId,
      askedAtMs: ctx.clock.now().getTime(),
    });
    return { queued: true as const };
  },
});

export const readDeliveryNumbers = defineOperation({
  name: 'delivery.readNumbers',
  kind: 'query',
  summary: 'Count entitlements, links and downloads; test orders left out',
  route: { method: 'GET', path: '/delivery/numbers' },
  scope: 'orders:read',
  input: z.object({}),
  output: z.object({ entitlements: z.int(), links: z.int(), downloads: z.int() }),
  run: (ctx) => countDelivered(ctx.tx, ctx.actor.designerId),
});

/** The buyer's page shows what she has from every designer, so it is not one designer's to open or to close. */
async function refuseSharedPage({ tx, actor }: Ctx, { buyerId }: SaleToGrant): Promise<void> {
  if (actor.designerId && (await buysElsewhere(tx, buyerId, actor.designerId)))
    throw new HubError(
      'forbidden',
      'This buyer’s page shows patterns of other designers too. Send the link by mail, or ask the owner of the studio.',
    );
}

async function readSale(ctx: Ctx, orderId: string): Promise<SaleToGrant> {
  const sale = await selectSaleToGrant(ctx.tx, orderId, ctx.actor.designerId);
  if (!sale) throw new HubError('not-found', 'There is no such order.');
  return sale;
}
