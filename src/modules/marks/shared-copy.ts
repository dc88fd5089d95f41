import { HubError } from '../../kit/errors.ts';
import type { Host } from '../../kit/run-operation.ts';
import { hashPieces } from './hash-pieces.ts';
import { type Base, type Marker, markerName, type SharedMarks } from './marker.ts';
import { type Piece, pieceBytes } from './pieces.ts';
import { findBase, saveBase } from './store.ts';

const making = new Map<string, Promise<Base>>();
/** Read once for thousands of buyers; the file is looked for each time all the same. */
const kept = new Map<string, Base>();
const mostKept = 64;

/** What all copies of this master share: made once, in a child process, however many ask. */
export function ensureBase(
  host: Host,
  marker: Marker & { shared: SharedMarks },
  masterSha256: string,
): Promise<Base> {
  const key = `${markerName(marker)}:${masterSha256}`;
  const running = making.get(key);
  if (running) return running;
  const started = recall(host, marker, masterSha256, key).finally(() => making.delete(key));
  making.set(key, started);
  return started;
}

async function recall(
  host: Host,
  marker: Marker & { shared: SharedMarks },
  masterSha256: string,
  key: string,
): Promise<Base> {
  const known = kept.get(key);
  if (known && (await host.ports.storage.size(known.sha256)) !== null) return known;
  const base = await make(host, marker, masterSha256);
  kept.delete(key);
  kept.set(key, base);
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  return base;
}

async function make(
  host: Host,
  marker: Marker & { shared: SharedMarks },
  masterSha256: string,
): Promise<Base> {
  const { storage } = host.ports;
  const found = await findBase(host.db, masterSha256, markerName(marker));
  if (found && (await storage.size(found.sha256)) !== null) return found;
  const sizeBytes = await storage.size(masterSha256);
  if (sizeBytes === null) throw new HubError('not-found', 'The file to copy is no longer in the store.');
  const master = await storage.localPath(masterSha256);
  try {
    const base = await marker.shared.prepare({ path: master.path, sizeBytes, masterSha256, storage });
    await saveBase(host.db, {
      ...{ masterSha256, marker: markerName(marker), madeAt: host.clock.now() },
      ...base,
    });
    return base;
  } finally {
    await master.release();
  }
}

/** A copy as pieces: milliseconds, and of its own it takes a few hundred bytes. */
export async function finishCopy(
  host: Host,
  marker: Marker & { shared: SharedMarks },
  copy: { masterSha256: string; line: string; name: string },
): Promise<{ sha256: string; sizeBytes: number; contentType: string; pieces: Piece[] }> {
  const base = await ensureBase(host, marker, copy.masterSha256);
  const { contentType, pieces } = marker.shared.finish(base, copy);
  return {
    ...{ contentType, pieces, sha256: await hashPieces(host.ports.storage, pieces) },
    sizeBytes: pieces.reduce((sum, piece) => sum + pieceBytes(piece), 0),
  };
}
