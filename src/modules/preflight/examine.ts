import type { Examined, Facts } from './check.ts';
import { examineArchive } from './examiners/archive.ts';
import { examinePdf } from './examiners/pdf.ts';
import { examinePicture } from './examiners/picture.ts';
import type { FileKind } from './sniff.ts';
import { sniffFile } from './sniff-file.ts';

/** Who measures which kind; kinds without one have no facts beyond their size. */
const examiners: Partial<Record<FileKind, (path: string) => Promise<Facts>>> = {
  pdf: examinePdf,
  png: examinePicture,
  jpeg: examinePicture,
  webp: examinePicture,
  gif: examinePicture,
  zip: examineArchive,
  '3mf': examineArchive,
  epub: examineArchive,
  docx: examineArchive,
};

/** Measures one file. Only ever called in a child process that may be killed. */
export async function examine(path: string, name: string | null): Promise<Examined> {
  const sniffed = await sniffFile(path, name ?? '');
  const facts = (await examiners[sniffed.kind]?.(path)) ?? {};
  return { kind: sniffed.kind, contentType: sniffed.contentType, sizeBytes: sniffed.sizeBytes, name, facts };
}
