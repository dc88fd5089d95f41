import { Readable } from 'node:stream';
import { PDFDocument, StandardFonts } from '@cantoo/pdf-lib';
import type { RemoteOrder } from '../../src/connectors/connector.ts';
import {
  asset,
  channel,
  offer,
  offerMember,
  pattern,
  patternImage,
  release,
  releaseFile,
} from '../../src/db/tables/index.ts';
import { seal } from '../../src/kit/crypto.ts';
import { newId } from '../../src/kit/ids.ts';
import { inTransaction, systemActor } from '../../src/kit/run-operation.ts';
import { recordOrder } from '../../src/modules/orders/index.ts';
import { readFirstDesigner } from '../../src/modules/studio/index.ts';
import type { TestHost } from './host.ts';

async function firstDesigner(test: TestHost): Promise<string> {
  const id = await readFirstDesigner(test.host.db);
  if (!id) throw new Error('The test host has no designer');
  return id;
}

/** A real one-page PDF that says `text`. */
export async function smallPdf(text: string): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  const font = document.embedStandardFont(StandardFonts.Helvetica);
  document.addPage([595.28, 841.89]).drawText(text, { x: 80, y: 700, size: 14, font });
  return document.save();
}

export async function putAsset(
  test: TestHost,
  bytes: Uint8Array,
  kind: string,
  contentType: string,
): Promise<string> {
  const { sha256, sizeBytes } = await test.host.ports.storage.put(Readable.from([Buffer.from(bytes)]));
  await test.host.db.insert(asset).values({ sha256, sizeBytes, kind, contentType }).onConflictDoNothing();
  return sha256;
}

export interface MadePattern {
  patternId: string;
  offerId: string;
  releaseId: string;
  sku: string;
  title: string;
  releaseFileIds: string[];
}

/** A pattern with its offer, a cover and a published release of real PDFs. */
export async function makePattern(
  test: TestHost,
  title: string,
  roles: readonly string[] = ['instructions', 'a4'],
): Promise<MadePattern> {
  const { db } = test.host;
  const designerId = await firstDesigner(test);

  const [patternId, offerId, sku] = [newId(), newId(), `SKU-${newId().slice(-8)}`];
  await db.insert(pattern).values({
    id: patternId,
    designerId,
    craft: 'sewing',
    title,
    slug: `${title.toLowerCase().replaceAll(/[^a-z]+/g, '-')}-${patternId.slice(-6)}`,
    state: 'active',
  });
  await db.insert(offer).values({
    id: offerId,
    designerId,
    patternId,
    name: title,
    sku,
    priceMinor: 1200,
    currency: 'EUR',
  });
  const { releaseId, releaseFileIds } = await makeRelease(test, patternId, title, {
    roles,
    number: [1, 0, 0],
  });
  return { patternId, offerId, releaseId, sku, title, releaseFileIds };
}

/** A published release; what was published before is superseded. Gives no signal. */
export async function makeRelease(
  test: TestHost,
  patternId: string,
  title: string,
  how: { roles: readonly string[]; number: [number, number, number]; changeKind?: string; notes?: string },
): Promise<{ releaseId: string; releaseFileIds: string[] }> {
  const { db } = test.host;
  const { eq } = await import('drizzle-orm');
  const releaseId = newId();
  const [major, minor, patch] = how.number;
  await db.update(release).set({ state: 'superseded' }).where(eq(release.patternId, patternId));
  await db.insert(release).values({
    id: releaseId,
    patternId,
    major,
    minor,
    patch,
    changeKind: how.changeKind ?? 'first',
    state: 'published',
    notes: how.notes ?? '',
    publishedAt: new Date(),
    publishedBy: 'Test',
  });
  const releaseFileIds: string[] = [];
  for (const [position, role] of how.roles.entries()) {
    const sha256 = await putAsset(
      test,
      await smallPdf(`${title} ${role} ${how.number.join('.')}`),
      'pdf',
      'application/pdf',
    );
    const id = newId();
    releaseFileIds.push(id);
    await db
      .insert(releaseFile)
      .values({ id, releaseId, role, name: `${title} ${role}.pdf`, sha256, position });
  }
  return { releaseId, releaseFileIds };
}

export async function makeBundle(
  test: TestHost,
  members: readonly MadePattern[],
): Promise<{ offerId: string; sku: string }> {
  const { db } = test.host;
  const designerId = await firstDesigner(test);
  const [offerId, sku] = [newId(), `SET-${newId().slice(-8)}`];
  await db.insert(offer).values({
    id: offerId,
    designerId,
    kind: 'bundle',
    name: 'The whole set',
    sku,
    priceMinor: 3000,
    currency: 'EUR',
  });
  for (const [position, member] of members.entries())
    await db.insert(offerMember).values({ offerId, memberOfferId: member.offerId, position });
  return { offerId, sku };
}

export async function addCover(
  test: TestHost,
  patternId: string,
  bytes: Uint8Array,
  alt: string,
): Promise<void> {
  const sha256 = await putAsset(test, bytes, 'png', 'image/png');
  await test.host.db
    .insert(patternImage)
    .values({ id: newId(), patternId, sha256, position: 0, alt })
    .onConflictDoNothing();
}

/** A connected shop, without a call to it. */
export async function makeChannel(
  test: TestHost,
  kind: string,
  options: { name?: string; webhookSecret?: string; baseUrl?: string; secrets?: Record<string, string> } = {},
): Promise<string> {
  const { db, ports } = test.host;
  const designerId = await firstDesigner(test);
  const id = newId();
  await db.insert(channel).values({
    id,
    designerId,
    kind,
    name: options.name ?? `Shop ${kind}`,
    baseUrl: options.baseUrl ?? null,
    state: 'active',
    currency: 'EUR',
    secrets: options.secrets ? seal(ports.keyRing, JSON.stringify(options.secrets), `channel:${id}`) : null,
    webhookSecret: options.webhookSecret ? seal(ports.keyRing, options.webhookSecret, `webhook:${id}`) : null,
    createdAt: new Date(Date.now() - 60_000),
  });
  return id;
}

let counter = 1000;

/** A paid order of one line as a shop would tell it. */
export function remoteOrder(
  change: Partial<RemoteOrder> & { sku?: string; email?: string | null } = {},
): RemoteOrder {
  counter += 1;
  const { sku, email, ...rest } = change;
  const now = new Date(Math.floor(Date.now() / 1000) * 1000);
  return {
    remoteId: `o${counter}`,
    number: String(counter),
    placedAt: now,
    updatedAt: now,
    status: 'paid',
    currency: 'EUR',
    totalMinor: 1428,
    shippingMinor: 0,
    orderDiscountMinor: 0,
    refundedMinor: 0,
    buyer: {
      remoteId: null,
      name: 'Ada Buyer',
      email: email === undefined ? `ada${counter}@example.test` : email,
      country: 'DE',
      language: 'en',
    },
    lines: [
      {
        remoteId: '1',
        remoteListingId: null,
        sku: sku ?? null,
        title: 'A pattern',
        quantity: 1,
        totalMinor: 1200,
        taxMinor: 228,
      },
    ],
    ...rest,
  };
}

export const record = (test: TestHost, channelId: string, order: RemoteOrder) =>
  inTransaction(test.host, systemActor, (ctx) => recordOrder(ctx, channelId, order));
