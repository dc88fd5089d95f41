import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChildPool, ChildStopped, createChildPool } from '../../../kit/child-pool.ts';
import { HubError } from '../../../kit/errors.ts';
import type { Marker } from '../marker.ts';
import { canWrite, finishPdf, type PdfBase } from './pdf-base.ts';
import type { StampRequest } from './stamp-child.ts';

let pool: ChildPool | null = null;

const childPool = (): ChildPool => {
  pool ??= createChildPool({
    script: new URL('./stamp-child.ts', import.meta.url),
    size: 2,
    timeoutMs: 60_000,
    memoryMb: 1024,
  });
  return pool;
};

/** Ends the children; the next copy starts new ones. */
export async function closeStampPool(): Promise<void> {
  await pool?.close();
  pool = null;
}

/** A small grey line at the foot of every page of a PDF. Anybody can cut it off: it deters, it does not prove. */
export const visibleLine: Marker = {
  id: 'visible-line',
  version: 3,
  contentTypes: ['application/pdf'],
  async mark({ path, outPath, line }) {
    await askChild({ path, outPath, line });
    return { contentType: 'application/pdf' };
  },
  shared: {
    takes: canWrite,
    async prepare({ path, storage }) {
      const folder = await mkdtemp(join(tmpdir(), 'spindle-base-'));
      try {
        const outPath = join(folder, 'base');
        const facts = await askChild<PdfBase>({ path, outPath, line: null });
        const { sha256 } = await storage.put(createReadStream(outPath));
        return { sha256, facts };
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    finish({ sha256, facts }, { masterSha256, line }) {
      const base = facts as PdfBase;
      const { lines, end } = finishPdf(base, masterSha256, line);
      return {
        contentType: 'application/pdf',
        pieces: [
          { sha256, start: 0, bytes: base.bodyBytes },
          { own: lines },
          { sha256, start: base.bodyBytes, bytes: base.entriesBytes },
          { own: end },
        ],
      };
    },
  },
};

async function askChild<T>(request: StampRequest): Promise<T> {
  try {
    return await childPool().run<T>(request);
  } catch (error) {
    if (error instanceof ChildStopped)
      throw new HubError(
        'invalid',
        `The licence line could not be put into this PDF: ${error.message} Save it smaller or simpler and publish it again.`,
        { cause: error },
      );
    throw error;
  }
}
