import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import { isAmong, rowsOf } from '../../db/query.ts';
import {
  asset,
  folderFile,
  pattern,
  release,
  releaseFile,
  studio,
  watchedFolder,
} from '../../db/tables/index.ts';
import type { Actor, Tx } from '../../kit/ctx.ts';
import { newId } from '../../kit/ids.ts';
import type { Facts } from '../preflight/index.ts';
import { type ChangeKind, type CurrentFile, numberText, type ReleaseState } from './release.ts';

export type ReleaseRow = Omit<typeof release.$inferSelect, 'state' | 'changeKind'> & {
  state: ReleaseState;
  changeKind: ChangeKind;
};
export type FileRow = Omit<CurrentFile, 'patternId' | 'releaseNumber'> & { position: number; facts: Facts };

const fileColumns = {
  releaseFileId: releaseFile.id,
  releaseId: releaseFile.releaseId,
  role: releaseFile.role,
  name: releaseFile.name,
  language: releaseFile.language,
  position: releaseFile.position,
  sha256: releaseFile.sha256,
  kind: asset.kind,
  contentType: asset.contentType,
  sizeBytes: asset.sizeBytes,
  facts: asset.facts,
};

/** Files of the published releases of these patterns, in the seller's order. */
export async function readCurrentFiles(tx: Tx, patternIds: readonly string[]): Promise<CurrentFile[]> {
  if (patternIds.length === 0) return [];
  const rows = await tx
    .select({
      ...fileColumns,
      patternId: release.patternId,
      major: release.major,
      minor: release.minor,
      patch: release.patch,
    })
    .from(release)
    .innerJoin(releaseFile, eq(releaseFile.releaseId, release.id))
    .innerJoin(asset, eq(asset.sha256, releaseFile.sha256))
    .where(and(isAmong(release.patternId, patternIds), eq(release.state, 'published')))
    .orderBy(asc(release.patternId), asc(releaseFile.position), asc(releaseFile.name));
  return rows.map(({ major, minor, patch, facts: _, position: __, ...row }) => ({
    ...row,
    releaseNumber: numberText({ major, minor, patch }),
  }));
}

/**
 * The same by offer and then by pattern, for what each of these offers sells, a bundle's members included: who does not know
 * the patterns yet need not ask for them first. A pattern without a release has no files there.
 */
export async function readFilesOfOffers(
  tx: Tx,
  offerIds: readonly string[],
): Promise<Map<string, Map<string, CurrentFile[]>>> {
  const [one, ...others] = offerIds;
  if (one === undefined) return new Map();
  const [are, given] = others.length === 0 ? ['$1::uuid', one] : ['unnest($1::uuid[])', offerIds];
  type Row = CurrentFile & Parameters<typeof numberText>[0] & { offerId: string };
  const rows = await rowsOf<Row & { releaseFileId: string | null }>(
    tx,
    `with asked (id) as (select ${are}), sold as (
      select o.id as offer_id, o.pattern_id from offer o join asked on asked.id = o.id where o.pattern_id is not null
      union select m.offer_id, o.pattern_id from offer_member m join asked on asked.id = m.offer_id
        join offer o on o.id = m.member_offer_id where o.pattern_id is not null)
     select sold.offer_id as "offerId", sold.pattern_id as "patternId", f.id as "releaseFileId", f.release_id as "releaseId",
       f.role, f.name, f.language, f.sha256, a.kind, a.content_type as "contentType", a.size_bytes as "sizeBytes",
       r.major, r.minor, r.patch
     from sold left join release r on r.pattern_id = sold.pattern_id and r.state = 'published'
       left join release_file f on f.release_id = r.id left join asset a on a.sha256 = f.sha256
     order by sold.pattern_id, f.position, f.name`,
    [given],
  );
  return new Map(
    [...Map.groupBy(rows, (row) => row.offerId)].map(([offerId, sold]) => {
      const byPattern = new Map<string, CurrentFile[]>();
      for (const { offerId: _, major, minor, patch, releaseFileId, ...file } of sold) {
        const files = byPattern.get(file.patternId) ?? [];
        byPattern.set(file.patternId, files);
        if (releaseFileId !== null)
          files.push({ ...file, releaseFileId, releaseNumber: numberText({ major, minor, patch }) });
      }
      return [offerId, byPattern];
    }),
  );
}

export async function selectReleaseRow(tx: Tx, id: string): Promise<ReleaseRow | null> {
  const [row] = await tx.select().from(release).where(eq(release.id, id));
  return (row as ReleaseRow | undefined) ?? null;
}

export async function selectFiles(tx: Tx, releaseIds: readonly string[]): Promise<FileRow[]> {
  if (releaseIds.length === 0) return [];
  return (await tx
    .select(fileColumns)
    .from(releaseFile)
    .innerJoin(asset, eq(asset.sha256, releaseFile.sha256))
    .where(inArray(releaseFile.releaseId, [...releaseIds]))
    .orderBy(asc(releaseFile.releaseId), asc(releaseFile.position), asc(releaseFile.name))) as FileRow[];
}

/** Newest first. */
export async function selectReleases(tx: Tx, patternId: string): Promise<ReleaseRow[]> {
  return (await tx
    .select()
    .from(release)
    .where(eq(release.patternId, patternId))
    .orderBy(desc(release.major), desc(release.minor), desc(release.patch))) as ReleaseRow[];
}

/** One change of a pattern's releases at a time, until the transaction ends. */
export async function lockReleases(tx: Tx, patternId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`files.releases:${patternId}`}, 0))`);
}

/** The release if this actor may see its pattern. */
export async function selectReleaseFor(tx: Tx, actor: Actor, id: string): Promise<ReleaseRow | null> {
  const [row] = await tx
    .select({ release })
    .from(release)
    .innerJoin(pattern, eq(pattern.id, release.patternId))
    .where(and(eq(release.id, id), actor.designerId ? eq(pattern.designerId, actor.designerId) : undefined));
  return (row?.release as ReleaseRow | undefined) ?? null;
}

export interface PatternName {
  id: string;
  title: string;
  designerId: string;
}

/** The pattern if this actor may see it. */
export async function selectPatternFor(tx: Tx, actor: Actor, id: string): Promise<PatternName | null> {
  const [row] = await tx
    .select({ id: pattern.id, title: pattern.title, designerId: pattern.designerId })
    .from(pattern)
    .where(and(eq(pattern.id, id), actor.designerId ? eq(pattern.designerId, actor.designerId) : undefined));
  return row ?? null;
}

export async function findPatternBySlug(
  tx: Tx,
  designerId: string,
  slug: string,
): Promise<PatternName | null> {
  const [row] = await tx
    .select({ id: pattern.id, title: pattern.title, designerId: pattern.designerId })
    .from(pattern)
    .where(and(eq(pattern.designerId, designerId), eq(pattern.slug, slug)));
  return row ?? null;
}

export async function insertRelease(tx: Tx, row: typeof release.$inferInsert): Promise<void> {
  await tx.insert(release).values(row);
}

export async function updateReleaseRow(
  tx: Tx,
  id: string,
  changes: Partial<typeof release.$inferInsert>,
): Promise<void> {
  await tx
    .update(release)
    .set({ ...changes, version: sql`${release.version} + 1` })
    .where(eq(release.id, id));
}

export async function deleteRelease(tx: Tx, id: string): Promise<void> {
  await tx.delete(release).where(eq(release.id, id));
}

export async function insertFile(tx: Tx, row: typeof releaseFile.$inferInsert): Promise<void> {
  await tx.insert(releaseFile).values(row);
}

export async function updateFile(
  tx: Tx,
  id: string,
  changes: Partial<typeof releaseFile.$inferInsert>,
): Promise<void> {
  await tx.update(releaseFile).set(changes).where(eq(releaseFile.id, id));
}

export async function deleteFile(tx: Tx, releaseId: string, id: string): Promise<boolean> {
  const rows = await tx
    .delete(releaseFile)
    .where(and(eq(releaseFile.id, id), eq(releaseFile.releaseId, releaseId)))
    .returning({ id: releaseFile.id });
  return rows.length > 0;
}

/** Copies every file of one release into another. */
export async function copyFiles(tx: Tx, fromId: string, toId: string): Promise<void> {
  const files = await selectFiles(tx, [fromId]);
  for (const { role, name, language, position, sha256 } of files) {
    await insertFile(tx, { id: newId(), releaseId: toId, role, name, language, position, sha256 });
  }
}

export async function selectDraftsWith(tx: Tx, sha256: string): Promise<{ id: string; patternId: string }[]> {
  return tx
    .selectDistinct({ id: release.id, patternId: release.patternId })
    .from(release)
    .innerJoin(releaseFile, eq(releaseFile.releaseId, release.id))
    .where(and(eq(releaseFile.sha256, sha256), eq(release.state, 'draft')));
}

/** True when each of these bytes came to the pattern through a folder that publishes by itself. */
export async function camePublishing(
  tx: Tx,
  patternId: string,
  sha256s: readonly string[],
): Promise<boolean> {
  if (sha256s.length === 0) return false;
  const rows = await tx
    .selectDistinct({ sha256: folderFile.sha256 })
    .from(folderFile)
    .innerJoin(watchedFolder, eq(watchedFolder.id, folderFile.folderId))
    .where(
      and(
        eq(folderFile.patternId, patternId),
        inArray(folderFile.sha256, [...sha256s]),
        eq(watchedFolder.isAutoPublish, true),
      ),
    );
  return rows.length === new Set(sha256s).size;
}

/** Most bytes of one file, from the studio's settings; 1 GB unless set. */
export async function selectMaxFileBytes(tx: Tx): Promise<number> {
  const [row] = await tx.select({ settings: studio.settings }).from(studio).limit(1);
  const set = (row?.settings as { maxFileBytes?: unknown } | undefined)?.maxFileBytes;
  return typeof set === 'number' && set > 0 ? set : 1_000_000_000;
}

export async function selectStudioCurrency(tx: Tx): Promise<string> {
  const [row] = await tx.select({ currency: studio.currency }).from(studio).limit(1);
  return row?.currency ?? 'EUR';
}
