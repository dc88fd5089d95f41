import type { FileHandle } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import type { Piece } from '../../modules/marks/index.ts';
import type { Storage } from '../../storage/storage.ts';
import { createBuffers } from './buffers.ts';
import { createHotFiles, type HotFile } from './hot-files.ts';

const buffers = createBuffers();
const hotFiles = createHotFiles();
/** A file in memory goes out in parts of this size. */
const partBytes = 1024 * 1024;

/** A stretch of a file of this machine, in memory (no handle) or on the disk; of another store; or bytes. */
type Opened = { hot: HotFile; handle: FileHandle | null } | { stream: Readable } | { own: Buffer };

/**
 * Sends pieces one after the other: read into a lent buffer, written, and read again when the system has taken it. `begin` is
 * called when the first piece is open: what is missing is an error of this call, before a header was sent.
 */
export async function pump(
  storage: Storage,
  pieces: readonly Piece[],
  out: Writable,
  begin: () => void,
): Promise<void> {
  let opened = pieces[0] ? await openPiece(storage, pieces[0]) : null;
  begin();
  for (const piece of pieces) {
    opened ??= await openPiece(storage, piece);
    try {
      await sendPiece(opened, piece, out);
    } finally {
      await close(opened);
    }
    opened = null;
  }
}

async function openPiece(storage: Storage, piece: Piece): Promise<Opened> {
  if ('own' in piece) return piece;
  const { sha256, start, bytes } = piece;
  if (!storage.openFile) return { stream: await storage.open(sha256, { start, end: start + bytes - 1 }) };
  const open = storage.openFile.bind(storage, sha256);
  const hot = await hotFiles.use(sha256, open);
  try {
    return { hot, handle: hot.bytes ? null : await open() };
  } catch (error) {
    hot.release();
    throw error;
  }
}

async function close(opened: Opened): Promise<void> {
  if ('stream' in opened) opened.stream.destroy();
  if (!('hot' in opened)) return;
  opened.hot.release();
  await opened.handle?.close();
}

async function sendPiece(opened: Opened, piece: Piece, out: Writable): Promise<void> {
  if ('own' in piece) return write(out, piece.own);
  if ('stream' in opened) for await (const chunk of opened.stream) await write(out, chunk as Buffer);
  if (!('hot' in opened)) return;
  const { bytes } = opened.hot;
  if (bytes) {
    for (let at = piece.start; at < piece.start + piece.bytes; at += partBytes)
      await write(out, bytes.subarray(at, Math.min(at + partBytes, piece.start + piece.bytes)));
    return;
  }
  if (opened.handle) await sendFile(opened.handle, piece, out);
}

async function sendFile(
  handle: FileHandle,
  piece: { sha256: string; start: number; bytes: number },
  out: Writable,
): Promise<void> {
  const buffer = buffers.take();
  try {
    let [at, left] = [piece.start, piece.bytes];
    while (left > 0) {
      const { bytesRead } = await handle.read(buffer, 0, Math.min(left, buffer.length), at);
      if (bytesRead === 0) throw new Error(`The stored file ${piece.sha256} ends too early`);
      await write(out, buffer.subarray(0, bytesRead));
      at += bytesRead;
      left -= bytesRead;
    }
  } finally {
    buffers.giveBack(buffer);
  }
}

/** Done when the system has it: only then may a buffer be used again. */
const write = (out: Writable, bytes: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    if (out.destroyed) reject(Object.assign(new Error('The reader went away'), { code: 'ECONNRESET' }));
    else out.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
