import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { z } from 'zod';
import { HubError } from '../kit/errors.ts';
import { type Blob, BlobHead, BlobList, Header, Schema, Summary, TableEnd, TableHead } from './format.ts';
import { damaged, type Frame, FrameReader } from './frames.ts';
import { archiveKey } from './sealing.ts';

/** The parts of an archive in their order. What a `data` gives must be read before the next part is asked for. */
export type Part =
  | { kind: 'schema'; schema: Schema }
  | { kind: 'table'; table: TableHead; data: AsyncIterable<Buffer> }
  | { kind: 'tableEnd'; table: TableHead; end: TableEnd }
  | { kind: 'list'; blobs: [string, number][] }
  /** `isWhole`, after its data: false when the store's own bytes were wrong already. */
  | { kind: 'blob'; blob: Blob; data: AsyncIterable<Buffer>; isWhole(): boolean }
  | { kind: 'summary'; summary: Summary };

export interface Archive {
  name: string;
  header: Header;
  /** Bytes of the file. */
  size: number;
  /** Bytes that were read and checked so far. */
  offset(): number;
  parts(): AsyncGenerator<Part, void, void>;
  close(): Promise<void>;
}

/**
 * Opens an archive and reads its head. Everything that it gives out has been checked. Throws HubError `conflict` where it is
 * damaged, incomplete, newer than this program, or encrypted under another passphrase.
 */
export async function openArchive(path: string, passphrase?: string): Promise<Archive> {
  const name = basename(path);
  const file = await open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    throw new HubError(
      cause.code === 'ENOENT' ? 'not-found' : 'unavailable',
      cause.code === 'ENOENT' ? `There is no backup ${path}.` : `${path} cannot be read: ${cause.message}`,
      { cause },
    );
  });
  try {
    const reader = new FrameReader(file, name);
    await reader.open();
    const first = await reader.next();
    if (first?.type !== 'H') throw damaged(name, 'it has no head');
    const header = readHeader(name, first);
    return {
      name,
      header,
      size: (await file.stat()).size,
      offset: () => reader.offset,
      parts: () => unlocked(name, header, reader, passphrase),
      close: () => closeOnce(file),
    };
  } catch (error) {
    await closeOnce(file);
    throw error;
  }
}

async function* unlocked(
  name: string,
  { isEncrypted, stretch, id }: Header,
  reader: FrameReader,
  passphrase: string | undefined,
): AsyncGenerator<Part, void, void> {
  if (isEncrypted) {
    if (!stretch || passphrase === undefined)
      throw new HubError(
        'invalid',
        `The backup ${name} is encrypted. Give the file with its passphrase: --passphrase-file FILE.`,
      );
    reader.decryptWith(await archiveKey(passphrase, stretch, id));
  }
  yield* readParts(name, reader);
}

const closeOnce = (file: FileHandle): Promise<void> => file.close().catch(() => {});

function readHeader(name: string, { payload }: Frame): Header {
  const value: unknown = JSON.parse(payload.toString());
  if (Number((value as { format?: unknown }).format) > 1)
    throw new HubError(
      'conflict',
      `The backup ${name} was made by a newer Spindle. Restore it with that version; nothing was changed.`,
    );
  return parse(name, Header, payload);
}

function parse<T extends z.ZodType>(name: string, shape: T, payload: Buffer): z.output<T> {
  try {
    return shape.parse(JSON.parse(payload.toString()));
  } catch {
    throw damaged(name, 'a part of it does not have the expected shape');
  }
}

async function* readParts(name: string, reader: FrameReader): AsyncGenerator<Part, void, void> {
  let pending: Frame | null = null;
  const take = async (): Promise<Frame | null> => {
    const frame = pending ?? (await reader.next());
    pending = null;
    return frame;
  };
  async function* bytes(): AsyncGenerator<Buffer> {
    for (;;) {
      const frame = await reader.next();
      if (frame?.type !== 'D') {
        pending = frame;
        return;
      }
      yield frame.payload;
    }
  }
  const ending = async (): Promise<Frame> => {
    const frame = await take();
    if (frame?.type !== 'E') throw damaged(name, 'a part of it has no end');
    return frame;
  };
  for (;;) {
    const frame = await take();
    if (!frame) throw damaged(name, 'its end is missing');
    switch (frame.type) {
      case 'S':
        yield { kind: 'schema', schema: parse(name, Schema, frame.payload) };
        break;
      case 'T': {
        const table = parse(name, TableHead, frame.payload);
        const seen = measure(unzip(name, bytes()), true);
        yield { kind: 'table', table, data: seen.data };
        const end = parse(name, TableEnd, (await ending()).payload);
        const was = seen.result();
        if (was.sha256 !== end.sha256 || was.bytes !== end.bytes || was.rows !== end.rows)
          throw damaged(name, `the rows of ${table.name} are not those that were written`);
        yield { kind: 'tableEnd', table, end };
        break;
      }
      case 'L':
        yield { kind: 'list', blobs: parse(name, BlobList, frame.payload) };
        break;
      case 'F': {
        const blob = parse(name, BlobHead, frame.payload);
        const seen = measure(bytes(), false);
        yield {
          kind: 'blob',
          blob,
          data: seen.data,
          isWhole: () => seen.result().sha256 === blob.sha256,
        };
        const end = parse(name, TableEnd, (await ending()).payload);
        if (seen.result().sha256 !== end.sha256)
          throw damaged(name, `file ${blob.sha256} is not what was written`);
        break;
      }
      case 'Z': {
        const summary = parse(name, Summary, frame.payload);
        if (await reader.next()) throw damaged(name, 'something follows its end');
        yield { kind: 'summary', summary };
        return;
      }
      default:
        throw damaged(name, 'it has a part that this Spindle does not know');
    }
  }
}

async function* unzip(name: string, from: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  // its failure comes out of the loop below
  pipeline(Readable.from(from, { objectMode: false }), gunzip).catch(() => {});
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (error) {
    if (/^Z_/.test(String((error as NodeJS.ErrnoException).code)))
      throw damaged(name, 'its data cannot be unpacked');
    throw error;
  }
}

/** Passes bytes on and counts them. `result` is for when all of them were read. */
export function measure(
  from: AsyncIterable<Buffer>,
  countsRows: boolean,
): { data: AsyncIterable<Buffer>; result(): TableEnd } {
  const hash = createHash('sha256');
  let bytes = 0;
  let rows = 0;
  let result: TableEnd | null = null;
  async function* data(): AsyncGenerator<Buffer> {
    for await (const chunk of from) {
      hash.update(chunk);
      bytes += chunk.length;
      if (countsRows) for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows += 1;
      yield chunk;
    }
  }
  return {
    data: data(),
    result: () => {
      result ??= { rows, bytes, sha256: hash.digest('hex') };
      return result;
    },
  };
}
