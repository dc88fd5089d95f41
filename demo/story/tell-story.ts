import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Design, draftInto, designs as everyDesign } from '../drafting/index.ts';
import type { View } from '../view.ts';
import { connectShops } from './connect.ts';
import { correctOne } from './correct.ts';
import { countDrift } from './count.ts';
import { type DemoHub, openDemoHub } from './hub.ts';
import { adopt, approve, planAll } from './publish.ts';
import { download, hearOfSales, sell } from './sell.ts';
import { openShops, type Shops, seedEtsy } from './shops.ts';
import { describe, takeIn } from './take-in.ts';

/** What the demo ends with; `--json` prints it as the last line. */
export interface Summary {
  patterns: number;
  files: number;
  releases: number;
  adopted: number;
  listings: { live: number; total: number };
  orders: number;
  buyers: number;
  links: number;
  downloads: number;
  notices: number;
  driftAfter: number;
  jobsFailed: number;
  elapsedMs: number;
}

export interface Told {
  summary: Summary;
  hub: DemoHub;
  close(): Promise<void>;
}

/** The main job, from the drafting table to the corrected file in every buyer’s hands. */
export async function tellStory(view: View, designs: readonly Design[] = everyDesign): Promise<Told> {
  const startedAt = performance.now();
  const opened: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    for (const one of opened.splice(0).reverse()) await one.close();
  };
  try {
    view.step('Start the hub and two sandbox shops');
    const shops = await openShops();
    opened.push(shops);
    const hub = await openDemoHub(view.now);
    opened.push(hub);
    view.done(hub.hub.url);
    view.note(`Dashboard, signed in once: ${await hub.hub.signInLink()}`);
    const counted = await act(view, shops, hub, designs);
    return { summary: { ...counted, elapsedMs: Math.round(performance.now() - startedAt) }, hub, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function act(
  view: View,
  shops: Shops,
  hub: DemoHub,
  designs: readonly Design[],
): Promise<Omit<Summary, 'elapsedMs'>> {
  const { client } = hub;
  view.step(`Draft ${designs.length} sewing patterns`);
  const folder = join(hub.folder, 'patterns');
  await mkdir(folder);
  await draftInto(folder, {
    only: designs.map((design) => design.id),
    onProgress: ({ title, done, total }) => view.now(`${done} of ${total}, ${title}`),
  });
  view.done('A4 tiles, A0, instructions and a cover each');

  view.step('Take them in from the folder');
  const taken = await takeIn(client, folder, designs, view.now);
  await describe(client, designs);
  view.done(`${taken.patterns} patterns, ${taken.files} files, each checked and released`);

  view.step('Connect Etsy and WooCommerce, only reading');
  await seedEtsy(shops.etsy, designs.slice(0, 3), folder);
  const channels = await connectShops(client, shops);
  const writes = shops.etsy.admin.counts().writes + shops.woo.admin.counts().writes;
  if (writes > 0) throw new Error(`${writes} writes reached a shop that should only be read.`);
  const adopted = await adopt(client, channels);
  view.done(`${adopted} listings adopted, their plan is empty, 0 writes`);

  view.step('Plan');
  const plan = await planAll(client, channels, view.now);
  const fees =
    plan.fees.map((fee) => `${(fee.amountMinor / 100).toFixed(2)} ${fee.currency}`).join(', ') || 'no fees';
  view.done(`${plan.steps} steps on ${plan.listings} listings, ${plan.calls} calls, ${fees}`);

  view.step('Approved: bring both shops in step');
  await hearOfSales(client, shops, channels);
  const listings = await approve(client, plan, view.now);
  view.done(`${listings.live} of ${listings.total} listings live`);

  view.step('The shops sell, the buyers download');
  await sell(client, shops, channels, designs);
  const fetched = await download(client, shops);
  view.done(`${fetched.links} links, ${fetched.downloads} files fetched`);

  const [first] = designs;
  if (!first) throw new Error('There is no design to correct.');
  view.step(`Correct one file of ${first.title}`);
  const correction = await correctOne(client, shops, channels, folder, first, view.now);
  view.done(
    `version ${correction.number} on both shops; ${correction.notices.inOutbox} told, ${correction.notices.withheld} may not be written to`,
  );

  view.step('Read every shop again');
  const driftAfter = await countDrift(hub, channels);
  view.done(driftAfter === 0 ? 'everything is as it should be' : `${driftAfter} listings differ`);
  const releases = await Promise.all(
    (await client.all('/patterns')).map(
      async (pattern) => (await client.get(`/patterns/${pattern.id}/releases`)).items.length,
    ),
  );
  return {
    patterns: taken.patterns,
    files: taken.files,
    releases: releases.reduce((total, count) => total + count, 0),
    adopted,
    listings,
    orders: (await client.all('/orders')).length,
    buyers: (await client.all('/buyers')).length,
    links: fetched.links,
    downloads: fetched.downloads,
    notices: correction.notices.inOutbox,
    driftAfter,
    jobsFailed: await hub.hub.host.ports.queue.countFailed(),
  };
}
