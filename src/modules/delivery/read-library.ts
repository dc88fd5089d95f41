import { sha256Hex } from '../../kit/crypto.ts';
import type { Tx } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import { type Host, inTransaction, systemActor } from '../../kit/run-operation.ts';
import { readOffers } from '../catalog/index.ts';
import type { CurrentFile } from '../files/index.ts';
import { readBuyer } from '../orders/index.ts';
import { readDeliverables } from './deliverable.ts';
import { linksPerDay } from './delivery.ts';
import { makeLinks } from './links.ts';
import {
  countFreshLinks,
  findKey,
  type Granted,
  type PastRelease,
  selectGrantedToBuyer,
  selectHistory,
} from './store.ts';

export interface LibraryFile extends CurrentFile {
  entitlementId: string;
}

export interface LibraryPattern {
  patternId: string;
  title: string;
  cover: { sha256: string; alt: string; contentType: string } | null;
  files: LibraryFile[];
  /** Newest first. */
  history: PastRelease[];
  orders: Granted[];
}

export interface Library {
  buyerId: string;
  buyerName: string | null;
  /** 'unasked', 'yes', 'no': to messages about new versions. */
  consent: string;
  /** The pattern bought last comes first. */
  patterns: LibraryPattern[];
}

export type KeyState = 'unknown' | 'expired' | 'revoked';

/** Everything one buyer has, by the token of the mail. */
export async function readLibrary(host: Host, token: string): Promise<Library | KeyState> {
  const key = await findKey(host.db, sha256Hex(token));
  if (!key) return 'unknown';
  if (key.revokedAt) return 'revoked';
  if (key.expiresAt <= host.clock.now()) return 'expired';
  return libraryOf(host.db, key.buyerId);
}

async function libraryOf(tx: Tx, buyerId: string): Promise<Library> {
  const buyer = await readBuyer(tx, buyerId);
  const granted = await selectGrantedToBuyer(tx, buyerId);
  const byPattern = Map.groupBy(
    granted.filter((one) => one.patternId !== null),
    (one) => one.patternId ?? '',
  );
  const offers = new Map(
    (
      await readOffers(
        tx,
        granted.map((one) => one.offerId),
      )
    ).map((one) => [one.id, one]),
  );
  const deliverables = await readDeliverables(tx, granted);
  const history = Map.groupBy(await selectHistory(tx, [...byPattern.keys()]), (one) => one.patternId);
  const patterns = [...byPattern].map(([patternId, orders]): LibraryPattern => {
    const offer = offers.get(orders[0]?.offerId ?? '');
    const files = new Map<string, LibraryFile>();
    for (const { entitlementId } of orders)
      for (const file of deliverables.get(entitlementId) ?? [])
        if (!files.has(file.releaseFileId)) files.set(file.releaseFileId, { ...file, entitlementId });
    const [image] = offer?.images ?? [];
    return {
      patternId,
      title: offer?.pattern.title ?? 'Pattern',
      cover: image ? { sha256: image.sha256, alt: image.alt, contentType: image.contentType } : null,
      files: [...files.values()],
      history: history.get(patternId) ?? [],
      orders,
    };
  });
  return { buyerId, buyerName: buyer?.name ?? null, consent: buyer?.consent ?? 'unasked', patterns };
}

/** A fresh link from the buyer's own page. Throws HubError `not-found` for a file that is not hers. */
export async function renewLink(
  host: Host,
  library: Library,
  releaseFileId: string,
): Promise<{ linkToken: string; name: string }> {
  const file = library.patterns
    .flatMap((one) => one.files)
    .find((one) => one.releaseFileId === releaseFileId);
  if (!file)
    throw new HubError(
      'not-found',
      'This file is not on your page any more. Go back to see the newest version.',
    );
  return inTransaction(host, systemActor, async (ctx) => {
    const dayAgo = new Date(ctx.clock.now().getTime() - 24 * 60 * 60 * 1000);
    if ((await countFreshLinks(ctx.tx, file.entitlementId, dayAgo)) >= linksPerDay)
      throw new HubError('rate-limited', 'This was fetched very often today. Please try again tomorrow.');
    const [token] = await makeLinks(ctx, [file]);
    return { linkToken: token ?? '', name: file.name };
  });
}
