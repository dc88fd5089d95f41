import { z } from 'zod';
import type { Ctx } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import { Id, newId } from '../../kit/ids.ts';
import { defineJob } from '../../kit/module.ts';
import { defineOperation } from '../../kit/operation.ts';
import { inTransaction, systemActor } from '../../kit/run-operation.ts';
import { OfferView } from './offer-view.ts';
import { readOneOffer } from './offers.ts';
import { noSuchOffer, PriceMinor } from './pattern.ts';
import { offersChanged, pricePriority } from './signals.ts';
import { lockOffer } from './store.ts';
import { deleteTimedPrice, insertTimedPrice } from './write-store.ts';

const Moment = z.iso.datetime({ offset: true }).nullable().default(null);

export const addTimedPrice = defineOperation({
  name: 'catalog.addTimedPrice',
  kind: 'command',
  summary: 'Set a price for a time, everywhere or on one shop',
  route: { method: 'POST', path: '/offers/{offerId}/prices' },
  scope: 'catalog:write',
  input: z.object({
    offerId: Id,
    channelId: Id.nullable().default(null).meta({ description: 'Only on this shop; null: on every shop.' }),
    amountMinor: PriceMinor,
    startsAt: Moment.meta({ description: 'Null: at once.' }),
    endsAt: Moment.meta({ description: 'Null: until it is removed.' }),
  }),
  output: OfferView,
  subject: (input) => ({ kind: 'offer', id: input.offerId }),
  async run(ctx, { offerId, channelId, amountMinor, startsAt, endsAt }) {
    const before = await lockOffer(ctx.tx, ctx.actor, offerId);
    if (!before) throw noSuchOffer();
    const starts = startsAt === null ? null : new Date(startsAt);
    const ends = endsAt === null ? null : new Date(endsAt);
    if (ends && ends <= (starts ?? ctx.clock.now())) {
      throw new HubError('invalid', 'The price would end before it begins. Choose a later end.');
    }
    await insertTimedPrice(ctx.tx, {
      id: newId(),
      offerId,
      channelId,
      amountMinor,
      currency: before.currency,
      startsAt: starts,
      endsAt: ends,
    });
    for (const moment of [starts, ends]) {
      if (moment && moment > ctx.clock.now()) {
        await ctx.ports.queue.enqueue(ctx.tx, priceMoment.name, { offerId }, { startAfter: moment });
      }
    }
    await tellPrice(ctx, offerId, `“${before.name}” has a price for a time`);
    return readOneOffer(ctx, offerId);
  },
});

export const removeTimedPrice = defineOperation({
  name: 'catalog.removeTimedPrice',
  kind: 'command',
  summary: 'Remove a price for a time',
  route: { method: 'DELETE', path: '/offers/{offerId}/prices/{priceId}' },
  scope: 'catalog:write',
  input: z.object({ offerId: Id, priceId: Id }),
  output: OfferView,
  subject: (input) => ({ kind: 'offer', id: input.offerId }),
  async run(ctx, { offerId, priceId }) {
    const before = await lockOffer(ctx.tx, ctx.actor, offerId);
    if (!before) throw noSuchOffer();
    if (!(await deleteTimedPrice(ctx.tx, offerId, priceId)))
      throw new HubError('not-found', 'There is no such price.');
    await tellPrice(ctx, offerId, `a price for a time of “${before.name}” was removed`);
    return readOneOffer(ctx, offerId);
  },
});

/** Comes when a timed price begins or ends; harmless when that price is gone, since listings read the price afresh. */
export const priceMoment = defineJob<{ offerId: string }>({
  name: 'catalog.priceMoment',
  retries: 5,
  run: (host, { offerId }) =>
    inTransaction(host, systemActor, (ctx) => tellPrice(ctx, offerId, 'a price for a time begins or ends')),
});

const tellPrice = (ctx: Ctx, offerId: string, why: string): Promise<void> =>
  ctx.signal(offersChanged, { offerIds: [offerId], priority: pricePriority, why });
