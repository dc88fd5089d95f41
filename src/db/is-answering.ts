import { sql } from 'drizzle-orm';
import type { Tx } from '../kit/ctx.ts';

/** Whether the database answers the simplest question. */
export const isAnswering = (db: Tx): Promise<boolean> =>
  db.execute(sql`select 1`).then(
    () => true,
    () => false,
  );
