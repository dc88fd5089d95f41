import { z } from 'zod';
import { HubError } from './errors.ts';

/** Input fields of a paged operation. */
export const PageInput = {
  cursor: z
    .string()
    .max(500)
    .optional()
    .meta({ description: 'Where to go on: the nextCursor of the page before.' }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(50)
    .meta({ description: 'Rows per page, 1 to 200.' }),
};

/** Output of a paged operation. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** An opaque cursor of the last row's sort values. */
export const encodeCursor = (values: (string | number)[]): string =>
  Buffer.from(JSON.stringify(values)).toString('base64url');

/** Throws HubError `invalid` on anything that `encodeCursor` did not make. */
export function decodeCursor(cursor: string, length: number): (string | number)[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (
      Array.isArray(values) &&
      values.length === length &&
      values.every((v) => typeof v === 'string' || typeof v === 'number')
    )
      return values as (string | number)[];
  } catch {
    // falls through to the same sentence
  }
  throw notOurs();
}

/** A cursor of a list by time: the last row's moment and id. Throws HubError `invalid`. */
export function decodeMomentCursor(cursor: string): { at: Date; id: string } {
  const [moment, id] = decodeCursor(cursor, 2);
  const at = new Date(String(moment));
  if (Number.isNaN(at.getTime())) throw notOurs();
  return { at, id: String(id) };
}

const notOurs = (): HubError =>
  new HubError('invalid', 'That page cursor is not valid. Start again from the first page.');

/** One row more than asked for tells whether there is a next page. */
export function toPage<T>(
  rows: T[],
  limit: number,
  cursorOf: (row: T) => (string | number)[],
): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? encodeCursor(cursorOf(last)) : null };
}
