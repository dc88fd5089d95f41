import type { Bench } from './benchmark.ts';
import { type BenchHub, type Json, until } from './hub.ts';
import { startProgram } from './program.ts';

export interface ShopWrite {
  shop: 'etsy' | 'woo';
  method: string;
  path: string;
  status: number;
  hadEffect: boolean;
  /** When the shop had done it and its answer left, on the wall clock. */
  atMs: number;
}

export interface BothShops {
  etsy: { url: string; shopId: number; token: string; keystring: string; sharedSecret: string };
  woo: { url: string; consumerKey: string; consumerSecret: string };
  /** Every write so far. */
  writes: ShopWrite[];
}

export async function startBothShops(bench: Bench, latencyMs: number): Promise<BothShops> {
  const program = await startProgram(bench, {
    file: 'bench/shops/both.ts',
    args: [String(latencyMs)],
    ready: /ready (\{.*\})\n/,
  });
  const writes: ShopWrite[] = [];
  let rest = '';
  program.child.stdout?.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('write ')) writes.push(JSON.parse(line.slice(6)));
  });
  return { ...JSON.parse(program.match[1] as string), writes };
}

/** Etsy by consent, WooCommerce by keys; read and adopted, so that both may be written to. */
export async function connectBothShops(
  hub: BenchHub,
  { etsy, woo }: BothShops,
): Promise<{ etsyId: string; wooId: string }> {
  const { keystring, sharedSecret } = etsy;
  const onEtsy = await hub.call('POST', '/channels', {
    ...{ kind: 'etsy', keys: { keystring, sharedSecret }, baseUrl: etsy.url },
  });
  let at: string = onEtsy.authorizeUrl;
  for (let hop = 0; hop < 3 && new URL(at).pathname !== '/oauth/callback'; hop += 1) {
    const next = (await fetch(at, { redirect: 'manual' })).headers.get('location');
    if (!next) break;
    at = new URL(next, at).href;
  }
  if (new URL(at).pathname === '/oauth/callback') await fetch(at, { redirect: 'manual' });
  const { consumerKey, consumerSecret } = woo;
  const onWoo = await hub.call('POST', '/channels', {
    ...{ kind: 'woocommerce', keys: { consumerKey, consumerSecret }, settings: { siteUrl: woo.url } },
  });
  const ids = { etsyId: onEtsy.channel.id as string, wooId: onWoo.channel.id as string };
  for (const id of Object.values(ids)) {
    await until('the shop read', async () => (await hub.call('GET', `/channels/${id}`)).state === 'adopting');
    await hub.call('POST', `/channels/${id}/finish-adoption`, {});
  }
  return ids;
}

/** The click on all that is planned, and everything in step. */
export async function goLive(hub: BenchHub): Promise<void> {
  await until('every listing in step', async () => {
    const { channels } = await hub.call('GET', '/plan');
    const plans = channels.flatMap((one: Json) =>
      one.listings.map((listing: Json) => ({ listingId: listing.id, planHash: listing.planHash })),
    );
    if (plans.length > 0) await hub.call('POST', '/plan/approve', { plans });
    return inStep(hub);
  });
}

export async function inStep(hub: BenchHub): Promise<boolean> {
  const { items } = await hub.call('GET', '/listings?limit=200');
  const stuck = items.find((one: Json) => one.status === 'needs-you' && one.problem?.kind !== 'approval');
  if (stuck) throw new Error(`${stuck.title} on ${stuck.channelName}: ${stuck.problem?.message}`);
  return items.every((one: Json) => one.status === 'in-step');
}
