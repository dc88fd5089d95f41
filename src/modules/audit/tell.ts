import type { Ctx } from '../../kit/ctx.ts';
import { newId } from '../../kit/ids.ts';
import { insertActivity } from './store.ts';

export type Tone = 'info' | 'good' | 'needs-you' | 'problem';

export interface Told {
  tone?: Tone;
  /** Whole, in the seller's words: “Released Simon 1.0.1: sleeve corrected.” */
  sentence: string;
  patternId?: string;
  channelId?: string;
  listingId?: string;
  orderId?: string;
  releaseId?: string;
  /** One of many lines of one change: shown in the history of its thing, not among the newest of everything. */
  isOneOfMany?: boolean;
}

/** Writes one line of the activity, in the transaction of what happened, and tells the live views. */
export const tell = (ctx: Ctx, told: Told): Promise<void> => tellAll(ctx, [told]);

/** Many lines at once, in as few statements as can be: for changes of thousands of patterns. */
export async function tellAll(ctx: Ctx, lines: readonly Told[]): Promise<void> {
  if (lines.length === 0) return;
  const at = ctx.clock.now();
  const rows = lines.map((told) => ({
    id: newId(at.getTime()),
    at,
    tone: told.tone ?? 'info',
    sentence: told.sentence,
    patternId: told.patternId ?? null,
    channelId: told.channelId ?? null,
    listingId: told.listingId ?? null,
    orderId: told.orderId ?? null,
    releaseId: told.releaseId ?? null,
    detail: told.isOneOfMany ? { isOneOfMany: true } : {},
  }));
  await insertActivity(ctx.tx, rows);
  for (const { id } of rows.slice(0, 100)) ctx.announce({ topic: 'activity', id });
}
