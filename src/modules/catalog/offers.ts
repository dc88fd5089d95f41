import { z } from 'zod';
import type { Ctx } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { decodeCursor, PageInput, pageOf, toPage } from '../../kit/page.ts';
import { OfferState, OfferView } from './offer-view.ts';
import { noSuchOffer } from './pattern.ts';
import { readOffers } from './read-offers.ts';
import { searchOffers, selectOffers } from './store.ts';

export const getOffer = defineOperation({
  name: 'catalog.getOffer',
  kind: 'query',
  summary: 'Read one offer as a listing shows it',
  route: { method: 'GET', path: '/offers/{offerId}' },
  scope: 'catalog:read',
  versioned: true,
  input: z.object({ offerId: Id }),
  output: OfferView,
  run: (ctx, { offerId }) => readOneOffer(ctx, offerId),
});

export const listOffers = defineOperation({
  name: 'catalog.listOffers',
  kind: 'query',
  summary: 'List offers by name',
  route: { method: 'GET', path: '/offers' },
  scope: 'catalog:read',
  paged: true,
  input: z.object({
    ...PageInput,
    search: z.string().max(200).optional().meta({ description: 'Part of the name or of the SKU.' }),
    state: OfferState.optional(),
    patternId: Id.optional(),
  }),
  output: pageOf(OfferView),
  async run(ctx, { cursor, limit, ...filter }) {
    const [name, id] = cursor ? decodeCursor(cursor, 2) : [];
    const after = cursor ? { name: String(name), id: String(id) } : null;
    const rows = await searchOffers(ctx.tx, ctx.actor, filter, after, limit + 1);
    const page = toPage(rows, limit, (row) => [row.name, row.id]);
    const items = await readOffers(
      ctx.tx,
      page.items.map((row) => row.id),
    );
    return { items, nextCursor: page.nextCursor };
  },
});

/** Throws HubError `not-found` also for another designer's offer. */
export async function readOneOffer(ctx: Ctx, offerId: string): Promise<OfferView> {
  const [view] = await readOffers(ctx.tx, [offerId]);
  if (!view || (ctx.actor.designerId && view.designerId !== ctx.actor.designerId)) throw noSuchOffer();
  return view;
}

/** A bundle's members: there, the same designer's, no bundles themselves. Throws HubError. */
export async function assertMembers(
  ctx: Ctx,
  designerId: string,
  memberIds: readonly string[],
): Promise<void> {
  const rows = await selectOffers(ctx.tx, memberIds);
  if (rows.length !== memberIds.length)
    throw new HubError('not-found', 'One of the offers in the bundle is not there.');
  if (rows.some((row) => row.designerId !== designerId)) throw noSuchOffer();
  const bundle = rows.find((row) => row.kind === 'bundle');
  if (bundle) {
    throw new HubError('invalid', `“${bundle.name}” is a bundle itself. Name the offers in it instead.`);
  }
}
