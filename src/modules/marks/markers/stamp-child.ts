import { readFile, writeFile } from 'node:fs/promises';
import { answerRequests } from '../../../kit/child-pool.ts';
import { makePdfBase } from './make-pdf-base.ts';
import { stampPdf } from './stamp-pdf.ts';

export interface StampRequest {
  path: string;
  outPath: string;
  /** Null: prepare what all copies share, and answer its facts. */
  line: string | null;
}

answerRequests(async ({ path, outPath, line }: StampRequest) => {
  const master = await readFile(path);
  if (line !== null) {
    await writeFile(outPath, await stampPdf(master, line));
    return true;
  }
  const { bytes, base } = await makePdfBase(master);
  await writeFile(outPath, bytes);
  return base;
});
