import { sha256Hex } from '../../kit/crypto.ts';
import { newId } from '../../kit/ids.ts';
import type { Host } from '../../kit/run-operation.ts';
import { type CurrentFile, readCurrentFiles } from '../files/index.ts';
import { resolveAddress } from '../listings/index.ts';
import { type Copy, isBareMaster, type Piece } from '../marks/index.ts';
import { copyName, type LinkState, linkState, successorOf } from './delivery.ts';
import { copyFor } from './make-copies.ts';
import { type FoundLink, findLink, insertDownload, takeDownload } from './store.ts';

export interface OpenedLink {
  state: LinkState;
  /** Why it is closed, for `revoked`. */
  reason: string | null;
  /** The newest version of the file that the link was made for. */
  file: Pick<CurrentFile, 'role' | 'name' | 'language' | 'sha256' | 'contentType' | 'sizeBytes'>;
  expiresAt: Date;
  downloadsLeft: number;
  hasStarted: boolean;
  buyerId: string;
  link: FoundLink;
}

/** What a buyer's link leads to; null for a token that was never given out. */
export async function openLink(host: Host, token: string): Promise<OpenedLink | null> {
  const link = await findLink(host.db, sha256Hex(token));
  if (!link) return null;
  const isNewest = link.releaseState === 'published';
  const successor = isNewest ? null : successorOf(link, await readCurrentFiles(host.db, [link.patternId]));
  return {
    state: linkState(
      { ...link, isWithdrawn: link.releaseState === 'withdrawn' && !successor },
      host.clock.now(),
    ),
    reason: link.revokeReason,
    file: successor ?? link,
    expiresAt: link.expiresAt,
    downloadsLeft: Math.max(0, link.maxDownloads - link.downloads),
    hasStarted: link.downloads > 0,
    buyerId: link.buyerId,
    link,
  };
}

export interface Deliverable {
  sha256: string;
  sizeBytes: number;
  contentType: string;
  name: string;
  /** A copy that is put together while it is sent. */
  pieces?: Piece[];
}

/** The buyer's own copy. Throws HubError `invalid` when none can be made: the master is never handed out instead. */
export async function prepareDownload(host: Host, { link, file }: OpenedLink): Promise<Deliverable> {
  const copy: Copy = await copyFor(host, link, file);
  return { ...copy, name: copyName(file.name, file, copy) };
}

/** Counts a download that starts. False: the last one was taken in the meantime. */
export const countDownload = (host: Host, { link }: OpenedLink, file: Deliverable): Promise<boolean> =>
  takeDownload(host.db, {
    id: newId(),
    linkId: link.id,
    sha256: file.sha256,
    sizeBytes: file.sizeBytes,
    at: host.clock.now(),
  });

/** What one of our addresses in a shop leads to. A bare master never, whatever the row says. */
export async function openAddress(
  host: Host,
  token: string,
): Promise<(Deliverable & { kind: 'file' | 'image'; listingId: string }) | null> {
  const found = await resolveAddress(host.db, token);
  if (!found) return null;
  const kind = found.kind === 'image' ? 'image' : 'file';
  if (kind === 'file' && (await isBareMaster(host.db, found.sha256))) {
    host.log.error({ listing: found.listingId, sha256: found.sha256 }, 'an address names a bare master');
    return null;
  }
  const sizeBytes = found.sizeBytes ?? (await host.ports.storage.size(found.sha256));
  return sizeBytes === null ? null : { ...found, kind, sizeBytes };
}

export const countShopDownload = (host: Host, listingId: string, file: Deliverable) =>
  insertDownload(host.db, {
    id: newId(),
    listingId,
    sha256: file.sha256,
    sizeBytes: file.sizeBytes,
    at: host.clock.now(),
  });
