import { type FileHandle, open } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';
import type { ArchiveEntry, Facts } from '../check.ts';

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const mostEntries = 20_000;
/** Archives inside: so many are looked into, each up to this size, so deep. */
const mostInner = 100;
const mostInnerBytes = 32_000_000;
const deepest = 3;

/** Where bytes come from: a file, or an archive that lay inside one. */
interface Source {
  size: number;
  readAt(position: number, length: number): Promise<Buffer>;
}

interface Listed extends ArchiveEntry {
  method: number;
}

/** Lists a ZIP by its directory at the end, and the archives inside it; nothing else is unpacked. */
export async function examineArchive(path: string): Promise<Facts> {
  const handle = await open(path, 'r');
  try {
    const source = { size: (await handle.stat()).size, readAt: readerOf(handle) };
    const listed = await readDirectory(source);
    const budget = { archives: mostInner };
    for (const entry of listed.entries ?? []) {
      const innerBytes = await bytesInside(source, entry, budget, 1);
      if (innerBytes > 0) entry.innerBytes = innerBytes;
    }
    return {
      ...(listed.entries && { entries: listed.entries.map(({ method: _, ...entry }) => entry) }),
      ...(listed.problems && { problems: listed.problems }),
    };
  } finally {
    await handle.close();
  }
}

const readerOf =
  (handle: FileHandle) =>
  async (position: number, length: number): Promise<Buffer> => {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await handle.read(buffer, 0, length, position);
    return buffer.subarray(0, bytesRead);
  };

async function readDirectory(
  source: Source,
): Promise<{ entries?: Listed[]; problems?: Record<string, string> }> {
  const { size } = source;
  const tail = await source.readAt(Math.max(0, size - 66_000), Math.min(size, 66_000));
  const endAt = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (endAt < 0 || tail.length - endAt < 22 || tail.readUInt32LE(endAt) !== endSignature)
    return { problems: { archive: 'no directory at the end' } };
  const count = tail.readUInt16LE(endAt + 10);
  const directorySize = tail.readUInt32LE(endAt + 12);
  const directoryAt = tail.readUInt32LE(endAt + 16);
  if (count === 0xffff || directoryAt === 0xffffffff)
    return { problems: { zip64: 'ZIP64 directories are not read' } };
  if (directoryAt + directorySize > size)
    return { problems: { archive: 'the directory lies outside the file' } };
  const entries = readEntries(await source.readAt(directoryAt, directorySize), Math.min(count, mostEntries));
  return entries.length < Math.min(count, mostEntries)
    ? { entries, problems: { archive: 'the directory is damaged' } }
    : { entries };
}

function readEntries(directory: Buffer, count: number): Listed[] {
  const entries: Listed[] = [];
  let at = 0;
  while (
    entries.length < count &&
    at + 46 <= directory.length &&
    directory.readUInt32LE(at) === entrySignature
  ) {
    const flags = directory.readUInt16LE(at + 8);
    const nameLength = directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString(flags & 0x800 ? 'utf8' : 'latin1', at + 46, at + 46 + nameLength),
      packedBytes: directory.readUInt32LE(at + 20),
      sizeBytes: directory.readUInt32LE(at + 24),
      startsAt: directory.readUInt32LE(at + 42),
      isEncrypted: (flags & 1) === 1,
      method: directory.readUInt16LE(at + 10),
    });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** What an archive inside says it unpacks to, with those inside it; 0 for anything else. */
async function bytesInside(
  source: Source,
  entry: Listed,
  budget: { archives: number },
  depth: number,
): Promise<number> {
  if (depth > deepest || budget.archives <= 0 || entry.isEncrypted || !/\.zip$/i.test(entry.name)) return 0;
  if (entry.packedBytes > mostInnerBytes || entry.sizeBytes > mostInnerBytes) return 0;
  budget.archives -= 1;
  const bytes = await unpack(source, entry);
  if (!bytes) return 0;
  const inner: Source = {
    size: bytes.length,
    readAt: async (position, length) => bytes.subarray(position, position + length),
  };
  const { entries = [] } = await readDirectory(inner);
  let sum = 0;
  for (const one of entries) sum += one.sizeBytes + (await bytesInside(inner, one, budget, depth + 1));
  return sum;
}

async function unpack(source: Source, entry: Listed): Promise<Buffer | null> {
  const head = await source.readAt(entry.startsAt, 30);
  if (head.length < 30) return null;
  const startsAt = entry.startsAt + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
  const packed = await source.readAt(startsAt, entry.packedBytes);
  if (entry.method === 0) return packed;
  try {
    return entry.method === 8 ? inflateRawSync(packed, { maxOutputLength: mostInnerBytes }) : null;
  } catch {
    // damaged, or more than it says: the buyer's program will say so, this only adds up
    return null;
  }
}
