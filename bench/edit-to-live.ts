import { createHash } from 'node:crypto';
import { PDFDocument } from '@cantoo/pdf-lib';
import { type BareShops, bareShops } from './harness/bare-shops.ts';
import type { Benchmark, Measured } from './harness/benchmark.ts';
import { type BothShops, connectBothShops, goLive, inStep, startBothShops } from './harness/both-shops.ts';
import { type BenchHub, type Json, startHub, until } from './harness/hub.ts';
import { cpuMs } from './harness/processes.ts';
import { median } from './harness/rounds.ts';

const latencyMs = 50;
const rounds = 5;

interface Listed {
  patternId: string;
  offerId: string;
  etsyId: string;
  wooId: string;
}

const now = () => performance.timeOrigin + performance.now();
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The same change by the hub, and by the calls of its plan alone: one after the other where they need each other. */
export const editToLive: Benchmark = {
  name: 'edit-to-live',
  sentence: `From an edit through the API to the change on both shops, each ${latencyMs} ms away, against the bare calls.`,
  async run(bench) {
    const shops = await startBothShops(bench, latencyMs);
    const hub = await startHub(bench, { isLive: true });
    await connectBothShops(hub, shops);
    bench.say('Listing a pattern on both shops');
    const listed = await listOnBoth(hub, shops);
    const bare = bareShops(shops);
    const lines: Measured[] = [];
    for (const kind of kinds(hub, shops, bare, listed)) {
      const times: { hub: number[]; bare: number[]; cpu: number[] } = { hub: [], bare: [], cpu: [] };
      for (let round = 0; round < rounds; round += 1) {
        bench.say(`${kind.name}: round ${round + 1} of ${rounds}`);
        // Both begin with a rested allowance.
        await wait(800);
        times.bare.push(await timed(() => kind.bare(round)));
        await wait(800);
        const before = cpuMs(hub.pid);
        times.hub.push(await byHub(hub, shops, kind, round));
        const after = cpuMs(hub.pid);
        if (before !== null && after !== null) times.cpu.push(after - before);
      }
      // The first round warms up what runs for the first time.
      const [value, peerValue] = [median(times.hub.slice(1)), median(times.bare.slice(1))];
      lines.push({
        name: lines.length === 0 ? 'edit-to-live' : `edit-to-live/${kind.name}`,
        ...{ value, unit: 'ms', better: 'lower', peer: 'the bare calls', peerValue },
        cpuMsPerOp: times.cpu.length > 0 ? median(times.cpu.slice(1)) : null,
        notes: [`${kind.what}: ${(value / peerValue).toFixed(2)} times the bare calls; ${kind.calls}`],
      });
    }
    return lines;
  },
};

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = now();
  await work();
  return now() - from;
}

/** From the first byte of the edit to the moment at which the last of the shops has done its last write. */
async function byHub(hub: BenchHub, shops: BothShops, kind: Kind, round: number): Promise<number> {
  const before = shops.writes.length;
  const from = await kind.edit(round);
  await until(
    'the change on both shops',
    () => shops.writes.length - before >= kind.writes && shops.writes.at(-1),
  );
  await wait(300);
  await until('every listing in step', () => inStep(hub));
  const writes = shops.writes.slice(before);
  const failed = writes.find((one) => one.status >= 300);
  if (failed) throw new Error(`${failed.method} ${failed.path} was answered with ${failed.status}`);
  if (writes.length !== kind.writes) throw new Error(`${writes.length} writes instead of ${kind.writes}`);
  return (writes.at(-1)?.atMs ?? Number.NaN) - from;
}

interface Kind {
  name: string;
  what: string;
  calls: string;
  /** That change the shops. */
  writes: number;
  /** Makes the edit; answers when it was sent. */
  edit(round: number): Promise<number>;
  bare(round: number): Promise<unknown>;
}

function kinds(hub: BenchHub, shops: BothShops, bare: BareShops, listed: Listed): Kind[] {
  const { patternId, offerId, etsyId, wooId } = listed;
  const onEtsy = `/shops/${shops.etsy.shopId}/listings/${etsyId}`;
  let words = 0;
  return [
    {
      name: 'price',
      what: 'a price',
      calls: 'Etsy: read the inventory, write it; WooCommerce: one call',
      writes: 2,
      edit: async (round) => {
        const from = now();
        await hub.call('PATCH', `/offers/${offerId}`, { priceMinor: 900 + (round + 1) * 2 });
        return from;
      },
      bare: async (round) => {
        const price = (900 + (round + 1) * 2 - 1) / 100;
        const onBoth = [
          (async () => {
            const { products } = await bare.etsy('GET', `/listings/${etsyId}/inventory`);
            const [{ sku, offerings }] = products;
            const [{ quantity, is_enabled }] = offerings;
            const offering = { price, quantity, is_enabled, readiness_state_id: null };
            await bare.etsy('PUT', `/listings/${etsyId}/inventory`, {
              products: [{ sku, property_values: [], offerings: [offering] }],
              ...{ price_on_property: [], quantity_on_property: [], sku_on_property: [] },
            });
          })(),
          bare.woo('PUT', `/products/${wooId}`, { regular_price: String(price) }),
        ];
        await Promise.all(onBoth);
      },
    },
    {
      name: 'words',
      what: 'title and text',
      calls: 'one call each',
      writes: 2,
      edit: async () => {
        words += 1;
        const from = now();
        await hub.call('PATCH', `/patterns/${patternId}`, {
          ...{ title: `Aaron top ${words}`, story: `Edition ${words}.` },
        });
        return from;
      },
      bare: async (round) => {
        const title = `Aaron bare ${round}`;
        await Promise.all([
          bare.etsy('PATCH', onEtsy, new URLSearchParams({ title, description: 'Bare.', type: 'download' })),
          bare.woo('PUT', `/products/${wooId}`, { name: title, description: 'Bare.' }),
        ]);
      },
    },
    {
      name: 'release',
      what: 'a corrected file, published',
      calls:
        'Etsy: upload, read the files, remove the old one; WooCommerce: none, its address serves the new bytes',
      writes: 2,
      edit: async (round) => {
        const draftId = await uploadFile(hub, patternId, await pdf(`version ${round + 2}`));
        await until('the file checked', async () => isReady(hub, draftId));
        await wait(1_000);
        const from = now();
        await hub.call('POST', `/releases/${draftId}/publish`, {});
        return from;
      },
      bare: async (round) => {
        const form = new FormData();
        const bytes = await pdf(`bare ${round}`);
        form.set('file', new Blob([bytes as Uint8Array<ArrayBuffer>]), 'bare.pdf');
        form.set('name', `bare-${round}.pdf`);
        form.set('rank', '2');
        const { listing_file_id: id } = await bare.etsy('POST', `${onEtsy}/files`, form);
        await bare.etsy('GET', `${onEtsy}/files`);
        await bare.etsy('DELETE', `${onEtsy}/files/${id}`);
      },
    },
  ];
}

async function pdf(words: string): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  const page = document.addPage([595.28, 841.89]);
  page.drawLine({ start: { x: 40, y: 40 }, end: { x: 300, y: 700 } });
  document.setSubject(words);
  return document.save();
}

const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Answers the draft that holds the file. */
async function uploadFile(
  hub: BenchHub,
  patternId: string,
  bytes: Uint8Array,
  name = 'aaron-a4.pdf',
): Promise<string> {
  const answer = await fetch(`${hub.url}/api/patterns/${patternId}/files?name=${name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${hub.key}`, 'content-type': 'application/octet-stream' },
    body: bytes as never,
  });
  if (!answer.ok) throw new Error(`The file was not taken: ${answer.status} ${await answer.text()}`);
  const { items } = await hub.call('GET', `/patterns/${patternId}/releases`);
  return items.find((one: Json) => one.state === 'draft')?.id;
}

async function isReady(hub: BenchHub, releaseId: string): Promise<boolean> {
  const { files } = await hub.call('GET', `/releases/${releaseId}/findings`);
  return files.every((file: Json) => file.verdict !== null);
}

export async function listOnBoth(hub: BenchHub, shops: BothShops): Promise<Listed> {
  const { id: patternId } = await hub.call('POST', '/patterns', {
    ...{ craft: 'sewing', title: 'Aaron top', priceMinor: 900, currency: 'EUR', story: 'Edition 0.' },
  });
  await uploadFile(hub, patternId, onePixel, 'cover.png');
  const sha256 = createHash('sha256').update(onePixel).digest('hex');
  await hub.call('POST', `/patterns/${patternId}/images`, { sha256, alt: 'Aaron' });
  const releaseId = await uploadFile(hub, patternId, await pdf('version 1'));
  await until('the file checked', () => isReady(hub, releaseId));
  await hub.call('POST', `/releases/${releaseId}/publish`, {});
  const pattern = await hub.call('GET', `/patterns/${patternId}`);
  const offerId = pattern.offers[0].id;
  const { items } = await hub.call('GET', '/channels');
  for (const channel of items)
    await hub.call('POST', `/channels/${channel.id}/listings`, { offerIds: [offerId], wantedState: 'live' });
  await goLive(hub);
  const created = (shop: string, ends: RegExp) =>
    shops.writes.flatMap((one) => (one.shop === shop && ends.exec(one.path)?.[1]) || []).at(-1) ?? '';
  const listings = (await hub.call('GET', '/listings?limit=10')).items;
  const remoteOf = (kind: string) => listings.find((one: Json) => one.channelKind === kind)?.remoteId;
  return {
    ...{ patternId, offerId },
    etsyId: remoteOf('etsy') ?? created('etsy', /listings\/(\d+)/),
    wooId: remoteOf('woocommerce') ?? created('woo', /products\/(\d+)/),
  };
}
