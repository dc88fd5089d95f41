import { open, stat } from 'node:fs/promises';
import { headBytes, type Sniffed, sniff, tailBytes } from './sniff.ts';

/** Tells what a file is by reading its two ends. */
export async function sniffFile(path: string, name: string): Promise<Sniffed & { sizeBytes: number }> {
  const { size } = await stat(path);
  const handle = await open(path, 'r');
  try {
    const head = Buffer.alloc(Math.min(headBytes, size));
    const tail = Buffer.alloc(Math.min(tailBytes, size));
    await handle.read(head, 0, head.length, 0);
    await handle.read(tail, 0, tail.length, size - tail.length);
    return { ...sniff(head, tail, size, name), sizeBytes: size };
  } finally {
    await handle.close();
  }
}
