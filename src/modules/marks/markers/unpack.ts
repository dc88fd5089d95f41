import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { HubError, isHubError } from '../../../kit/errors.ts';
import { type FileKind, sniffFile } from '../../preflight/index.ts';

const mostEntries = 2000;
const mostBytes = 2_000_000_000;
/** Small archives of blank pages may shrink a lot; only past this size does the ratio count. */
const innocentBytes = 50_000_000;
const mostRatio = 200;

/** What one archive and all archives inside it may take together. */
export interface Allowance {
  entries: number;
  bytes: number;
}

export const newAllowance = (): Allowance => ({ entries: mostEntries, bytes: mostBytes });

export interface UnpackedEntry {
  name: string;
  entry: Entry;
  method: 0 | 8;
  sizeBytes: number;
  kind: FileKind;
  /** Null: a folder. */
  path: string | null;
}

/** Unpacks a ZIP into files and says what each one is by its content. Throws HubError `invalid` with a sentence. */
export async function unpack(
  path: string,
  allowance: Allowance,
  pathOf: (index: number) => string,
): Promise<{ archive: ZipFile; entries: UnpackedEntry[] }> {
  let archive: ZipFile | undefined;
  try {
    archive = await openPromise(path, { lazyEntries: true, autoClose: false });
    const listed = await list(archive, allowance);
    const entries: UnpackedEntry[] = [];
    for (const [index, entry] of listed.entries())
      entries.push(await unpackEntry(archive, entry, pathOf(index)));
    return { archive, entries };
  } catch (error) {
    archive?.close();
    if (isHubError(error)) throw error;
    throw new HubError(
      'invalid',
      'This archive is damaged or holds names that lead outside its folder, so its copies cannot be made. Pack it again.',
      { cause: error },
    );
  }
}

async function list(archive: ZipFile, allowance: Allowance): Promise<Entry[]> {
  allowance.entries -= archive.entryCount;
  if (allowance.entries < 0)
    throw new HubError('invalid', `There are more than ${mostEntries} files in this archive. Split it.`);
  const entries: Entry[] = [];
  for await (const entry of archive.eachEntry()) entries.push(entry);
  const size = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
  allowance.bytes -= size;
  const isBomb = size > innocentBytes && size / archive.fileSize > mostRatio;
  if (isBomb || allowance.bytes < 0)
    throw new HubError(
      'invalid',
      `This archive unpacks to ${Math.ceil(size / 1_000_000)} MB, too much for its size or for a buyer. Split it or pack it again.`,
    );
  const locked = entries.find((entry) => entry.isEncrypted());
  if (locked)
    throw new HubError(
      'invalid',
      `${locked.fileName} in the archive asks for a password. Pack it again without one.`,
    );
  return entries;
}

async function unpackEntry(archive: ZipFile, entry: Entry, to: string): Promise<UnpackedEntry> {
  const { fileName: name, uncompressedSize: sizeBytes, compressionMethod: method } = entry;
  if (method !== 0 && method !== 8)
    throw new HubError(
      'invalid',
      `${name} in the archive is packed in a way that not every computer can open. Pack it again as an ordinary ZIP.`,
    );
  if (name.endsWith('/')) return { name, entry, method, sizeBytes, kind: 'empty', path: null };
  let crc = 0;
  await pipeline(
    await archive.openReadStreamPromise(entry),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        crc = crc32(chunk, crc);
        yield chunk;
      }
    },
    createWriteStream(to, { flags: 'wx' }),
  );
  if (crc !== entry.crc32)
    throw new HubError('invalid', `${name} in the archive is damaged. Pack the archive again.`);
  const { kind } = await sniffFile(to, name);
  if (kind === 'unknown' && (await isOtherArchive(to, name)))
    throw new HubError(
      'invalid',
      `${name} in the archive is an archive that cannot be opened here. Put its files in directly.`,
    );
  return { name, entry, method, sizeBytes, kind, path: to };
}

const otherArchives = ['Rar!\x1a\x07', '7z\xbc\xaf\x27\x1c', 'BZh', '\xfd7zXZ\0'];

/** RAR, 7z, gzip, bzip2, xz, tar: PDFs could hide in them. A drawing packed as `.svgz` is none. */
async function isOtherArchive(path: string, name: string): Promise<boolean> {
  const handle = await open(path, 'r');
  try {
    const { buffer } = await handle.read(Buffer.alloc(264), 0, 264, 0);
    const start = buffer.toString('latin1');
    if (start.startsWith('\x1f\x8b')) return !/\.svgz$/i.test(name);
    return otherArchives.some((sign) => start.startsWith(sign)) || start.startsWith('ustar', 257);
  } finally {
    await handle.close();
  }
}
