import type { RemoteOrder, RemoteOrderLine } from '../../connectors/connector.ts';
import type { Ctx } from '../../kit/ctx.ts';
import { newId } from '../../kit/ids.ts';
import { type Told, tellAll } from '../audit/index.ts';
import { type Channel, readChannel } from '../channels/index.ts';
import { findListingsByRemote } from '../listings/index.ts';
import { copyCode } from '../marks/index.ts';
import { dropIfWithoutOrders, findOrMakeBuyer, findOrMakeBuyers } from './find-buyer.ts';
import { fingerprintOf, sumProblem, supersedes } from './order.ts';
import { ordersRecorded } from './signals.ts';
import {
  findBuyersByEmail,
  findOffersBySku,
  findSales,
  insertLines,
  insertSales,
  lockNames,
  matchLine,
  putLines,
  type SaleRow,
  selectLines,
  updateSale,
} from './store.ts';

/** An import of old orders must not fill the activity with old news. */
const newsMs = 48 * 60 * 60 * 1000;

export interface Recorded {
  orderId: string;
  isNew: boolean;
  isChanged: boolean;
}

/**
 * Records what a shop tells of an order: once, whatever the number and order of webhooks and polls. An older update never
 * overwrites a newer one; the final state is that of the newest update alone.
 */
export async function recordOrder(ctx: Ctx, channelId: string, order: RemoteOrder): Promise<Recorded> {
  const [recorded] = await recordOrders(ctx, channelId, [order]);
  return recorded as Recorded;
}

/** Like `recordOrder`, for many of one shop in few statements; updates of the same order one after the other. */
export async function recordOrders(
  ctx: Ctx,
  channelId: string,
  orders: readonly RemoteOrder[],
): Promise<Recorded[]> {
  await lockNames(
    ctx.tx,
    orders.map((order) => orderName(channelId, order.remoteId)),
  );
  const channel = await readChannel(ctx.tx, channelId);
  const recorded = new Map<RemoteOrder, Recorded>();
  for (let at = 0; at < orders.length; ) {
    const round = withoutRepeats(orders.slice(at));
    for (const [order, one] of await recordRound(ctx, channel, round)) recorded.set(order, one);
    at += round.length;
  }
  return orders.flatMap((order) => recorded.get(order) ?? []);
}

/** As far as no order is told of twice: in the order of arrival, because the first to name an account decides whose it is. */
function withoutRepeats(orders: readonly RemoteOrder[]): RemoteOrder[] {
  const seen = new Set<string>();
  const repeat = orders.findIndex(({ remoteId }) => seen.size === seen.add(remoteId).size);
  return orders.slice(0, repeat === -1 ? orders.length : repeat);
}

const orderName = (channelId: string, remoteId: string): string => `order:${channelId}:${remoteId}`;

interface Update {
  order: RemoteOrder;
  existing: SaleRow | null;
  orderId: string;
  buyerId: string;
}

/** No two of them tell of the same order. */
async function recordRound(
  ctx: Ctx,
  channel: Channel,
  orders: readonly RemoteOrder[],
): Promise<Map<RemoteOrder, Recorded>> {
  const sales = await findSales(
    ctx.tx,
    channel.id,
    orders.map((order) => order.remoteId),
  );
  const known = new Map(sales.map((row) => [row.remoteId, row]));
  const recorded = new Map<RemoteOrder, Recorded>();
  const news: RemoteOrder[] = [];
  for (const order of orders) {
    const existing = known.get(order.remoteId);
    if (!existing || supersedes(order, existing)) news.push(order);
    else {
      const isChanged = await matchOpenLines(ctx, channel.id, existing);
      if (isChanged) await announce(ctx, [existing.id]);
      recorded.set(order, { orderId: existing.id, isNew: false, isChanged });
    }
  }
  for (const { order, existing, orderId } of await write(ctx, channel, news, known))
    recorded.set(order, { orderId, isNew: !existing, isChanged: true });
  return recorded;
}

async function write(
  ctx: Ctx,
  channel: Channel,
  orders: readonly RemoteOrder[],
  known: ReadonlyMap<string, SaleRow>,
): Promise<Update[]> {
  if (orders.length === 0) return [];
  const buyerIds = (await movesToAnotherBuyer(ctx, orders, known))
    ? null
    : await findOrMakeBuyers(
        ctx,
        channel.id,
        orders.map((order) => order.buyer),
      );
  if (buyerIds) return writeFor(ctx, channel, orders, buyerIds, known);
  const updates: Update[] = [];
  for (const order of orders) {
    // a merge before it may have given the order another buyer
    const [existing] = await findSales(ctx.tx, channel.id, [order.remoteId]);
    const buyerId = await findOrMakeBuyer(ctx, channel.id, order.buyer, {
      currentId: existing?.buyerId ?? null,
      isTest: false,
    });
    const now = new Map(existing ? [[order.remoteId, existing]] : []);
    updates.push(...(await writeFor(ctx, channel, [order], [buyerId], now)));
  }
  return updates;
}

/** The buyer whom it leaves may end with that, and what comes after it in the same batch may bring her back. */
async function movesToAnotherBuyer(
  ctx: Ctx,
  orders: readonly RemoteOrder[],
  known: ReadonlyMap<string, SaleRow>,
): Promise<boolean> {
  const updates = orders.filter(({ remoteId }) => known.has(remoteId));
  if (updates.length === 0 || orders.length === 1) return false;
  const keyOf = ({ buyer }: RemoteOrder): string => buyer.email?.trim().toLowerCase() ?? '';
  const buyers = await findBuyersByEmail(ctx.tx, [...new Set(updates.map(keyOf))]);
  return updates.some((order) => buyers.get(keyOf(order))?.id !== known.get(order.remoteId)?.buyerId);
}

async function writeFor(
  ctx: Ctx,
  channel: Channel,
  orders: readonly RemoteOrder[],
  buyerIds: readonly string[],
  known: ReadonlyMap<string, SaleRow>,
): Promise<Update[]> {
  const updates = orders.map((order, index): Update => {
    const existing = known.get(order.remoteId) ?? null;
    return { order, existing, orderId: existing?.id ?? newId(), buyerId: buyerIds[index] as string };
  });
  for (const { order, existing, buyerId } of updates)
    if (existing) await updateSale(ctx.tx, existing.id, saleValues(order, buyerId));
  await insertSales(
    ctx.tx,
    updates
      .filter(({ existing }) => !existing)
      .map(({ order, orderId, buyerId }) => ({
        ...saleValues(order, buyerId),
        id: orderId,
        channelId: channel.id,
        remoteId: order.remoteId,
        code: copyCode({ kind: 'order', id: orderId }, ''),
        firstSeenAt: ctx.clock.now(),
      })),
  );
  const unknown = await writeLines(ctx, channel.id, updates);
  await announce(
    ctx,
    updates.map(({ orderId }) => orderId),
  );
  for (const { existing, buyerId } of updates)
    if (existing) await dropIfWithoutOrders(ctx, existing.buyerId, buyerId);
  await tellAll(
    ctx,
    updates.flatMap(({ order, orderId, existing }) =>
      newsOf(ctx, channel, order, orderId, {
        isNew: !existing,
        unknown: unknown.get(orderId) ?? [],
        before: existing?.status ?? null,
      }),
    ),
  );
  return updates;
}

/** For an order that is known, after its listing became known: matches what was open. False when nothing was. */
export async function matchAgain(ctx: Ctx, channelId: string, remoteId: string): Promise<boolean> {
  await lockNames(ctx.tx, [orderName(channelId, remoteId)]);
  const [sale] = await findSales(ctx.tx, channelId, [remoteId]);
  if (!sale || !(await matchOpenLines(ctx, channelId, sale))) return false;
  await announce(ctx, [sale.id]);
  return true;
}

async function announce(ctx: Ctx, orderIds: readonly string[]): Promise<void> {
  await ctx.signal(ordersRecorded, { orderIds });
  for (const id of orderIds) ctx.announce({ topic: 'order', id });
}

const saleValues = (order: RemoteOrder, buyerId: string) => ({
  number: order.number,
  status: order.status,
  placedAt: order.placedAt,
  remoteUpdatedAt: order.updatedAt,
  currency: order.currency,
  totalMinor: order.totalMinor,
  shippingMinor: order.shippingMinor,
  discountMinor: order.orderDiscountMinor,
  refundedMinor: order.refundedMinor,
  buyerId,
  fingerprint: fingerprintOf(order),
});

/** A shop that names two lines alike would lose one of them. */
function uniqueLines(lines: readonly RemoteOrderLine[]): RemoteOrderLine[] {
  const seen = new Map<string, number>();
  return lines.map((line) => {
    const count = seen.get(line.remoteId) ?? 0;
    seen.set(line.remoteId, count + 1);
    return count === 0 ? line : { ...line, remoteId: `${line.remoteId}#${count + 1}` };
  });
}

/** Order → the titles of its lines that belong to nothing the hub knows. */
async function writeLines(
  ctx: Ctx,
  channelId: string,
  updates: readonly Update[],
): Promise<Map<string, string[]>> {
  const lines = updates.flatMap((update) =>
    uniqueLines(update.order.lines).map((line) => ({ update, line })),
  );
  const match = await matcherFor(
    ctx,
    channelId,
    lines.map(({ line }) => line),
  );
  const rows = lines.map(({ update, line }) => ({
    ...line,
    ...match(line),
    id: newId(),
    saleId: update.orderId,
  }));
  const byOrder = Map.groupBy(rows, (row) => row.saleId);
  for (const { existing, orderId } of updates)
    if (existing) await putLines(ctx.tx, orderId, byOrder.get(orderId) ?? []);
  const fresh = new Set(updates.filter(({ existing }) => !existing).map(({ orderId }) => orderId));
  await insertLines(
    ctx.tx,
    rows.filter((row) => fresh.has(row.saleId)),
  );
  const open = rows.filter((row) => row.offerId === null);
  return new Map(
    [...Map.groupBy(open, (row) => row.saleId)].map(([id, of]) => [id, of.map((row) => row.title)]),
  );
}

interface LineKeys {
  remoteListingId: string | null;
  sku: string | null;
}

/** By the shop's listing, else by the SKU. */
async function matcherFor(
  ctx: Ctx,
  channelId: string,
  lines: readonly LineKeys[],
): Promise<(line: LineKeys) => { offerId: string | null; listingId: string | null }> {
  const listings = await findListingsByRemote(ctx.tx, channelId, [
    ...new Set(lines.flatMap((line) => line.remoteListingId ?? [])),
  ]);
  const offers = await findOffersBySku(ctx.tx, [...new Set(lines.flatMap((line) => line.sku ?? []))]);
  return ({ remoteListingId, sku }) => {
    const listing = remoteListingId ? listings.get(remoteListingId) : undefined;
    if (listing) return { offerId: listing.offerId, listingId: listing.id };
    return { offerId: (sku ? offers.get(sku) : undefined) ?? null, listingId: null };
  };
}

/** A line that was unknown may be known by now: the listing was adopted since. */
async function matchOpenLines(ctx: Ctx, channelId: string, known: SaleRow): Promise<boolean> {
  const open = (await selectLines(ctx.tx, [known.id])).filter((line) => !line.offerId);
  const match = await matcherFor(ctx, channelId, open);
  let isChanged = false;
  for (const line of open) {
    const { offerId, listingId } = match(line);
    if (!offerId) continue;
    await matchLine(ctx.tx, line.id, offerId, listingId);
    isChanged = true;
  }
  return isChanged;
}

function newsOf(
  ctx: Ctx,
  channel: Channel,
  order: RemoteOrder,
  orderId: string,
  change: { isNew: boolean; unknown: string[]; before: string | null },
): Told[] {
  const told: Told[] = [];
  const problem = sumProblem({ ...order, discountMinor: order.orderDiscountMinor });
  const at = { channelId: channel.id, orderId };
  if (problem) told.push({ ...at, tone: 'problem', sentence: `Order ${order.number}: ${problem}` });
  if (ctx.clock.now().getTime() - order.updatedAt.getTime() > newsMs) return told;
  const titles = order.lines.map((line) => line.title).join(', ');
  if (change.isNew && order.status === 'paid')
    told.push({
      ...at,
      tone: 'good',
      sentence: `${channel.name} sold ${titles} (order ${order.number}).`,
    });
  if (change.before && change.before !== order.status && ['refunded', 'cancelled'].includes(order.status))
    told.push({
      ...at,
      sentence: `Order ${order.number} on ${channel.name} was ${order.status}: its downloads are closed.`,
    });
  if (change.isNew && change.unknown.length > 0)
    told.push({
      ...at,
      tone: 'needs-you',
      sentence: `Order ${order.number} on ${channel.name} has something Spindle does not know: ${change.unknown.join(', ')}. Connect that listing to a pattern, and its buyer gets the files.`,
    });
  return told;
}
