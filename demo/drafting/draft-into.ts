import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { designOf, designs } from './designs.ts';
import { type DraftedFile, draftDesign, draftTiles } from './draft-design.ts';

export interface DraftProgress {
  id: string;
  title: string;
  /** Designs written so far, this one included. */
  done: number;
  total: number;
}

/**
 * Writes `<folder>/<design title>/<id>-a4.pdf`, `-a0.pdf`, `-instructions.pdf` and `-cover.png`, as a
 * designer saves them: each under a temporary name, then renamed.
 */
export async function draftInto(
  folder: string,
  opts: { only?: string[]; onProgress?: (progress: DraftProgress) => void } = {},
): Promise<void> {
  const wanted = opts.only ? opts.only.map(designOf) : designs;
  for (const [index, { id, title }] of wanted.entries()) {
    const { files } = await draftDesign(id);
    for (const file of files) await save(join(folder, title), file);
    opts.onProgress?.({ id, title, done: index + 1, total: wanted.length });
  }
}

/** Writes the corrected printing of the design's A4 file over the one in the folder; returns its path. */
export async function correct(folder: string, id: string): Promise<string> {
  return save(join(folder, designOf(id).title), await draftTiles(id, true));
}

async function save(folder: string, { name, bytes }: DraftedFile): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  // A leading dot keeps the half-written file out of folder watches.
  const draft = join(folder, `.${name}.part`);
  await writeFile(draft, bytes);
  await rename(draft, path);
  return path;
}
