import { and, asc, desc, eq, inArray, lt, or, type SQL, sql } from 'drizzle-orm';
import { buyer, notice, noticeRecipient, pattern, release, studio } from '../../db/tables/index.ts';
import type { Tx } from '../../kit/ctx.ts';
import type { Candidate } from './notice.ts';

export type NoticeRow = typeof notice.$inferSelect;

/** False when the release already has its notice. */
export async function insertNotice(tx: Tx, row: typeof notice.$inferInsert): Promise<boolean> {
  const rows = await tx.insert(notice).values(row).onConflictDoNothing().returning({ id: notice.id });
  return rows.length > 0;
}

export async function lockNotice(tx: Tx, id: string): Promise<NoticeRow | null> {
  const rows = await tx.select().from(notice).where(eq(notice.id, id)).for('update');
  return rows[0] ?? null;
}

export const updateNoticeRow = (tx: Tx, id: string, set: Partial<typeof notice.$inferInsert>) =>
  tx.update(notice).set(set).where(eq(notice.id, id));

/** What a release changed; null: everything. */
export interface Touches {
  sizes: string[] | null;
  roles: string[] | null;
  languages: string[] | null;
}

/** Every buyer of a pattern whose part of it is touched, each once, refunded ones too (so that the seller sees them). */
export async function selectCandidates(tx: Tx, patternId: string, touches: Touches): Promise<Candidate[]> {
  const list = (values: string[] | null): SQL =>
    values === null
      ? sql`null::text[]`
      : sql`array[${sql.join(
          values.map((value) => sql`${value}`),
          sql`, `,
        )}]::text[]`;
  const result = await tx.execute<{
    buyer_id: string;
    email: string | null;
    consent: string;
    kinds: (string | null)[] | null;
  }>(sql`
    with touched as (select ${list(touches.sizes)} as sizes, ${list(touches.roles)} as roles, ${list(touches.languages)} as languages)
    select b.id as buyer_id, b.email, b.consent,
      array_agg(distinct coalesce(c.kind, '')) filter (where e.revoked_at is null) as kinds
    from entitlement e
      join offer o on o.id = e.offer_id
      join buyer b on b.id = e.buyer_id
      join sale_line l on l.id = e.sale_line_id
      join sale s on s.id = l.sale_id
      left join channel c on c.id = s.channel_id,
      touched t
    where o.pattern_id = ${patternId} and not b.is_test
      and (t.sizes is null or o.sizes is null or o.sizes && t.sizes)
      and (t.roles is null or o.roles is null or o.roles && t.roles)
      and (t.languages is null or o.languages is null or o.languages && t.languages)
    group by b.id, b.email, b.consent
    order by b.id`);
  return result.rows.map((row) => ({
    buyerId: row.buyer_id,
    email: row.email,
    consent: row.consent,
    activeKinds: (row.kinds ?? []).map((kind) => kind || null),
  }));
}

/** Writes what was decided now; who was already written to stays so. */
export async function putRecipients(
  tx: Tx,
  rows: { noticeId: string; buyerId: string; state: string; reason: string | null }[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += 1000)
    await tx
      .insert(noticeRecipient)
      .values(rows.slice(from, from + 1000))
      .onConflictDoUpdate({
        target: [noticeRecipient.noticeId, noticeRecipient.buyerId],
        set: { state: sql`excluded.state`, reason: sql`excluded.reason` },
        setWhere: inArray(noticeRecipient.state, ['to-send', 'withheld']),
      });
}

export const selectToSend = (tx: Tx, noticeId: string, limit: number) =>
  tx
    .select({ buyerId: buyer.id, email: buyer.email, name: buyer.name })
    .from(noticeRecipient)
    .innerJoin(buyer, eq(buyer.id, noticeRecipient.buyerId))
    .where(and(eq(noticeRecipient.noticeId, noticeId), eq(noticeRecipient.state, 'to-send')))
    .orderBy(asc(noticeRecipient.buyerId))
    .limit(limit);

export const markRecipient = (
  tx: Tx,
  noticeId: string,
  buyerId: string,
  set: { state: string; reason?: string; messageId?: string | null },
) =>
  tx
    .update(noticeRecipient)
    .set(set)
    .where(and(eq(noticeRecipient.noticeId, noticeId), eq(noticeRecipient.buyerId, buyerId)));

/** Of two rows for what is now one buyer, the one that got further stays. */
export async function moveRecipient(tx: Tx, fromId: string, toId: string): Promise<void> {
  await tx.execute(sql`
    delete from notice_recipient r where r.buyer_id = ${toId} and r.state in ('to-send', 'withheld')
      and exists (select 1 from notice_recipient d where d.notice_id = r.notice_id and d.buyer_id = ${fromId}
        and d.state in ('in-outbox', 'sent'))`);
  await tx.execute(sql`
    update notice_recipient r set buyer_id = ${toId} where r.buyer_id = ${fromId}
      and not exists (select 1 from notice_recipient k where k.notice_id = r.notice_id and k.buyer_id = ${toId})`);
  await tx.execute(sql`update message set buyer_id = ${toId} where buyer_id = ${fromId}`);
}

// Reading ----------------------------------------------------------------------------------------------------------------

const countOf = (state: SQL): SQL<number> =>
  sql<number>`(select count(*)::int from notice_recipient r where r.notice_id = ${notice.id} and r.state ${state})`;

const columns = {
  notice,
  patternId: release.patternId,
  patternTitle: pattern.title,
  changeKind: release.changeKind,
  releaseNumber: sql<string>`${release.major} || '.' || ${release.minor} || '.' || ${release.patch}`,
  toSend: countOf(sql`= 'to-send'`),
  inOutbox: countOf(sql`in ('in-outbox', 'sent')`),
  withheld: countOf(sql`= 'withheld'`),
};

const ofDesigner = (designerId: string | null): SQL | undefined =>
  designerId ? eq(pattern.designerId, designerId) : undefined;

export function selectNotices(
  tx: Tx,
  filter: {
    state?: string | undefined;
    patternId?: string | undefined;
    designerId: string | null;
    before?: { at: Date; id: string } | undefined;
    limit: number;
  },
) {
  const { before } = filter;
  return tx
    .select(columns)
    .from(notice)
    .innerJoin(release, eq(release.id, notice.releaseId))
    .innerJoin(pattern, eq(pattern.id, release.patternId))
    .where(
      and(
        filter.state ? eq(notice.state, filter.state) : undefined,
        filter.patternId ? eq(release.patternId, filter.patternId) : undefined,
        ofDesigner(filter.designerId),
        before
          ? or(
              lt(notice.createdAt, before.at),
              and(eq(notice.createdAt, before.at), lt(notice.id, before.id)),
            )
          : undefined,
      ),
    )
    .orderBy(desc(notice.createdAt), desc(notice.id))
    .limit(filter.limit);
}

export type NoticeWithCounts = Awaited<ReturnType<typeof selectNotices>>[number];

export async function selectNotice(
  tx: Tx,
  id: string,
  designerId: string | null,
): Promise<NoticeWithCounts | null> {
  const rows = await tx
    .select(columns)
    .from(notice)
    .innerJoin(release, eq(release.id, notice.releaseId))
    .innerJoin(pattern, eq(pattern.id, release.patternId))
    .where(and(eq(notice.id, id), ofDesigner(designerId)));
  return rows[0] ?? null;
}

export const selectWithheld = (tx: Tx, noticeId: string) =>
  tx
    .select({
      reason: sql<string>`coalesce(${noticeRecipient.reason}, '')`,
      buyers: sql<number>`count(*)::int`,
    })
    .from(noticeRecipient)
    .where(and(eq(noticeRecipient.noticeId, noticeId), eq(noticeRecipient.state, 'withheld')))
    .groupBy(noticeRecipient.reason)
    .orderBy(sql`count(*) desc`);

export async function selectPatternTitle(tx: Tx, patternId: string): Promise<string> {
  const rows = await tx.select({ title: pattern.title }).from(pattern).where(eq(pattern.id, patternId));
  return rows[0]?.title ?? 'your pattern';
}

export async function readStudioSettings(tx: Tx): Promise<unknown> {
  const rows = await tx.select({ settings: studio.settings }).from(studio).limit(1);
  return rows[0]?.settings ?? {};
}
