import { ZipFile } from 'yazl';
import type { Storage } from '../../storage/storage.ts';

/** ZIP's first moment: the same members give the same bytes, whenever they are packed. */
const mtime = new Date(1980, 0, 1);

const packed = new Map<string, { sha256: string; sizeBytes: number }>();

/** Packs stored blobs into one stored archive. */
export async function packArchive(
  storage: Storage,
  members: readonly { name: string; sha256: string }[],
): Promise<{ sha256: string; sizeBytes: number }> {
  const key = members.map(({ name, sha256 }) => `${name}:${sha256}`).join('|');
  const known = packed.get(key);
  if (known && (await storage.size(known.sha256)) !== null) return known;
  const zip = new ZipFile();
  for (const { name, sha256 } of members) {
    const bytes = Buffer.from(await storage.read(sha256));
    zip.addBuffer(bytes, name, { mtime, mode: 0o100644, compress: true, forceDosTimestamp: true });
  }
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  const stored = await storage.put(Buffer.concat(chunks));
  packed.set(key, stored);
  return stored;
}
