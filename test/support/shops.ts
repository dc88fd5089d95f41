import { readFile } from 'node:fs/promises';
import { type EtsySandbox, startEtsySandbox, startWooSandbox, type WooSandbox } from '../../sandbox/index.ts';
import { fileOf, type HubClient, type Json } from './client.ts';
import { until } from './until.ts';

export interface Shops {
  etsy: EtsySandbox;
  woo: WooSandbox;
  /** Writes that changed either shop. */
  effects(): number;
  /** Attempted writes on either shop, refused ones included. */
  writes(): number;
  close(): Promise<void>;
}

/** Two shops on loopback that behave as the real ones do. */
export async function startShops(): Promise<Shops> {
  const etsy = await startEtsySandbox({ currency: 'EUR', limits: { perSecond: 60, perDay: 100_000 } });
  const woo = await startWooSandbox({ currency: 'EUR' });
  const sum = (field: 'effects' | 'writes') => etsy.admin.counts()[field] + woo.admin.counts()[field];
  return {
    etsy,
    woo,
    effects: () => sum('effects'),
    writes: () => sum('writes'),
    close: async () => {
      await etsy.close();
      await woo.close();
    },
  };
}

export interface Channels {
  etsyId: string;
  wooId: string;
}

/** Connects both shops, Etsy by consent in the browser, WooCommerce by keys, and waits until they were read. */
export async function connectShops(hub: HubClient, { etsy, woo }: Shops): Promise<Channels> {
  const { keystring, sharedSecret } = etsy.credentials;
  const onEtsy = await hub.send('POST', '/channels', {
    kind: 'etsy',
    keys: { keystring, sharedSecret },
    baseUrl: etsy.url,
  });
  await giveConsent(onEtsy.authorizeUrl);
  const { consumerKey, consumerSecret } = woo.credentials;
  const onWoo = await hub.send('POST', '/channels', {
    kind: 'woocommerce',
    keys: { consumerKey, consumerSecret },
    settings: { siteUrl: woo.url },
  });
  const channels = { etsyId: onEtsy.channel.id, wooId: onWoo.channel.id };
  for (const id of Object.values(channels))
    await until('the shop read', async () => (await hub.get(`/channels/${id}`)).state === 'adopting');
  return channels;
}

/** The seller's browser: the sandbox's consent page sends it back to the hub at once. */
async function giveConsent(authorizeUrl: string): Promise<void> {
  let at = authorizeUrl;
  for (let hop = 0; hop < 3; hop++) {
    const next = (await fetch(at, { redirect: 'manual' })).headers.get('location');
    if (!next || new URL(at).pathname === '/oauth/callback') return;
    at = new URL(next, at).href;
  }
}

/** Both shops tell of their sales from now on: Etsy's secret is copied from its portal, WooCommerce registers. */
export async function hearOfSales(hub: HubClient, shops: Shops, channels: Channels): Promise<string> {
  const secret = `whsec_${Buffer.from('a secret of the sandbox portal, 32+').toString('base64')}`;
  await hub.send('PUT', `/channels/${channels.etsyId}/webhook-secret`, { secret });
  shops.etsy.admin.webhook({ url: (await hub.get(`/channels/${channels.etsyId}`)).webhookUrl, secret });
  await hub.send('PUT', `/channels/${channels.wooId}/webhook-secret`, {});
  await until('the webhooks of WooCommerce', () => shops.woo.admin.state().webhooks.length >= 4);
  return secret;
}

/** A listing that the seller made on Etsy by hand, with her own words and price and the files of her folder. */
export async function seedEtsy(shops: Shops, hub: { patterns: string }, title: string): Promise<number> {
  const read = (kind: string) => readFile(fileOf(hub, title, kind));
  const name = title.toLowerCase().replaceAll(' ', '-');
  return shops.etsy.admin.seed({
    title: `${title} sewing pattern, PDF download`,
    description: `My ${title}. Print at home.\n\nThank you for looking.`,
    priceMinor: 750,
    sku: `OLD-${name.toUpperCase()}`,
    tags: ['sewing pattern', 'my own tag', name],
    files: [
      { name: `${name}-a4.pdf`, bytes: await read('a4.pdf') },
      { name: `${name}-instructions.pdf`, bytes: await read('instructions.pdf') },
    ],
    images: [{ bytes: await read('cover.png'), altText: `My ${title} on a hanger` }],
  }).listingId;
}

/** The same on WooCommerce: the files lie on the seller's own site. */
export async function seedWoo(shops: Shops, hub: { patterns: string }, title: string): Promise<number> {
  const name = title.toLowerCase().replaceAll(' ', '-');
  const { productId } = await shops.woo.admin.seed({
    name: `${title} – printable pattern`,
    description: `<p>My own words about <em>${title}</em>.</p>`,
    regularPrice: '8.20',
    sku: `MINE-${name.toUpperCase()}`,
    tags: ['handmade', name],
    downloads: [
      { name: `${name}-a4.pdf`, file: `${shops.woo.url}/wp-content/uploads/2025/${name}-a4.pdf` },
      {
        name: `${name}-instructions.pdf`,
        file: `${shops.woo.url}/wp-content/uploads/2025/${name}-instructions.pdf`,
      },
    ],
    images: [{ bytes: await readFile(fileOf(hub, title, 'cover.png')), alt: `${title}, worn` }],
  });
  return productId;
}

/** Says which offer each undecided listing is, by the word of its title, and ends the looking. */
export async function adoptAll(
  hub: HubClient,
  channels: Channels,
  made: readonly { title: string; offerId: string }[],
): Promise<void> {
  for (const channelId of Object.values(channels)) {
    for (const item of await hub.all(`/channels/${channelId}/adoption`)) {
      const offerId = made.find((one) => item.title.includes(one.title))?.offerId;
      await hub.send('POST', `/channels/${channelId}/adoption/${item.remoteId}`, {
        decision: 'adopt',
        offerId,
      });
    }
  }
  await finishAdoption(hub, channels);
  await inStep(hub);
}

export async function finishAdoption(hub: HubClient, channels: Channels): Promise<void> {
  for (const id of Object.values(channels)) await hub.send('POST', `/channels/${id}/finish-adoption`, {});
}

/** Lists offers on both shops and waits for the whole plan. */
export async function listEverywhere(
  hub: HubClient,
  channels: Channels,
  offerIds: readonly string[],
): Promise<void> {
  for (const channelId of Object.values(channels))
    await hub.send('POST', `/channels/${channelId}/listings`, { offerIds, wantedState: 'live' });
  await planned(hub);
}

/** Waits until every listing was looked at; answers those that wait for the click. */
export async function planned(hub: HubClient): Promise<Json[]> {
  // On a shop that fails on purpose one listing may rest for minutes.
  return until(
    'the plan',
    async () => {
      const { channels } = await hub.get('/plan');
      const pending = channels.reduce((sum: number, one: Json) => sum + one.pending, 0);
      return pending === 0 && channels.flatMap((one: Json) => one.listings);
    },
    120_000,
  );
}

/** The click on everything that the plan shows. */
export async function approveAll(hub: HubClient): Promise<void> {
  const listings = await planned(hub);
  const plans = listings.map((one) => ({ listingId: one.id, planHash: one.planHash }));
  if (plans.length > 0) await hub.send('POST', '/plan/approve', { plans });
}

/** Waits until every listing is in step (or rests, where the story says so); a stuck one ends it with its sentence. */
export async function inStep(hub: HubClient, statuses: readonly string[] = ['in-step']): Promise<Json[]> {
  return until(
    `every listing ${statuses.join(' or ')}`,
    async () => {
      const listings = await hub.all('/listings');
      const stuck = listings.find((one) => one.status === 'needs-you' && one.problem?.kind !== 'approval');
      if (stuck) throw new Error(`${stuck.title} on ${stuck.channelName}: ${stuck.problem?.message}`);
      return listings.every((one) => statuses.includes(one.status)) && listings;
    },
    180_000,
  );
}

/** What an Etsy listing shows, without what changes by itself. */
export function etsyFields(shops: Shops, listingId: number) {
  const listing = shops.etsy.admin.state().listings.find((one) => one.listingId === listingId);
  if (!listing) throw new Error(`Etsy has no listing ${listingId}`);
  const { updatedAt: _, stateAt: __, endingAt: ___, files, images, ...shown } = listing;
  return {
    ...shown,
    files: files
      .map(({ name, rank, sha256 }) => ({ name, rank, sha256 }))
      .toSorted((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1)),
    images: images.map(({ imageId, rank, altText, sha256 }) => ({ imageId, rank, altText, sha256 })),
  };
}

/** What a WooCommerce product shows, without what changes by itself. */
export function wooFields(shops: Shops, productId: number) {
  const product = shops.woo.admin.state().products.find((one) => one.id === productId);
  if (!product) throw new Error(`WooCommerce has no product ${productId}`);
  const { modifiedAt: _, ...shown } = product;
  return shown;
}
