import { z } from 'zod';
import { Id } from '../../kit/ids.ts';
import { Money } from '../../kit/money.ts';
import { defineOperation } from '../../kit/operation.ts';
import { decodeCursor, PageInput, toPage } from '../../kit/page.ts';
import { readOffers } from '../catalog/index.ts';
import { readChannel } from '../channels/index.ts';
import { countRemote, listRemote } from './adoption-store.ts';

const State = z.enum(['open', 'matched', 'asked', 'adopted', 'set-aside', 'gone']);

export const listAdoption = defineOperation({
  name: 'listings.listAdoption',
  kind: 'query',
  summary: 'Show what a shop carries and which pattern each listing seems to be',
  route: { method: 'GET', path: '/channels/{channelId}/adoption' },
  scope: 'listings:read',
  paged: true,
  input: z.object({ ...PageInput, channelId: Id, state: State.optional() }),
  output: z.object({
    counts: z.partialRecord(State, z.int()),
    items: z.array(
      z.object({
        remoteId: z.string(),
        title: z.string(),
        url: z.string().nullable(),
        state: State,
        shopState: z.string(),
        price: Money.nullable(),
        sku: z.string().nullable(),
        fileNames: z.array(z.string()),
        imageUrl: z.string().nullable(),
        candidates: z.array(
          z.object({ offerId: Id, title: z.string(), score: z.number(), reasons: z.array(z.string()) }),
        ),
        decidedBy: z.string().nullable(),
      }),
    ),
    nextCursor: z.string().nullable(),
  }),
  async run(ctx, { channelId, state, cursor, limit }) {
    await readChannel(ctx.tx, channelId, ctx.actor);
    const rows = await listRemote(ctx.tx, channelId, {
      ...(state ? { states: [state] } : {}),
      ...(cursor ? { after: String(decodeCursor(cursor, 1)[0]) } : {}),
      limit: limit + 1,
    });
    const page = toPage(rows, limit, (row) => [row.remoteId]);
    const offerIds = [...new Set(page.items.flatMap((row) => row.candidates.map((one) => one.offerId)))];
    const titles = new Map(
      (await readOffers(ctx.tx, offerIds)).map((offer) => [offer.id, offer.pattern.title]),
    );
    return {
      counts: await countRemote(ctx.tx, channelId),
      nextCursor: page.nextCursor,
      items: page.items.map(({ observed, ...row }) => ({
        remoteId: row.remoteId,
        title: observed.title,
        url: observed.url,
        state: row.state,
        shopState: observed.state,
        price: observed.price,
        sku: observed.sku,
        fileNames: observed.files.map((file) => file.name),
        imageUrl: observed.images[0]?.url ?? null,
        candidates: row.candidates.flatMap((one) => {
          const title = titles.get(one.offerId);
          return title === undefined ? [] : [{ ...one, title }];
        }),
        decidedBy: row.decidedBy,
      })),
    };
  },
});
