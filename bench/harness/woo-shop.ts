import type { Bench } from './benchmark.ts';
import { type BenchHub, until } from './hub.ts';
import { startProgram } from './program.ts';

export interface ConnectedShop {
  channelId: string;
  /** The sandbox's address. */
  url: string;
}

/** A sandbox WooCommerce in a process of its own, connected, read, adopted: active, as a seller's shop is on any day. */
export async function connectWooShop(bench: Bench, hub: BenchHub): Promise<ConnectedShop> {
  const shops = await startProgram(bench, {
    file: 'sandbox/main.ts',
    args: ['--etsy-port', '0', '--woo-port', '0'],
    ready:
      /WooCommerce sandbox +(http:\/\/[^/]+)\/[\s\S]*consumer key +(\S+)[\s\S]*consumer secret +(\S+)[\s\S]*Controls/,
  });
  const [, url = '', consumerKey = '', consumerSecret = ''] = shops.match;
  const { channel } = await hub.call('POST', '/channels', {
    kind: 'woocommerce',
    keys: { consumerKey, consumerSecret },
    settings: { siteUrl: url },
  });
  const path = `/channels/${channel.id}`;
  await until('the shop read', async () => (await hub.call('GET', path)).state === 'adopting');
  await hub.call('POST', `${path}/finish-adoption`, {});
  return { channelId: channel.id, url };
}
