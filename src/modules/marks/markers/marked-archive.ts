import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ZipFile } from 'yauzl';
import { HubError, isHubError } from '../../../kit/errors.ts';
import type { FileKind } from '../../preflight/index.ts';
import type { Marker } from '../marker.ts';
import { licenceText } from './licence-archive.ts';
import { type Allowance, newAllowance, type UnpackedEntry, unpack } from './unpack.ts';
import { visibleLine } from './visible-line.ts';
import { storedFile, storedText, writeZip, type ZipEntry } from './write-zip.ts';

const deepest = 3;
const archives: readonly FileKind[] = ['zip', 'epub', 'docx', '3mf'];

/**
 * An archive packed anew: every PDF in it, also in archives inside, carries the line; everything else stays as it is,
 * byte for byte; the licence text is added. Refused when anything in it cannot be opened, so that nothing hides.
 */
export const markedArchive: Marker = {
  id: 'marked-archive',
  version: 1,
  contentTypes: ['application/zip'],
  async mark({ path, line, outPath }) {
    const work: Work = { line, folder: dirname(outPath), allowance: newAllowance(), files: 0 };
    await repack(path, outPath, work, 1);
    return { contentType: 'application/zip' };
  },
};

interface Work {
  line: string;
  folder: string;
  allowance: Allowance;
  /** Counts the temporary files of this copy. */
  files: number;
}

/** Writes the archive anew; at depth 1 always and with the licence text, deeper only when something in it was marked. */
async function repack(path: string, outPath: string, work: Work, depth: number): Promise<boolean> {
  const { archive, entries } = await unpack(path, work.allowance, (index) =>
    join(work.folder, `${work.files}-${depth}-${index}`),
  );
  work.files += 1;
  try {
    const written: ZipEntry[] = [];
    let isMarked = false;
    for (const entry of entries) {
      const marked = await markEntry(entry, work, depth);
      isMarked ||= marked !== null;
      written.push(marked ?? asItIs(archive, entry));
    }
    if (depth > 1 && !isMarked) return false;
    if (depth === 1) written.push(storedText(licenceName(entries), licenceText(work.line)));
    await writeZip(outPath, written);
    return true;
  } finally {
    archive.close();
  }
}

async function markEntry(entry: UnpackedEntry, work: Work, depth: number): Promise<ZipEntry | null> {
  if (entry.path === null) return null;
  const outPath = `${entry.path}-marked`;
  if (archives.includes(entry.kind)) {
    if (depth === deepest)
      throw new HubError(
        'invalid',
        `There are archives inside archives inside archives (${entry.name}). Put the files in directly and publish it again.`,
      );
    if (!(await repack(entry.path, outPath, work, depth + 1))) return null;
  } else if (isPdf(entry)) {
    try {
      await visibleLine.mark({
        path: entry.path,
        sizeBytes: entry.sizeBytes,
        name: entry.name,
        line: work.line,
        code: '',
        outPath,
      });
    } catch (error) {
      if (!isHubError(error)) throw error;
      throw new HubError(error.code, `${entry.name} in the archive: ${error.message}`, { cause: error });
    }
  } else return null;
  return storedFile(entry.name, outPath, (await stat(outPath)).size);
}

/** By content; by name too, so that a damaged one is refused and not passed on. `._x.pdf` are notes of a Mac. */
const isPdf = ({ kind, name, sizeBytes }: UnpackedEntry): boolean =>
  kind === 'pdf' || (sizeBytes > 0 && /(^|\/)(?!\._)[^/]*\.pdf$/i.test(name));

const asItIs = (archive: ZipFile, { name, entry, method }: UnpackedEntry): ZipEntry => ({
  name,
  method,
  crc: entry.crc32,
  packedBytes: entry.compressedSize,
  sizeBytes: entry.uncompressedSize,
  open: () => archive.openReadStreamPromise(entry, { decodeFileData: false }),
});

function licenceName(entries: readonly UnpackedEntry[]): string {
  const taken = new Set(entries.map(({ name }) => name.toLowerCase()));
  let name = 'licence.txt';
  for (let number = 2; taken.has(name); number += 1) name = `licence-${number}.txt`;
  return name;
}
