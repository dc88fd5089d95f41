import { Readable } from 'node:stream';
import type { Storage } from '../../storage/storage.ts';

/** A part of a copy: a stretch of a stored file that all copies share, or bytes of this copy alone. */
export type Piece = { sha256: string; start: number; bytes: number } | { own: Buffer };

export const pieceBytes = (piece: Piece): number => ('own' in piece ? piece.own.length : piece.bytes);

/** In the table: stretches as they are, own bytes in Base64. */
export type StoredPiece = [sha256: string, start: number, bytes: number] | string;

export const toStored = (pieces: readonly Piece[]): StoredPiece[] =>
  pieces.map((piece) =>
    'own' in piece ? piece.own.toString('base64') : [piece.sha256, piece.start, piece.bytes],
  );

export const fromStored = (stored: readonly StoredPiece[]): Piece[] =>
  stored.map((piece) =>
    typeof piece === 'string'
      ? { own: Buffer.from(piece, 'base64') }
      : { sha256: piece[0], start: piece[1], bytes: piece[2] },
  );

/** The pieces of one range of the whole, both ends included. */
export function cutPieces(pieces: readonly Piece[], range: { start: number; end: number }): Piece[] {
  const cut: Piece[] = [];
  let at = 0;
  for (const piece of pieces) {
    const size = pieceBytes(piece);
    const from = Math.max(0, range.start - at);
    const to = Math.min(size, range.end + 1 - at);
    at += size;
    if (from >= to) continue;
    cut.push(
      'own' in piece
        ? { own: piece.own.subarray(from, to) }
        : { sha256: piece.sha256, start: piece.start + from, bytes: to - from },
    );
  }
  return cut;
}

/** One stream of all pieces; one stored file is open at a time. */
export const openPieces = (storage: Pick<Storage, 'open'>, pieces: readonly Piece[]): Readable =>
  Readable.from(chunks(storage, pieces), { objectMode: false });

async function* chunks(storage: Pick<Storage, 'open'>, pieces: readonly Piece[]): AsyncGenerator<Buffer> {
  for (const piece of pieces)
    if ('own' in piece) yield piece.own;
    else yield* await storage.open(piece.sha256, { start: piece.start, end: piece.start + piece.bytes - 1 });
}
