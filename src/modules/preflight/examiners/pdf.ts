import { readFile } from 'node:fs/promises';
import type { Facts } from '../check.ts';
import { type DictionaryFacts, readDictionary } from './pdf-dictionary.ts';
import { readPages } from './pdf-pages.ts';

/** PDFium for pages, fonts and pictures, the dictionary walk for what PDFium does not tell. */
export async function examinePdf(path: string): Promise<Facts> {
  const bytes = await readFile(path);
  const seen = await readPages(bytes);
  let read: DictionaryFacts | null = null;
  const problems: Record<string, string> = { ...seen.problems };
  try {
    read = await readDictionary(bytes);
  } catch (error) {
    problems.dictionary = error instanceof Error ? error.message.slice(0, 300) : String(error);
  }
  if (read?.isBomb) problems.streams = 'packed twice, over 100 MB';
  if (!bytes.subarray(-2048).toString('latin1').includes('%%EOF')) problems.end = 'no %%EOF';
  const unit = (page: number) => read?.userUnits[page - 1] ?? 1;
  return {
    ...seen,
    ...(seen.pageSizes && {
      pageSizes: seen.pageSizes.map((size, index) => ({
        widthMm: round(size.widthMm * unit(index + 1)),
        heightMm: round(size.heightMm * unit(index + 1)),
      })),
    }),
    ...(seen.images && {
      images: seen.images.map((image) => ({
        ...image,
        dpi: round(image.dpi / unit(image.page)),
        widthMm: round(image.widthMm * unit(image.page)),
        heightMm: round(image.heightMm * unit(image.page)),
      })),
    }),
    ...(read?.layers ? { layers: read.layers } : {}),
    actions: [...new Set([...(seen.actions ?? []), ...(read?.actions ?? [])])],
    attachedNames: read?.attached ?? [],
    isEncrypted: Boolean(seen.isEncrypted ?? read?.isEncrypted),
    problems,
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;
