import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../../kit/ctx.ts';

/**
 * Which of these hashes stand anywhere in the database: in any column of any table that can hold one, JSON included, so
 * that a table added later is not forgotten. One statement, one snapshot: a name cannot slip from one table to another.
 */
export async function selectNamed(tx: Tx, sha256s: readonly string[]): Promise<Set<string>> {
  if (sha256s.length === 0) return new Set();
  const columns = await tx.execute<{ table_name: string; columns: string[] }>(sql`
    select c.table_name, array_agg(c.column_name::text) as columns
    from information_schema.columns c
    join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE'
      and c.data_type in ('text', 'character varying', 'json', 'jsonb', 'ARRAY')
    group by c.table_name`);
  const words = columns.rows.map(({ table_name, columns: names }): SQL => {
    const parts = names.map((name) => sql`${sql.identifier(name)}::text`);
    return sql`select concat_ws(' ', ${sql.join(parts, sql`, `)}) as words from ${sql.identifier(table_name)}`;
  });
  const wanted = sql`${`{${sha256s.join(',')}}`}::text[]`;
  const found = await tx.execute<{ sha256: string }>(sql`
    select distinct hit[1] as sha256
    from (${sql.join(words, sql` union all `)}) as everything
    cross join lateral regexp_matches(everything.words, '[0-9a-f]{64}', 'g') as hit
    where hit[1] = any(${wanted})`);
  return new Set(found.rows.map((row) => row.sha256));
}
