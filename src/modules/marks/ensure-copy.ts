import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { HubError } from '../../kit/errors.ts';
import type { Host } from '../../kit/run-operation.ts';
import { copyCode } from './code.ts';
import { type Marker, markerName, type SharedMarks } from './marker.ts';
import { licenceArchive } from './markers/licence-archive.ts';
import { markedArchive } from './markers/marked-archive.ts';
import { visibleLine } from './markers/visible-line.ts';
import { fromStored, openPieces, type Piece, toStored } from './pieces.ts';
import { ensureBase, finishCopy } from './shared-copy.ts';
import { type CopyRow, findCopy, forgetCopy, saveCopy } from './store.ts';

/** In the order they are asked; the last one takes anything. */
const markers: readonly Marker[] = [visibleLine, markedArchive, licenceArchive];

export interface CopyRequest {
  masterSha256: string;
  contentType: string;
  subject: { kind: 'channel' | 'entitlement'; id: string };
  /** What a person reads on it; the copy's code is put behind it. */
  line: string;
  /** For kinds that are wrapped into an archive: the file's name inside. */
  name?: string;
}

export interface Copy {
  sha256: string;
  sizeBytes: number;
  contentType: string;
  code: string;
  /** What it is put together from, in order; left out: it is stored whole under its hash. */
  pieces?: Piece[];
}

const making = new Map<string, Promise<Copy>>();
/** Copies for shops, which each run of a listing asks for; their bytes are looked for all the same. */
const known = new WeakMap<Host, Map<string, Copy>>();
const mostKnown = 1000;

/**
 * The copy of a master for one shop or one order: made once, then always the same bytes. Not in a transaction: a child
 * process works on the file. Throws HubError `invalid` when the file cannot be marked: the master itself is never an answer.
 */
export function ensureCopy(host: Host, request: CopyRequest): Promise<Copy> {
  const key = `${request.masterSha256}:${request.subject.kind}:${request.subject.id}`;
  const running = making.get(key);
  if (running) return running;
  const started = make(host, request).finally(() => making.delete(key));
  making.set(key, started);
  return started;
}

async function make(host: Host, request: CopyRequest): Promise<Copy> {
  const key = {
    masterSha256: request.masterSha256,
    subjectKind: request.subject.kind,
    subjectId: request.subject.id,
  };
  const marker = markerFor(request.contentType);
  const before = recall(host, request, marker);
  if (before && (await isThere(host, before))) return before;
  const found = await findCopy(host.db, key, marker.id);
  if (found && (await isThere(host, toCopy(found)))) return remember(host, request, marker, toCopy(found));
  const code = copyCode(request.subject, request.masterSha256);
  const made = await makeBytes(host, marker, request, code);
  const row = { ...key, ...made, marker: markerName(marker), code, madeAt: host.clock.now() };
  if (!found) return toCopy(await saveCopy(host.db, row, marker.id));
  return toCopy(
    await host.transaction(async (tx) => {
      await forgetCopy(tx, found);
      return saveCopy(tx, row, marker.id);
    }),
  );
}

const keyOf = ({ masterSha256, subject }: CopyRequest, marker: Marker): string =>
  `${marker.id}:${masterSha256}:${subject.id}`;

const recall = (host: Host, request: CopyRequest, marker: Marker): Copy | undefined =>
  known.get(host)?.get(keyOf(request, marker));

function remember(host: Host, request: CopyRequest, marker: Marker, copy: Copy): Copy {
  if (request.subject.kind !== 'channel') return copy;
  const copies = known.get(host) ?? new Map<string, Copy>();
  known.set(host, copies);
  const [oldest] = copies.size >= mostKnown ? copies.keys() : [];
  if (oldest !== undefined) copies.delete(oldest);
  copies.set(keyOf(request, marker), copy);
  return copy;
}

const sharesBytes = (host: Host, marker: Marker, line: string): marker is Marker & { shared: SharedMarks } =>
  // a store that hands files out itself needs them whole
  host.ports.storage.signedUrl === undefined && (marker.shared?.takes(line) ?? false);

/** Copies for orders are many and share what they can; those for shops are few, and shops fetch them by their own hash. */
async function makeBytes(host: Host, marker: Marker, request: CopyRequest, code: string) {
  const line = `${request.line} · ${code}`;
  if (request.subject.kind !== 'entitlement' || !sharesBytes(host, marker, line))
    return markFile(host, marker, request, code);
  const { pieces, ...made } = await finishCopy(host, marker, {
    ...{ masterSha256: request.masterSha256, line, name: nameOf(request) },
  });
  if (made.sha256 === request.masterSha256) throw sameAsMaster();
  return { ...made, pieces: toStored(pieces) };
}

/**
 * Prepares what the copies of a master for orders share, so that the first buyer does not wait for it. False: its copies
 * share nothing, each has to be made for itself.
 */
export async function prepareCopies(
  host: Host,
  file: { sha256: string; contentType: string },
  line: string,
): Promise<boolean> {
  const marker = markerFor(file.contentType);
  if (!sharesBytes(host, marker, line)) return false;
  await ensureBase(host, marker, file.sha256);
  return true;
}

async function isThere(host: Host, copy: Copy): Promise<boolean> {
  for (const piece of piecesOfCopy(copy))
    if (!('own' in piece) && (await host.ports.storage.size(piece.sha256)) === null) return false;
  return true;
}

/** What to read for the bytes of something that may be put together. */
export const piecesOfCopy = (copy: { sha256: string; sizeBytes: number; pieces?: Piece[] }): Piece[] =>
  copy.pieces ?? [{ sha256: copy.sha256, start: 0, bytes: copy.sizeBytes }];

export const openCopy = (
  host: Pick<Host, 'ports'>,
  copy: { sha256: string; sizeBytes: number; pieces?: Piece[] },
): Readable => openPieces(host.ports.storage, piecesOfCopy(copy));

async function markFile(host: Host, marker: Marker, request: CopyRequest, code: string) {
  const { storage } = host.ports;
  const sizeBytes = await storage.size(request.masterSha256);
  if (sizeBytes === null) throw new HubError('not-found', 'The file to copy is no longer in the store.');
  const folder = await mkdtemp(join(tmpdir(), 'spindle-mark-'));
  const master = await storage.localPath(request.masterSha256);
  try {
    const outPath = join(folder, randomUUID());
    const { contentType } = await marker.mark({
      path: master.path,
      sizeBytes,
      name: nameOf(request),
      line: `${request.line} · ${code}`,
      code,
      outPath,
    });
    const stored = await storage.put(createReadStream(outPath));
    if (stored.sha256 === request.masterSha256) throw sameAsMaster();
    return { ...stored, contentType };
  } finally {
    await master.release();
    await rm(folder, { recursive: true, force: true });
  }
}

const sameAsMaster = (): HubError =>
  new HubError('internal', 'The copy came out the same as the master, so it was not handed out.');

function markerFor(contentType: string): Marker {
  const marker = markers.find((one) => one.contentTypes?.includes(contentType) ?? true);
  if (!marker) throw new HubError('invalid', 'There is no way to mark this kind of file.');
  return marker;
}

const nameOf = (request: CopyRequest): string => request.name ?? `file${extensionOf(request.contentType)}`;

const toCopy = (row: CopyRow): Copy => ({
  sha256: row.sha256,
  sizeBytes: row.sizeBytes,
  contentType: row.contentType,
  code: row.code,
  ...(row.pieces ? { pieces: fromStored(row.pieces) } : {}),
});

const extensions: Record<string, string> = {
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/webp': '.webp',
  'image/svg+xml': '.svg',
  'application/zip': '.zip',
  'text/plain': '.txt',
};
const extensionOf = (contentType: string): string => extensions[contentType] ?? '.bin';
