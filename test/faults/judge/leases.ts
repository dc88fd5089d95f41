import type { Lab } from '../lab/lab.ts';
import { type Claim, overtaken, readClaims } from '../lab/leases.ts';
import type { Scene } from '../stories/story.ts';

const longestTakeoverMs = 10_000;

/** Who wrote when, against who had the listing then; and how soon a dead worker's listings were taken up. */
export async function judgeLeases({ lab }: Scene): Promise<{ wrong: string[]; takeoverMs: number[] }> {
  const claims = await readClaims(lab.query);
  const rows = await lab.query<{ id: string; kind: string; remote_id: string | null }>(
    `select l.id, c.kind, l.remote_id from listing l join channel c on c.id = l.channel_id`,
  );
  const ids = new Map(rows.map((row) => [`${row.kind}:${row.remote_id}`, row.id]));
  const wrong = overtaken(lab.watch.writes, claims, (shop, remoteId) => ids.get(`${shop}:${remoteId}`));
  const all = lab.deaths.flatMap((death) => takeovers(lab, death, claims));
  const slow = all.map((one) => one.ms).filter((ms) => ms > longestTakeoverMs);
  if (slow.length > 0)
    wrong.push(`${slow.length} listings of a dead worker were taken up only after ${Math.max(...slow)} ms`);
  return { wrong, takeoverMs: all.filter((one) => !one.isHindered).map((one) => one.ms) };
}

/**
 * How long it took until what a dead worker held was taken by anybody, in milliseconds: from its death, or, hindered, from
 * when there was somebody again who could.
 */
export function takeovers(
  { deaths, strikes }: Pick<Lab, 'deaths' | 'strikes'>,
  death: Lab['deaths'][number],
  claims: readonly Claim[],
): { ms: number; isHindered: boolean }[] {
  const hindrances = [
    ...strikes.filter((one) => one.fault.stopsWork),
    ...deaths
      .filter((one) => one.pid !== death.pid)
      .map((one) => ({ fromMs: one.atMs, untilMs: one.backAtMs })),
  ];
  return death.held.flatMap((listingId) => {
    const next = claims.find((claim) => claim.listingId === listingId && claim.atMs > death.atMs);
    if (!next) return [];
    const hindered = hindrances.filter((one) => one.untilMs > death.atMs && one.fromMs < next.atMs);
    const sinceMs = Math.max(death.atMs, ...hindered.map((one) => one.untilMs));
    return [{ ms: Math.max(0, Math.round(next.atMs - sinceMs)), isHindered: hindered.length > 0 }];
  });
}
