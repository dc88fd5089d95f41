import { type HubClient, until } from './client.ts';
import type { Shops } from './shops.ts';

export interface Channels {
  etsyId: string;
  wooId: string;
}

/** Connects both shops; Etsy by consent in the browser, WooCommerce by keys. Both are only read. */
export async function connectShops(client: HubClient, shops: Shops): Promise<Channels> {
  const etsy = await client.send('POST', '/channels', {
    kind: 'etsy',
    keys: { keystring: shops.etsy.credentials.keystring, sharedSecret: shops.etsy.credentials.sharedSecret },
    baseUrl: shops.etsy.url,
  });
  await giveConsent(etsy.authorizeUrl);
  const woo = await client.send('POST', '/channels', {
    kind: 'woocommerce',
    keys: {
      consumerKey: shops.woo.credentials.consumerKey,
      consumerSecret: shops.woo.credentials.consumerSecret,
    },
    settings: { siteUrl: shops.woo.url },
  });
  const channels = { etsyId: etsy.channel.id, wooId: woo.channel.id };
  for (const id of [channels.etsyId, channels.wooId]) {
    await until('the shop read', async () => (await client.get(`/channels/${id}`)).state === 'adopting');
  }
  return channels;
}

/** The seller’s browser: the sandbox’s consent page sends it back to the hub at once. */
async function giveConsent(authorizeUrl: string): Promise<void> {
  let at = authorizeUrl;
  for (let hop = 0; hop < 3; hop++) {
    const response = await fetch(at, { redirect: 'manual' });
    const next = response.headers.get('location');
    if (!next) break;
    const isBack = new URL(at).pathname === '/oauth/callback';
    if (isBack) return;
    at = new URL(next, at).href;
  }
  throw new Error('The consent page did not lead back to the hub.');
}
