import { randomBytes } from 'node:crypto';
import { PDFDocument, PDFName } from '@cantoo/pdf-lib';
import type { BenchDatabase } from './database.ts';
import { type BenchHub, until } from './hub.ts';
import { type LoadResult, runLoad } from './load.ts';

/** A PDF of A4 pages that cannot be made smaller: one picture of random dots of about `bytes`. */
export async function largePdf(bytes: number, pages = 8): Promise<Buffer> {
  const document = await PDFDocument.create({ updateMetadata: false });
  const { context } = document;
  const width = 1000;
  const height = Math.max(1, Math.round(bytes / width));
  const picture = context.register(
    context.stream(randomBytes(width * height), {
      ...{ Type: 'XObject', Subtype: 'Image', Width: width, Height: height, BitsPerComponent: 8 },
      ColorSpace: 'DeviceGray',
    }),
  );
  for (let index = 0; index < pages; index += 1) {
    const page = document.addPage([595.28, 841.89]);
    page.drawLine({ start: { x: 40, y: 40 }, end: { x: 300, y: 700 } });
    page.node.setXObject(PDFName.of('Picture'), picture);
    page.node.addContentStream(context.register(context.stream('q 500 0 0 700 40 70 cm /Picture Do Q')));
  }
  return Buffer.from(await document.save());
}

/** A pattern with one file, checked and published. */
export async function publishPattern(
  hub: BenchHub,
  title: string,
  pdf: Uint8Array,
): Promise<{ sku: string }> {
  const { id } = await hub.call('POST', '/patterns', {
    craft: 'sewing',
    title,
    priceMinor: 900,
    currency: 'EUR',
  });
  const answer = await fetch(
    `${hub.url}/api/patterns/${id}/files?name=${encodeURIComponent(`${title} a4.pdf`)}`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${hub.key}`, 'content-type': 'application/octet-stream' },
      body: pdf as never,
    },
  );
  if (!answer.ok) throw new Error(`The file was not taken: ${answer.status} ${await answer.text()}`);
  await until('the file was checked and published', async () => {
    const { items } = await hub.call('GET', `/patterns/${id}/releases`);
    const [release] = items;
    if (release?.state === 'published') return true;
    await hub.call('POST', `/releases/${release.id}/publish`, {}).catch(() => null);
    return false;
  });
  const { items } = await hub.call('GET', '/offers?limit=200');
  return { sku: items.find((one: { patternId: string }) => one.patternId === id).sku };
}

/** Orders of one pattern by signed webhooks, one buyer each; done when all are stored. */
export function sendOrders(
  hub: BenchHub,
  shop: { path: string; secret: string },
  orders: { sku: string; count: number; from: number; concurrency?: number },
  ...pids: number[]
): Promise<LoadResult> {
  const placedAt = new Date().toISOString().slice(0, 19);
  const { concurrency = 64, ...what } = orders;
  const module = import.meta.resolve('../requests/order-webhooks.ts');
  const params = { ...shop, ...what, placedAt };
  return runLoad({ url: hub.url, module, params, concurrency, count: what.count, from: what.from }, ...pids);
}

export interface BuyerMail {
  buyer: string;
  orderCode: string;
  /** The link to the file, as it stands in the mail. */
  path: string;
}

export async function readMails(database: BenchDatabase): Promise<BuyerMail[]> {
  const { rows } = await database.pool.query<{ recipient: string; text_body: string; code: string }>(
    `select m.recipient, m.text_body, s.code from message m
     join sale s on m.cause = 'order:' || s.id::text where m.kind = 'order' order by s.number::int`,
  );
  return rows.map((row) => ({
    buyer: row.recipient,
    orderCode: row.code,
    path: /\/d\/[\w-]+/.exec(row.text_body)?.[0] ?? 'none',
  }));
}

export const countMails = async (database: BenchDatabase): Promise<number> =>
  Number((await database.pool.query(`select count(*) as n from message where kind = 'order'`)).rows[0].n);
