import type { Ctx } from '../../kit/ctx.ts';
import { listActiveOfferIds, type OfferView, readOffers } from '../catalog/index.ts';
import { type Channel, readChannel } from '../channels/index.ts';
import { readCurrentFiles } from '../files/index.ts';
import { matchListing, type OfferFacts, withoutClashes } from './adoption-match.ts';
import { listUndecided, setRemote } from './adoption-store.ts';
import { shopPrice } from './price.ts';

/** Says for every listing of the shop that nobody decided about which offer it may be. Writes nothing to the shop. */
export async function matchChannel(ctx: Ctx, channelId: string): Promise<void> {
  const channel = await readChannel(ctx.tx, channelId);
  const open = await listUndecided(ctx.tx, channelId);
  if (open.length === 0) return;
  const offers = await readOffers(ctx.tx, await listActiveOfferIds(ctx.tx, channel.designerId));
  const facts = await offerFacts(ctx, channel, offers);
  const matches = withoutClashes(
    open.map((row) => ({ remoteId: row.remoteId, ...matchListing(row.observed, facts) })),
  );
  const states = { certain: 'matched', doubtful: 'asked', none: 'open' } as const;
  for (const { remoteId, verdict, candidates } of matches)
    await setRemote(ctx.tx, channelId, remoteId, { state: states[verdict], candidates });
}

async function offerFacts(ctx: Ctx, channel: Channel, offers: OfferView[]): Promise<OfferFacts[]> {
  const files = await readCurrentFiles(ctx.tx, [...new Set(offers.flatMap((one) => one.memberPatternIds))]);
  const byPattern = Map.groupBy(files, (file) => file.patternId);
  return offers.map((offer) => ({
    offerId: offer.id,
    title: offer.kind === 'part' ? `${offer.pattern.title} ${offer.name}` : offer.pattern.title,
    sku: offer.sku,
    price: shopPrice(offer.price, channel.priceRule, channel.currency) ?? offer.price,
    files: offer.memberPatternIds.flatMap((id) => byPattern.get(id) ?? []),
  }));
}
