import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

type Stored = { $bytes: string };
const isStored = (value: unknown): value is Stored =>
  typeof value === 'object' && value !== null && typeof (value as Stored).$bytes === 'string';

/** Reads a state written by `writeSnapshot`; undefined when there is none. */
export function readSnapshot<T>(path: string): T | undefined {
  if (!existsSync(path)) return undefined;
  return JSON.parse(readFileSync(path, 'utf8'), (_key, value: unknown) =>
    isStored(value) ? Buffer.from(value.$bytes, 'base64') : value,
  ) as T;
}

/** The whole state as one JSON file, replaced in one step. */
export function writeSnapshot(path: string, state: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  const text = JSON.stringify(state, (_key, value: unknown) => {
    const buffer = value as { type?: string; data?: number[] } | null;
    // JSON.stringify has already called Buffer.prototype.toJSON here.
    return buffer && typeof buffer === 'object' && buffer.type === 'Buffer' && Array.isArray(buffer.data)
      ? { $bytes: Buffer.from(buffer.data).toString('base64') }
      : value;
  });
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
