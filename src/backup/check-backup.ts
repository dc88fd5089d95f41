import { dirname, join } from 'node:path';
import { openArchive } from './archive.ts';
import { BlobFolder } from './blob-folder.ts';
import type { Header, Schema, Summary } from './format.ts';
import { damaged } from './frames.ts';
import type { Progress } from './write-archive.ts';

export interface Checked {
  header: Header;
  schema: Schema | null;
  summary: Summary;
  /** Files in the folder that are gone or are not what their name says. */
  badFiles: string[];
  bytes: number;
}

export interface CheckOptions {
  passphrase?: string | undefined;
  /** `bytes`: reads every file of a folder; `there`: looks only whether each is there; `no`: the archive alone. */
  files?: 'bytes' | 'there' | 'no';
  /** Where the archive is yet to be named: the folder of its files. */
  folder?: string;
  onProgress?: (progress: Progress) => void;
}

/** Reads a backup from its first byte to its last. Throws HubError `conflict` where the archive is not as it was written. */
export async function checkBackup(path: string, options: CheckOptions = {}): Promise<Checked> {
  const archive = await openArchive(path, options.passphrase);
  const { name, header } = archive;
  try {
    let schema: Schema | null = null;
    let summary: Summary | null = null;
    const sizes = new Map<string, number>();
    const seen = new Set<string>();
    let [tables, rows] = [0, 0];
    for await (const part of archive.parts()) {
      if (part.kind === 'schema') schema = part.schema;
      else if (part.kind === 'table') await drain(part.data);
      else if (part.kind === 'tableEnd') {
        tables += 1;
        rows += part.end.rows;
      } else if (part.kind === 'list') for (const [sha256, size] of part.blobs) sizes.set(sha256, size);
      else if (part.kind === 'blob') {
        await drain(part.data);
        if (part.isWhole()) seen.add(part.blob.sha256);
      } else summary = part.summary;
      options.onProgress?.({
        phase: 'check',
        done: seen.size,
        total: sizes.size,
        doneBytes: archive.offset(),
        totalBytes: archive.size,
      });
    }
    if (
      !schema ||
      !summary ||
      summary.tables !== tables ||
      summary.rows !== rows ||
      summary.blobs !== sizes.size
    )
      throw damaged(name, 'it holds less or more than its end says');
    const missing = new Set(summary.missing);
    const wanted = [...sizes].filter(([sha256]) => !missing.has(sha256));
    if (header.form === 'whole' && wanted.some(([sha256]) => !seen.has(sha256)))
      throw damaged(name, 'a file that it names is not in it');
    const badFiles =
      header.form === 'folder' && options.files !== 'no'
        ? await checkFiles(options.folder ?? dirname(path), wanted, options)
        : [];
    return { header, schema, summary, badFiles, bytes: archive.size };
  } finally {
    await archive.close();
  }
}

async function checkFiles(
  folder: string,
  wanted: [string, number][],
  options: CheckOptions,
): Promise<string[]> {
  const files = new BlobFolder(join(folder, 'files'));
  const bad: string[] = [];
  const totalBytes = wanted.reduce((total, [, size]) => total + size, 0);
  let [done, doneBytes] = [0, 0];
  for (const [sha256, size] of wanted) {
    const isGood = options.files === 'there' ? await files.has(sha256, size) : await files.isWhole(sha256);
    if (!isGood) bad.push(sha256);
    done += 1;
    doneBytes += size;
    options.onProgress?.({ phase: 'check', done, total: wanted.length, doneBytes, totalBytes });
  }
  return bad;
}

async function drain(data: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of data);
}
