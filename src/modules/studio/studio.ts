import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { Currency } from '../../kit/money.ts';
import type { StudioRow } from './store.ts';

export const StudioName = z.string().trim().min(1, 'Give the studio a name.').max(120);

export const TimeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'That is not a time zone. Write it like Europe/Berlin.')
  .meta({ description: 'IANA time zone.' });

export const Studio = z
  .object({
    id: Id,
    name: z.string(),
    currency: Currency,
    timeZone: z.string(),
    /** Set: nothing is written to any shop. */
    stoppedAt: z.iso.datetime().nullable(),
    stoppedBy: z.string().nullable(),
    designers: z.array(z.object({ id: Id, name: z.string() })),
    version: z.int(),
  })
  .meta({ id: 'Studio' });
export type Studio = z.infer<typeof Studio>;

export function toStudio(row: StudioRow | null, designers: { id: string; name: string }[]): Studio {
  if (!row) throw new HubError('unavailable', 'The hub is still setting itself up. Try again in a moment.');
  return {
    id: row.id,
    name: row.name,
    currency: row.currency,
    timeZone: row.timeZone,
    stoppedAt: row.stoppedAt?.toISOString() ?? null,
    stoppedBy: row.stoppedBy,
    designers,
    version: row.version,
  };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
