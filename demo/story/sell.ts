import type { Design } from '../drafting/index.ts';
import { type HubClient, until } from './client.ts';
import type { Channels } from './connect.ts';
import type { Shops } from './shops.ts';

const buyers = [
  { firstName: 'Ada', lastName: 'Beck', email: 'ada@example.com' },
  { firstName: 'Bo', lastName: 'Lindqvist', email: 'bo@example.com' },
  { firstName: 'Carmen', lastName: 'Ruiz', email: 'carmen@example.com' },
];

/** Both shops tell of their sales at once from now on: Etsy’s secret is copied from its portal, WooCommerce registers. */
export async function hearOfSales(client: HubClient, shops: Shops, channels: Channels): Promise<void> {
  const secret = `whsec_${Buffer.from('a secret of the sandbox portal, 32+').toString('base64')}`;
  await client.send('PUT', `/channels/${channels.etsyId}/webhook-secret`, { secret });
  const etsy = await client.get(`/channels/${channels.etsyId}`);
  shops.etsy.admin.webhook({ url: etsy.webhookUrl, secret });
  await client.send('PUT', `/channels/${channels.wooId}/webhook-secret`, {});
  await until(
    'WooCommerce’s webhooks',
    async () => (await client.get(`/channels/${channels.wooId}`)).webhookOkAt,
  );
}

/** The same three patterns sell once on each shop. Answers how many were sold. */
export async function sell(
  client: HubClient,
  shops: Shops,
  channels: Channels,
  designs: readonly Design[],
): Promise<number> {
  const listings = await client.all('/listings');
  const remoteIdOf = (channelId: string, design: Design): number => {
    const found = listings.find((one) => one.channelId === channelId && one.title === design.title);
    if (!found?.remoteId) throw new Error(`${design.title} is not on the shop.`);
    return Number(found.remoteId);
  };
  for (const [index, buyer] of buyers.entries()) {
    const design = designs[index];
    if (!design) break;
    const name = `${buyer.firstName} ${buyer.lastName}`;
    shops.etsy.admin.sell({ listingId: remoteIdOf(channels.etsyId, design), buyer: { name } });
    shops.woo.admin.sell({ productId: remoteIdOf(channels.wooId, design), buyer });
  }
  await shops.etsy.admin.flush();
  await shops.woo.admin.flush();
  // What a webhook did not tell is found by asking.
  await client.send('POST', `/channels/${channels.etsyId}/orders/read`, {});
  const sold = Math.min(buyers.length, designs.length) * 2;
  await until('the orders', async () => (await client.all('/orders')).length >= sold);
  return sold;
}

/** As the buyers do: every link of every mail is followed, and every file that a shop hands over is fetched. */
export async function download(
  client: HubClient,
  shops: Shops,
): Promise<{ links: number; downloads: number }> {
  const mails = await until('the buyers’ mails', async () => {
    const messages = (await client.all('/messages')).filter((message) => message.kind === 'order');
    return messages.length >= buyers.length && messages;
  });
  let links = 0;
  let downloads = 0;
  for (const mail of mails) {
    const { textBody } = await client.get(`/messages/${mail.id}`);
    for (const link of new Set(textBody.match(/https?:\/\/\S+\/d\/[\w-]+/g) ?? [])) {
      links += 1;
      downloads += await fetchPdf(link as string);
    }
  }
  for (const order of shops.woo.admin.state().orders) {
    for (const file of shops.woo.admin.downloads({ orderId: order.id }))
      downloads += await fetchPdf(file.download_url);
  }
  for (const receipt of shops.etsy.admin.state().receipts) {
    downloads += shops.etsy.admin
      .files({ receiptId: receipt.receiptId })
      .filter((file) => isPdf(file.bytes())).length;
  }
  return { links, downloads };
}

async function fetchPdf(url: string): Promise<number> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`A buyer’s link answered ${response.status}.`);
  if (!isPdf(Buffer.from(await response.arrayBuffer())))
    throw new Error('A buyer’s link led to something that is no PDF.');
  return 1;
}

const isPdf = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(0, 5)).toString() === '%PDF-';
