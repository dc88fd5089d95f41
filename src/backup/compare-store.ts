import { createHash } from 'node:crypto';
import type { Storage } from '../storage/storage.ts';
import { connectPlain, listSequences, listTables } from './dump-store.ts';
import { digestOf } from './load-store.ts';

export interface Compared {
  tables: number;
  rows: number;
  files: number;
  fileBytes: number;
  /** What is not the same, in words; empty: equal. */
  differences: string[];
}

export interface ComparedHub {
  databaseUrl: string;
  storage: Storage;
}

/** Where a backup and a restore write themselves down, after the moment that is compared. */
const ownBooks = ['restored', 'backup_run'];

/**
 * Compares two hubs that are at rest: every row of every table, every sequence, and the bytes of every stored file that the
 * first one has.
 */
export async function compareHubs(one: ComparedHub, other: ComparedHub): Promise<Compared> {
  const compared: Compared = { tables: 0, rows: 0, files: 0, fileBytes: 0, differences: [] };
  const [left, right] = [await connectPlain(one.databaseUrl), await connectPlain(other.databaseUrl)];
  try {
    const [leftTables, rightTables] = [await listTables(left), await listTables(right)];
    const names = (tables: typeof leftTables) =>
      tables.map((table) => `${table.schema}.${table.name}`).join();
    if (names(leftTables) !== names(rightTables)) compared.differences.push('the tables are not the same');
    for (const [index, table] of leftTables.entries()) {
      const theirs = rightTables[index];
      if (!theirs) break;
      if (table.columns.join() !== theirs.columns.join())
        compared.differences.push(`${table.name}: the columns are not the same`);
      if (table.schema === 'public' && ownBooks.includes(table.name)) continue;
      const [a, b] = [await digestOf(left, table), await digestOf(right, theirs)];
      compared.tables += 1;
      compared.rows += a.rows;
      if (a.sha256 !== b.sha256)
        compared.differences.push(`${table.name}: ${a.rows} and ${b.rows} rows, not the same`);
    }
    const [from, to] = [await listSequences(left), await listSequences(right)];
    if (JSON.stringify(from) !== JSON.stringify(to))
      compared.differences.push('the sequences do not stand alike');
  } finally {
    await left.end();
    await right.end();
  }
  for await (const { sha256, sizeBytes } of one.storage.list()) {
    compared.files += 1;
    compared.fileBytes += sizeBytes;
    const hash = createHash('sha256');
    const stream = await other.storage.open(sha256).catch(() => null);
    if (stream) for await (const chunk of stream) hash.update(chunk as Buffer);
    if (!stream || hash.digest('hex') !== sha256)
      compared.differences.push(`file ${sha256}: ${stream ? 'other bytes' : 'is not there'}`);
  }
  return compared;
}
