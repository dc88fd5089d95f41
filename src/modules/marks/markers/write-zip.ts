import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';

export interface ZipEntry {
  /** With `/` between folders; a folder's ends with one. */
  name: string;
  /** 0: stored, 8: deflated; the bytes come packed already. */
  method: 0 | 8;
  crc: number;
  packedBytes: number;
  sizeBytes: number;
  open(): Promise<Readable> | Readable;
}

export const storedText = (name: string, text: string): ZipEntry => {
  const bytes = Buffer.from(text);
  return {
    name,
    method: 0,
    crc: crc32(bytes),
    packedBytes: bytes.length,
    sizeBytes: bytes.length,
    open: () => Readable.from([bytes]),
  };
};

export async function storedFile(name: string, path: string, sizeBytes: number): Promise<ZipEntry> {
  let crc = 0;
  for await (const chunk of createReadStream(path)) crc = crc32(chunk as Buffer, crc);
  return { name, method: 0, crc, packedBytes: sizeBytes, sizeBytes, open: () => createReadStream(path) };
}

/**
 * Nothing is packed anew and all dates are 1980-01-01: the same input gives the same bytes, whatever the machine's
 * deflate does. Under 4 GB and 65,535 entries (no ZIP64). PKWARE APPNOTE 6.3, 4.3.7 and on.
 */
export const writeZip = (path: string, entries: readonly ZipEntry[]): Promise<void> =>
  pipeline(Readable.from(zip(entries)), createWriteStream(path, { flags: 'wx' }));

async function* zip(entries: readonly ZipEntry[]): AsyncGenerator<Buffer> {
  let offset = 0;
  const directory: Buffer[] = [];
  for (const entry of entries) {
    const name = Buffer.from(entry.name, 'utf8');
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    writeFields(head, 4, entry, name);
    yield Buffer.concat([head, name]);
    for await (const chunk of await entry.open()) yield chunk as Buffer;
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(20, 4);
    writeFields(central, 6, entry, name);
    central.writeUInt32LE(offset, 42);
    directory.push(central, name);
    offset += 30 + name.length + entry.packedBytes;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  yield Buffer.concat([list, end]);
}

/** Fields that the local and the central header have in the same order. */
function writeFields(header: Buffer, at: number, entry: ZipEntry, name: Buffer): void {
  header.writeUInt16LE(20, at);
  // bit 11: the name is UTF-8
  header.writeUInt16LE(0x0800, at + 2);
  header.writeUInt16LE(entry.method, at + 4);
  header.writeUInt16LE(0, at + 6);
  header.writeUInt16LE(0x0021, at + 8);
  header.writeUInt32LE(entry.crc, at + 10);
  header.writeUInt32LE(entry.packedBytes, at + 14);
  header.writeUInt32LE(entry.sizeBytes, at + 18);
  header.writeUInt16LE(name.length, at + 22);
}
