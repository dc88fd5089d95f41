import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { tell } from '../audit/index.ts';
import { addPatterns, readOffers } from '../catalog/index.ts';
import { readChannel, setChannelFields } from '../channels/index.ts';
import { adoptRemote, openRemote } from './adopt.ts';
import { listRemote, setRemote, setUndecidedAside } from './adoption-store.ts';
import { notifyDirty } from './work-store.ts';

export const decideAdoption = defineOperation({
  name: 'listings.decideAdoption',
  kind: 'command',
  summary: 'Say what a shop’s listing is: one of your offers, a new pattern, or nothing to do with Spindle',
  route: { method: 'POST', path: '/channels/{channelId}/adoption/{remoteId}' },
  scope: 'listings:write',
  input: z.object({
    channelId: Id,
    remoteId: z.string().min(1).max(200),
    decision: z.enum(['adopt', 'new-pattern', 'set-aside']),
    offerId: Id.optional().meta({ description: 'With `adopt`: which offer it is.' }),
    craft: z.string().min(1).max(60).default('sewing').meta({ description: 'With `new-pattern`.' }),
  }),
  output: z.object({ listingId: Id.nullable(), patternId: Id.nullable() }),
  subject: (input) => ({ kind: 'channel', id: input.channelId }),
  async run(ctx, { channelId, remoteId, decision, offerId, craft }) {
    const channel = await readChannel(ctx.tx, channelId, ctx.actor);
    const remote = await openRemote(ctx, channelId, remoteId);
    if (decision === 'set-aside') {
      await setRemote(ctx.tx, channelId, remoteId, { state: 'set-aside', decidedBy: ctx.actor.name });
      return { listingId: null, patternId: null };
    }
    if (decision === 'adopt') {
      if (!offerId) throw new HubError('invalid', 'Say which offer this listing is.');
      const [offer] = await readOffers(ctx.tx, [offerId]);
      if (!offer || offer.designerId !== channel.designerId)
        throw new HubError('not-found', 'There is no such offer in this shop’s catalogue.');
      return { listingId: await adoptRemote(ctx, channelId, remote, offerId), patternId: null };
    }
    const { observed } = remote;
    const [made] = await addPatterns(ctx, channel.designerId, [
      {
        title: observed.title,
        craft,
        story: observed.description,
        tags: observed.tags,
        category: observed.category,
        priceMinor: observed.price?.amountMinor ?? 0,
        currency: observed.price?.currency ?? channel.currency ?? 'EUR',
      },
    ]);
    if (!made) throw new HubError('internal', 'The pattern could not be made.');
    return {
      listingId: await adoptRemote(ctx, channelId, remote, made.offerId),
      patternId: made.patternId,
    };
  },
});

export const adoptCertain = defineOperation({
  name: 'listings.adoptCertain',
  kind: 'command',
  summary: 'Adopt every listing of a shop whose pattern is certain',
  route: { method: 'POST', path: '/channels/{channelId}/adopt-certain' },
  scope: 'listings:write',
  input: z.object({ channelId: Id }),
  output: z.object({ adopted: z.int(), listingIds: z.array(Id) }),
  subject: (input) => ({ kind: 'channel', id: input.channelId }),
  async run(ctx, { channelId }) {
    const channel = await readChannel(ctx.tx, channelId, ctx.actor);
    const certain = await listRemote(ctx.tx, channelId, { states: ['matched'] });
    const listingIds: string[] = [];
    for (const row of certain) {
      const offerId = row.candidates[0]?.offerId;
      if (!offerId) continue;
      try {
        listingIds.push(await adoptRemote(ctx, channelId, row, offerId));
      } catch (error) {
        // Its offer is on this shop already: it stays to be decided, and keeps no other from being adopted.
        if (!(error instanceof HubError && error.code === 'conflict')) throw error;
        await setRemote(ctx.tx, channelId, row.remoteId, { state: 'asked' });
      }
    }
    if (listingIds.length > 0)
      await tell(ctx, {
        tone: 'good',
        sentence: `${listingIds.length} listings of ${channel.name} belong to your patterns now. Nothing was written.`,
        channelId,
      });
    return { adopted: listingIds.length, listingIds };
  },
});

export const finishAdoption = defineOperation({
  name: 'listings.finishAdoption',
  kind: 'command',
  summary:
    'Finish looking at a shop: from now on Spindle may write to it, by your rules. What is undecided is set aside',
  route: { method: 'POST', path: '/channels/{channelId}/finish-adoption' },
  scope: 'listings:approve',
  input: z.object({ channelId: Id }),
  output: z.object({ setAside: z.int() }),
  subject: (input) => ({ kind: 'channel', id: input.channelId }),
  async run(ctx, { channelId }) {
    const channel = await readChannel(ctx.tx, channelId, ctx.actor);
    if (channel.state === 'active') return { setAside: 0 };
    if (channel.state !== 'adopting')
      throw new HubError(
        'conflict',
        `${channel.name} was not read yet. Wait until Spindle has looked at all of it.`,
      );
    const setAside = await setUndecidedAside(ctx.tx, channelId, ctx.actor.name);
    await setChannelFields(ctx.tx, channelId, { state: 'active', adoptedAt: ctx.clock.now() });
    await notifyDirty(ctx.tx);
    await tell(ctx, {
      tone: 'good',
      sentence: `${channel.name} is connected. Changes go there by your rules.`,
      channelId,
    });
    ctx.announce({ topic: 'channel', id: channelId });
    return { setAside };
  },
});
