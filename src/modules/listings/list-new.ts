import type { Ctx } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import { newId } from '../../kit/ids.ts';
import { mayUse } from '../../kit/run-operation.ts';
import { insertMarkedListings } from './new-listing-store.ts';

/** Lists offers that were made a moment ago, in the transaction that made them: all of them on every shop, or nothing is made. */
export async function listNew(
  ctx: Ctx,
  { designerId, offerIds, channelIds }: { designerId: string; offerIds: string[]; channelIds: string[] },
): Promise<void> {
  if (!mayUse(ctx.actor, 'listings:write'))
    throw new HubError(
      'forbidden',
      `${ctx.actor.name} may not list on shops: it needs the right “listings:write”. Leave the shops out, or ask the owner of the studio.`,
    );
  const at = ctx.clock.now().getTime();
  const wanted = channelIds.flatMap((channelId) =>
    offerIds.map((offerId) => ({ id: newId(at), channelId, offerId })),
  );
  const made = await insertMarkedListings(ctx.tx, designerId, wanted);
  if (made.length !== wanted.length)
    throw new HubError(
      'not-found',
      'One of these shops is disconnected or not there. Nothing was made: look at the list of your shops.',
    );
  for (const id of made) ctx.announce({ topic: 'listing', id });
}
