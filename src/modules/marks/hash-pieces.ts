import { createHash, type Hash } from 'node:crypto';
import type { Storage } from '../../storage/storage.ts';
import type { Piece } from './pieces.ts';

const mostStates = 64;
const largestKept = 1024 * 1024;
const mostKeptBytes = 16 * 1024 * 1024;

/** States of SHA-256 behind a first stretch: five thousand copies of one master read it once, not five thousand times. */
const states = new Map<string, Hash>();
const kept = new Map<string, Buffer>();
let keptBytes = 0;

/** The name of the whole that these pieces make. */
export async function hashPieces(storage: Storage, pieces: readonly Piece[]): Promise<string> {
  const first = pieces.findIndex((piece) => !('own' in piece));
  const key = JSON.stringify(
    pieces.slice(0, first + 1).map((piece) => ('own' in piece ? piece.own.toString('latin1') : piece)),
  );
  const known = states.get(key);
  const hash = known?.copy() ?? createHash('sha256');
  for (const [index, piece] of pieces.entries()) {
    if (known && index <= first) continue;
    if ('own' in piece) hash.update(piece.own);
    else if (piece.bytes <= largestKept) hash.update(await readSmall(storage, piece));
    else
      for await (const chunk of await storage.open(piece.sha256, rangeOf(piece)))
        hash.update(chunk as Buffer);
    if (index === first) remember(key, hash.copy());
  }
  return hash.digest('hex');
}

const rangeOf = (piece: { start: number; bytes: number }) => ({
  start: piece.start,
  end: piece.start + piece.bytes - 1,
});

function remember(key: string, state: Hash): void {
  states.set(key, state);
  const [oldest] = states.keys();
  if (states.size > mostStates && oldest !== undefined) states.delete(oldest);
}

async function readSmall(
  storage: Storage,
  piece: { sha256: string; start: number; bytes: number },
): Promise<Buffer> {
  if (piece.bytes === 0) return Buffer.alloc(0);
  const key = `${piece.sha256}:${piece.start}:${piece.bytes}`;
  const known = kept.get(key);
  if (known) return known;
  const chunks: Buffer[] = [];
  for await (const chunk of await storage.open(piece.sha256, rangeOf(piece))) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  kept.set(key, bytes);
  keptBytes += bytes.length;
  for (const [old, { length }] of kept) {
    if (keptBytes <= mostKeptBytes) break;
    kept.delete(old);
    keptBytes -= length;
  }
  return bytes;
}
