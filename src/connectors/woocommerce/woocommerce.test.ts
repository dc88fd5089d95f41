import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FaultKind, startWooSandbox, type WooSandbox } from '../../../sandbox/index.ts';
import { ConnectorError, type DesiredListing } from '../connector.ts';
import { describeConnector } from '../testing/contract.ts';
import { apply, document, everyField, makeOffer, type ShopUnderTest } from '../testing/harness.ts';
import { createTestIo } from '../testing/test-io.ts';
import { call } from './client.ts';
import { woocommerce } from './index.ts';

/** What the hub serves: files by slot, images by name. */
async function serveAssets(): Promise<{
  put(name: string, bytes: Uint8Array): string;
  close(): Promise<void>;
}> {
  const assets = new Map<string, Uint8Array>();
  const server = createServer((request, response) => {
    const bytes = assets.get(request.url ?? '');
    response.writeHead(bytes ? 200 : 404).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    put(name, bytes) {
      assets.set(`/a/${name}`, bytes);
      return `http://127.0.0.1:${port}/a/${name}`;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function openWoo(): Promise<ShopUnderTest & { sandbox: WooSandbox }> {
  const assets = await serveAssets();
  const sandbox = await startWooSandbox();
  const { admin, credentials } = sandbox;
  const settings: Record<string, string> = { siteUrl: `${sandbox.url}/` };
  const io = createTestIo({ baseUrl: '', settings, secrets: { ...credentials } });
  Object.assign(settings, (await woocommerce.identify(io)).settings);
  admin['clear-log']();
  return {
    sandbox,
    connector: woocommerce,
    io,
    wrongSecrets: { ...credentials, consumerSecret: 'cs_wrong' },
    bareSettings: { siteUrl: sandbox.url },
    currency: 'EUR',
    signsTime: false,
    createCall: { method: 'POST', pathIncludes: '/products' },
    seed: async (count) => {
      const ids: string[] = [];
      for (let index = 0; index < count; index++) {
        const file = assets.put(`old-${index}.pdf`, document(`old ${index}`));
        const { productId } = await admin.seed({ name: `Old ${index}`, downloads: [{ name: 'Old', file }] });
        ids.push(String(productId));
      }
      admin['clear-log']();
      return ids;
    },
    revokeKey: async () => admin.revoke(credentials),
    fault: (kind, at) => admin['next-fault']({ kind: kind as FaultKind, ...at }),
    effects: () => admin.counts().effects,
    violations: () => (sandbox.isSpecChecked ? admin.violations() : undefined),
    sell: async (id) => String(admin.sell({ productId: Number(id), taxMinor: 162 }).orderId),
    refund: async (id) => admin.refund({ orderId: Number(id) }),
    cancel: async (id) => {
      await call(io, `/orders/${id}`, { method: 'PUT', json: { status: 'cancelled' } });
    },
    notice: async (orderId) => {
      const secret = 'webhook-secret-0001';
      const { body } = await call(io, `/orders/${orderId}`);
      const rawBody = Buffer.from(JSON.stringify(body));
      const signature = createHmac('sha256', secret).update(rawBody).digest('base64');
      return {
        request: {
          headers: { 'x-wc-webhook-topic': 'order.created', 'x-wc-webhook-signature': signature },
          rawBody,
        },
        secret,
      };
    },
    addressOf: (name, bytes) => assets.put(name, bytes),
    close: async () => {
      await sandbox.close();
      await assets.close();
    },
  };
}

describeConnector('WooCommerce', openWoo);

const ledger = () => ({ placed: new Map() });
const creates = (shop: ShopUnderTest, offers: DesiredListing[]) =>
  offers.map((desired) => {
    const [step] = shop.connector.plan({ desired, observed: null, owned: everyField });
    if (!step) throw new Error('Nothing to create');
    return { step, remoteId: null, desired, observed: null };
  });

describe('WooCommerce besides', () => {
  let shop: Awaited<ReturnType<typeof openWoo>>;
  beforeEach(async () => {
    shop = await openWoo();
  });
  afterEach(() => shop.close());

  it('creates a hundred products in two calls, and tells each failure on its own', async () => {
    await apply(shop, ledger(), makeOffer(shop, { sku: 'S-7', title: 'Somebody else’s' }), null);
    const offers = Array.from({ length: 100 }, (_, index) =>
      makeOffer(shop, { sku: `S-${index}`, title: `Pattern ${index}`, tags: [`tag ${index % 30}`, 'PDF'] }),
    );
    const broken = offers[3]?.files[0];
    if (broken) broken.address = `${broken.address}.exe`;
    const before = shop.io.calls.length;
    const results = (await shop.connector.batch?.perform(shop.io, creates(shop, offers))) ?? [];
    expect(results).toHaveLength(100);
    const failed = results.flatMap((result, index) => (result instanceof ConnectorError ? [index] : []));
    expect(failed).toEqual([3, 7]);
    expect(results[3]).toMatchObject({ kind: 'rejected', field: 'files' });
    expect(results[7]).toMatchObject({ kind: 'rejected', field: 'sku' });
    // Tags, the batch, and a look at the product that is in the way.
    expect(shop.io.calls.length - before).toBe(3);
    const { observed } = results[42] as { observed: { tags: string[]; sku: string } };
    expect(observed).toMatchObject({ tags: ['tag 12', 'PDF'], sku: 'S-42' });
  });

  it('takes over the product that its own lost answer made', async () => {
    const desired = makeOffer(shop);
    const [item] = creates(shop, [desired]);
    if (!item) throw new Error('Nothing to create');
    const first = await shop.connector.perform(shop.io, item.step, item);
    const again = await shop.connector.perform(shop.io, item.step, item);
    expect(again.remoteId).toBe(first.remoteId);
    expect(await shop.connector.find(shop.io, desired)).toHaveLength(1);
  });

  it('keeps download ids through new names and files, so that past buyers keep their links', async () => {
    const book = ledger();
    const { remoteId, observed } = await apply(shop, book, makeOffer(shop, { state: 'live' }), null);
    const orderId = await shop.sell(remoteId);
    const next = makeOffer(shop, { state: 'live', fileCount: 3 });
    const renamed = {
      ...next,
      files: next.files.map((file) => ({
        ...file,
        name: `New ${file.name}`,
        address: shop.addressOf?.(`new-${file.name}`, document(`new ${file.name}`)),
      })),
    };
    const after = await apply(shop, book, renamed, remoteId);
    expect(after.steps).toHaveLength(1);
    expect(after.observed.files.slice(0, 2).map((file) => file.remoteId)).toEqual(
      observed.files.map((file) => file.remoteId),
    );
    const links = shop.sandbox.admin.downloads({ orderId: Number(orderId) });
    expect(links.map((link) => link.file.name)).toEqual(['New aaron-1.pdf', 'New aaron-2.pdf']);
  });

  it('gives new downloads the same ids each time, so that a lost call carried out late changes nothing', async () => {
    const { remoteId, observed } = await apply(shop, ledger(), makeOffer(shop), null);
    const desired = makeOffer(shop, { fileCount: 4 });
    const [step] = shop.connector.plan({ desired, observed, owned: everyField });
    if (!step) throw new Error('Nothing to change');
    const item = { step, desired, observed, remoteId };
    const late = await shop.connector.perform(shop.io, step, item);
    const again = await shop.connector.perform(shop.io, step, item);
    expect(again.observed?.files.map((file) => file.remoteId)).toEqual(
      late.observed?.files.map((file) => file.remoteId),
    );
  });

  it('needs no write for a new release: the address stays, the hub serves the new bytes', async () => {
    const { observed } = await apply(shop, ledger(), makeOffer(shop), null);
    const desired = makeOffer(shop, { version: 2 });
    expect(shop.connector.plan({ desired, observed, owned: everyField })).toEqual([]);
  });

  it('makes its webhooks, mends them when switched off, and leaves working ones alone', async () => {
    const target = { url: shop.addressOf?.('hook', document('ok')) ?? '', secret: 'secret-0001' };
    const ensure = async (): Promise<string[]> =>
      (await shop.connector.webhooks?.ensure?.(shop.io, target))?.repaired ?? [];
    expect(await ensure()).toHaveLength(4);
    expect(await ensure()).toEqual([]);
    const [hook] = shop.sandbox.admin.state().webhooks;
    await call(shop.io, `/webhooks/${hook?.id}`, { method: 'PUT', json: { status: 'disabled' } });
    expect(await ensure()).toEqual([hook?.topic]);
    expect(await ensure()).toEqual([]);
  });

  it('answers the unsigned ping', () => {
    const rawBody = Buffer.from('webhook_id=7');
    const verdict = woocommerce.webhooks?.verify({ headers: {}, rawBody }, 'secret', new Date());
    expect(verdict).toEqual({ kind: 'ping' });
  });

  it('asks for the shop’s address where it has none', async () => {
    const io = createTestIo({ baseUrl: '', settings: {}, secrets: {} });
    await expect(woocommerce.identify(io)).rejects.toMatchObject({ kind: 'rejected' });
  });
});
