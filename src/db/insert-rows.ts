import { getTableColumns } from 'drizzle-orm';
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import type { Tx } from '../kit/ctx.ts';
import { rowsOf } from './query.ts';

const heads = new Map<PgTable, Map<string, string>>();

/** The statement for these keys of a row, made once. */
function headOf(table: PgTable, keys: readonly string[]): string {
  let known = heads.get(table);
  if (!known) {
    known = new Map();
    heads.set(table, known);
  }
  const key = keys.join();
  let text = known.get(key);
  if (!text) {
    const all = getTableColumns(table);
    const given = keys.flatMap((one) => (all[one] ? [{ key: `"${one}"`, column: all[one] }] : []));
    const names = given.map(({ column }) => `"${column.name}"`).join(', ');
    const values = given.map(({ key }) => key).join(', ');
    const typed = given.map(({ key, column }) => `${key} ${column.getSQLType()}`).join(', ');
    text = `insert into "${getTableConfig(table).name}" (${names}) select ${values} from json_to_recordset($1::json) as r (${typed})`;
    known.set(key, text);
  }
  return text;
}

/**
 * Many rows in one statement whose text is the same however many they are, so that the server plans it once and nothing is
 * built for each value. A column gets its default only where no row gives it a value. No bytea. `end`: what follows, such as
 * `on conflict do nothing`. Answers what `returning` in it returns.
 */
export async function insertRows<T extends PgTable, Returned extends object = never>(
  tx: Tx,
  table: T,
  rows: readonly T['$inferInsert'][],
  end = '',
): Promise<Returned[]> {
  if (rows.length === 0) return [];
  const keys = new Set<string>();
  for (const row of rows)
    for (const [key, value] of Object.entries(row)) if (value !== undefined) keys.add(key);
  return rowsOf<Returned>(tx, `${headOf(table, [...keys])} ${end}`, [asJson(rows)]);
}

/** Half of a character, which a shop may send, is written as an escape that PostgreSQL refuses: it becomes U+FFFD. */
function asJson(rows: readonly unknown[]): string {
  const text = JSON.stringify(rows);
  if (!text.includes('\\ud')) return text;
  return text.replace(/(\\\\)|\\ud[89a-f][0-9a-f]{2}/g, (_half, backslash?: string) => backslash ?? '\ufffd');
}
