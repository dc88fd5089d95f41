import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { correct, type Design, designs, draftInto } from '../../../demo/drafting/index.ts';
import { createHubClient, type HubClient, until } from '../../../demo/story/client.ts';
import { type Channels, connectShops } from '../../../demo/story/connect.ts';
import { adopt, approve, planAll } from '../../../demo/story/publish.ts';
import { hearOfSales } from '../../../demo/story/sell.ts';
import { openShops, type Shops, seedEtsy } from '../../../demo/story/shops.ts';
import { describe, takeIn } from '../../../demo/story/take-in.ts';

// biome-ignore lint/suspicious/noExplicitAny: the story reads a few fields of many answers
type Json = any;

export interface Scene {
  hub: { url: string; key: string };
  folder: string;
  say(sentence: string): void;
}

/** A seller's day that can be lived again and again: what the demo tells after its shops are live. */
export interface SellerDays {
  live(day: number): Promise<void>;
  counts: { edits: number; orders: number; downloads: number; corrections: number; faults: number };
  close(): Promise<void>;
}

const patterns = designs.slice(0, 4);
const faultRates = {
  'fail-before': 0.03,
  'fail-after': 0.03,
  'cut-before': 0.03,
  'cut-after': 0.03,
  'rate-limited': 0.03,
};

/** The demo until both shops are live: drafted, taken in, adopted, planned, approved. */
export async function beginDays({ hub, folder, say }: Scene): Promise<SellerDays> {
  const client = createHubClient(hub.url, hub.key);
  const shops = await openShops();
  await mkdir(folder, { recursive: true });
  say(`Drafting ${patterns.length} patterns`);
  await draftInto(folder, { only: patterns.map(({ id }) => id) });
  await takeIn(client, folder, patterns, () => {});
  await describe(client, patterns);
  say('Bringing both shops in step');
  await seedEtsy(shops.etsy, patterns.slice(0, 2), folder);
  const channels = await connectShops(client, shops);
  await adopt(client, channels);
  const plan = await planAll(client, channels, () => {});
  await hearOfSales(client, shops, channels);
  await approve(client, plan, () => {});

  const counts = { edits: 0, orders: 0, downloads: 0, corrections: 0, faults: 0 };
  const scene: Play = { client, shops, channels, folder, counts, printings: new Map() };
  return {
    counts,
    live: (day) => live(scene, day),
    close: () => shops.close(),
  };
}

interface Play {
  client: HubClient;
  shops: Shops;
  channels: Channels;
  folder: string;
  counts: SellerDays['counts'];
  /** The two printings of an A4 file, as first drawn and corrected. */
  printings: Map<string, [Buffer, Buffer]>;
}

/** Every second day both shops fail, cut the line and refuse; every fourth a file is corrected. */
async function live(play: Play, day: number): Promise<void> {
  const { shops } = play;
  const design = patterns[day % patterns.length] as Design;
  const hasFaults = day % 2 === 1;
  for (const shop of hasFaults ? [shops.etsy, shops.woo] : [])
    shop.admin.faults({ seed: day + 1, rates: faultRates });
  try {
    await edit(play, design, day);
    await sell(play, design, day);
    if (day % 4 === 0) await correctOne(play, design, day);
  } finally {
    for (const shop of [shops.etsy, shops.woo]) shop.admin['faults-off']();
  }
  if (hasFaults) play.counts.faults += 1;
  await inStep(play);
}

async function edit({ client, counts }: Play, design: Design, day: number): Promise<void> {
  const offers = await client.all('/offers');
  const offer = offers.find((one) => one.pattern.title === design.title);
  await client.send('PATCH', `/patterns/${offer.patternId}`, {
    story: `${design.story}\n\nEdition ${day}.`,
    tags: [...design.tags.slice(0, 5), `edition ${day}`],
  });
  await client.send('PATCH', `/offers/${offer.id}`, {
    priceMinor: design.priceMinor + 10 * (day % 7),
    currency: design.currency,
  });
  counts.edits += 2;
}

/** One sale on each shop; the buyer whom the hub may write to follows her links, the other fetches what her shop hands out. */
async function sell({ client, shops, channels, counts }: Play, design: Design, day: number): Promise<void> {
  const listings = await client.all('/listings');
  const remoteIdOn = (channelId: string): number =>
    Number(listings.find((one) => one.channelId === channelId && one.title === design.title).remoteId);
  const { receiptId } = shops.etsy.admin.sell({
    listingId: remoteIdOn(channels.etsyId),
    buyer: { userId: 600_000 + day, name: `Ada ${day}` },
  });
  const email = `bo${day}@example.com`;
  const { orderId } = shops.woo.admin.sell({
    productId: remoteIdOn(channels.wooId),
    buyer: { firstName: 'Bo', lastName: `No ${day}`, email },
  });
  await shops.etsy.admin.flush();
  await shops.woo.admin.flush();
  for (const number of [receiptId, orderId])
    await until('the order', async () => {
      const { items } = await client.get('/orders?limit=10');
      return items.some((one: Json) => one.number === String(number));
    });
  counts.orders += 2;
  const mail = await until('the mail', async () => {
    const { items } = await client.get('/messages?kind=order&limit=10');
    return items.find((one: Json) => one.recipient === email);
  });
  const { textBody } = await client.get(`/messages/${mail.id}`);
  const links: string[] = textBody.match(/https?:\/\/\S+\/d\/[\w-]+/g) ?? [];
  const handed = shops.woo.admin.downloads({ orderId }).map((file) => file.download_url);
  for (const url of new Set([...links, ...handed])) {
    // a shop that fails on purpose fails its buyers too: they press the link again
    await until('the file', async () => {
      const answer = await fetch(url).catch(() => null);
      const bytes = await answer?.arrayBuffer().catch(() => null);
      return answer?.ok && bytes;
    });
    counts.downloads += 1;
  }
}

/** The other printing of the A4 file is saved in the folder; ends when it is published and its buyers are told. */
async function correctOne(
  { client, folder, counts, printings }: Play,
  design: Design,
  day: number,
): Promise<void> {
  const path = join(folder, design.title, `${design.id}-a4.pdf`);
  let pair = printings.get(design.id);
  if (!pair) {
    const first = await readFile(path);
    const elsewhere = join(dirname(folder), 'corrected');
    pair = [first, await readFile(await correct(elsewhere, design.id))];
    printings.set(design.id, pair);
  }
  const now = await readFile(path);
  await writeFile(`${path}.part`, now.equals(pair[0]) ? pair[1] : pair[0]);
  await rename(`${path}.part`, path);
  const pattern = (await client.all('/patterns')).find((one) => one.title === design.title);
  const { items: before } = await client.get(`/patterns/${pattern.id}/releases`);
  const known = new Set(before.map((one: Json) => one.id));
  const release = await until(`the correction of day ${day}`, async () => {
    const { items } = await client.get(`/patterns/${pattern.id}/releases`);
    return items.find((one: Json) => !known.has(one.id) && one.state === 'published');
  });
  const notice = await until('its notice', async () => {
    const { items } = await client.get('/notices?limit=10');
    return items.find((one: Json) => one.releaseId === release.id);
  });
  await client.send('POST', `/notices/${notice.id}/approve`, {});
  counts.corrections += 1;
}

/** The click on whatever waits; a listing that a fault made wait comes by itself. */
async function inStep({ client }: Play): Promise<void> {
  await until(
    'every listing in step',
    async () => {
      const { channels } = await client.get('/plan');
      const plans = channels
        .flatMap((one: Json) => one.listings)
        .map((one: Json) => ({ listingId: one.id, planHash: one.planHash }));
      if (plans.length > 0) await client.send('POST', '/plan/approve', { plans });
      const listings = await client.all('/listings');
      return listings.every((one) => one.status === 'in-step');
    },
    600_000,
  );
}
