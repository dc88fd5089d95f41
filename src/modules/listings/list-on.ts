import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { Id, newId } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { readOffers } from '../catalog/index.ts';
import { readChannel } from '../channels/index.ts';
import { markDirty, priorities } from './mark-dirty.ts';
import { insertListings } from './store.ts';
import { insertWork } from './work-store.ts';

export const listOn = defineOperation({
  name: 'listings.listOn',
  kind: 'command',
  summary: 'List offers on a shop; they wait for your click on the plan',
  route: { method: 'POST', path: '/channels/{channelId}/listings' },
  scope: 'listings:write',
  input: z.object({
    channelId: Id,
    offerIds: z.array(Id).min(1).max(10_000),
    wantedState: z.enum(['draft', 'live']).default('draft'),
    language: z.string().min(2).max(12).nullable().default(null),
  }),
  output: z.object({ listingIds: z.array(Id), alreadyThere: z.int() }),
  subject: (input) => ({ kind: 'channel', id: input.channelId }),
  async run(ctx, input) {
    const channel = await readChannel(ctx.tx, input.channelId, ctx.actor);
    if (channel.state === 'disconnected')
      throw new HubError('conflict', `${channel.name} is disconnected. Connect it again first.`);
    const wanted = [...new Set(input.offerIds)];
    const offers = await readOffers(ctx.tx, wanted);
    if (offers.length !== wanted.length || offers.some((one) => one.designerId !== channel.designerId))
      throw new HubError(
        'not-found',
        'Some of these offers are not in this shop’s catalogue. Nothing was listed.',
      );
    const at = ctx.clock.now();
    const listingIds = await insertListings(
      ctx.tx,
      offers.map((offer) => ({
        id: newId(at.getTime()),
        channelId: channel.id,
        offerId: offer.id,
        language: input.language,
        wantedState: input.wantedState,
        status: 'on-its-way',
      })),
    );
    await insertWork(ctx.tx, channel.id, listingIds);
    await markDirty(ctx, listingIds, priorities.text);
    return { listingIds, alreadyThere: offers.length - listingIds.length };
  },
});
