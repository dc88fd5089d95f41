import { correct, type Design } from '../drafting/index.ts';
import { type HubClient, until } from './client.ts';
import type { Channels } from './connect.ts';
import { settle } from './publish.ts';
import type { Shops } from './shops.ts';

/** The A4 file that each shop hands out for a pattern: its bytes' hash, asked of the shop and not of the hub. */
async function handedOut(
  shops: Shops,
  etsyListing: { remoteId: string },
  wooListing: { remoteId: string },
): Promise<{ etsy: string; woo: string }> {
  const listing = shops.etsy.admin
    .state()
    .listings.find((one) => String(one.listingId) === etsyListing.remoteId);
  const file = listing?.files.find((one) => /a4/i.test(one.name));
  const product = shops.woo.admin.state().products.find((one) => String(one.id) === wooListing.remoteId);
  const download = product?.downloads.find((one) => /a4/i.test(one.name));
  if (!file || !download) throw new Error('A shop does not carry the A4 file.');
  const bytes = Buffer.from(await (await fetch(download.file)).arrayBuffer());
  return { etsy: file.sha256, woo: `${download.id} ${bytes.toString('base64').length} ${await hash(bytes)}` };
}

const hash = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
  Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');

export interface Correction {
  number: string;
  notices: { inOutbox: number; withheld: number };
}

/**
 * One file is corrected in the folder. Ends when the erratum is out, both shops hand out the new bytes (asked of the
 * shops), a past buyer’s page names it, and the notice stands in the outbox for those who may be written to.
 */
export async function correctOne(
  client: HubClient,
  shops: Shops,
  channels: Channels,
  folder: string,
  design: Design,
  say: (detail: string) => void,
): Promise<Correction> {
  const pattern = (await client.all('/patterns')).find((one) => one.title === design.title);
  const listings = await client.all(`/listings?patternId=${pattern.id}`);
  const onEtsy = listings.find((one) => one.channelId === channels.etsyId);
  const onWoo = listings.find((one) => one.channelId === channels.wooId);
  const before = await handedOut(shops, onEtsy, onWoo);

  say('a corrected A4 file is saved in the folder');
  await correct(folder, design.id);
  const release = await until('the erratum', async () => {
    const { items } = await client.get(`/patterns/${pattern.id}/releases`);
    return items.find(
      (one: { changeKind: string; state: string }) =>
        one.changeKind === 'erratum' && one.state === 'published',
    );
  });
  say(`version ${release.number} is published; both shops follow`);
  await until('both shops carry the correction', async () => {
    const now = await client.all(`/listings?patternId=${pattern.id}`);
    return now.every((one) => one.appliedReleaseId === release.id);
  });
  await settle(client, say);
  const after = await handedOut(shops, onEtsy, onWoo);
  if (after.etsy === before.etsy || after.woo === before.woo)
    throw new Error('A shop still hands out the old file.');
  if (after.woo.split(' ')[0] !== before.woo.split(' ')[0])
    throw new Error('WooCommerce’s download id changed: past buyers lost their link.');

  say('past buyers’ page and notices');
  await seenByPastBuyer(client, design.title, release.number);
  const notice = await until('the notice', async () =>
    (await client.all('/notices')).find((one) => one.releaseId === release.id),
  );
  await client.send('POST', `/notices/${notice.id}/approve`, {});
  const sent = await until('the notice in the outbox', async () => {
    const now = await client.get(`/notices/${notice.id}`);
    return now.counts.toSend === 0 && now.state !== 'draft' && now;
  });
  return { number: release.number, notices: sent.counts };
}

/** A past buyer opens the page from the mail, without an account. */
async function seenByPastBuyer(client: HubClient, title: string, number: string): Promise<void> {
  for (const { id } of await client.all('/orders')) {
    const { url } = await client.send('POST', `/orders/${id}/library-link`, {});
    const page = await (await fetch(url)).text();
    if (page.includes(title) && page.includes(number)) return;
  }
  throw new Error(`No past buyer’s page shows ${title} ${number}.`);
}
