import { type HubClient, until } from './client.ts';
import type { Channels } from './connect.ts';

/**
 * Adopts what Etsy carries and shows that the plan for it is empty. A listing that is doubtful is given to its best
 * candidate, as the seller would say on the screen.
 */
export async function adopt(client: HubClient, channels: Channels): Promise<number> {
  const { adopted } = await client.send('POST', `/channels/${channels.etsyId}/adopt-certain`, {});
  let asked = 0;
  for (const item of await client.all(`/channels/${channels.etsyId}/adoption?state=asked`)) {
    await client.send('POST', `/channels/${channels.etsyId}/adoption/${item.remoteId}`, {
      decision: 'adopt',
      offerId: item.candidates[0].offerId,
    });
    asked += 1;
  }
  for (const id of [channels.etsyId, channels.wooId])
    await client.send('POST', `/channels/${id}/finish-adoption`, {});
  await until('the adopted listings looked at', async () => {
    const { items } = await client.get(`/listings?channelId=${channels.etsyId}&limit=200`);
    return (
      items.length === adopted + asked &&
      items.every((listing: { status: string }) => listing.status === 'in-step')
    );
  });
  const { channels: plans } = await client.get(`/plan?channelId=${channels.etsyId}`);
  const steps = plans.reduce((total: number, one: { steps: number }) => total + one.steps, 0);
  if (steps > 0)
    throw new Error(`The first plan for what was adopted has ${steps} steps; it should be empty.`);
  return adopted + asked;
}

export interface ShownPlan {
  listings: number;
  steps: number;
  calls: number;
  fees: { amountMinor: number; currency: string }[];
  hashes: { listingId: string; planHash: string }[];
}

/** Lists every pattern on both shops and waits for the whole plan. Nothing is written before the click. */
export async function planAll(
  client: HubClient,
  channels: Channels,
  say: (detail: string) => void,
): Promise<ShownPlan> {
  const offerIds = (await client.all('/offers')).map((offer) => offer.id);
  for (const channelId of [channels.etsyId, channels.wooId]) {
    await client.send('POST', `/channels/${channelId}/listings`, {
      channelId,
      offerIds,
      wantedState: 'live',
    });
  }
  const { channels: plans } = await until('the plan', async () => {
    const plan = await client.get('/plan');
    const pending = plan.channels.reduce((total: number, one: { pending: number }) => total + one.pending, 0);
    say(plan.sentence);
    return pending === 0 && plan;
  });
  // biome-ignore lint/suspicious/noExplicitAny: the demo reads a few fields of many answers
  const listings = plans.flatMap((one: any) => one.listings);
  return {
    listings: listings.length,
    steps: sum(plans, 'steps'),
    calls: sum(plans, 'calls'),
    fees: plans.flatMap((one: { fees: ShownPlan['fees'] }) => one.fees),
    // biome-ignore lint/suspicious/noExplicitAny: the demo reads a few fields of many answers
    hashes: listings.map((one: any) => ({ listingId: one.id, planHash: one.planHash })),
  };
}

const sum = (rows: Record<string, number>[], field: string): number =>
  rows.reduce((total, row) => total + (row[field] ?? 0), 0);

/** The click; then both shops are brought in step. */
export async function approve(
  client: HubClient,
  plan: ShownPlan,
  say: (detail: string) => void,
): Promise<{ live: number; total: number }> {
  await client.send('POST', '/plan/approve', { plans: plan.hashes });
  return settle(client, say);
}

/** Waits until every listing is in step; a listing that needs the seller ends the demo with its sentence. */
export async function settle(
  client: HubClient,
  say: (detail: string) => void,
): Promise<{ live: number; total: number }> {
  return until(
    'every listing in step',
    async () => {
      const listings = await client.all('/listings');
      const stuck = listings.find((one) => one.status === 'needs-you' && one.problem?.kind !== 'approval');
      if (stuck) throw new Error(`${stuck.title}: ${stuck.problem?.message ?? 'needs the seller'}`);
      const inStep = listings.filter((one) => one.status === 'in-step');
      say(`${inStep.length} of ${listings.length} in step`);
      const live = inStep.filter((one) => one.wantedState === 'live' && one.remoteId).length;
      return inStep.length === listings.length && { live, total: listings.length };
    },
    240_000,
  );
}
