import { createHash } from 'node:crypto';
import { readdir, readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { fromStored } from '../../../src/modules/marks/pieces.ts';
import type { Scene } from '../stories/story.ts';

const twoHoursMs = 2 * 60 * 60 * 1000;

/** Nothing half stored: each file's bytes are there and are what their name says, and drafts of dead writers go. */
export async function judgeFiles({ lab, ledger }: Scene): Promise<string[]> {
  const wrong: string[] = [];
  const rows = await lab.query<{ sha256: string; pieces: Stored | null }>(
    `select sha256, null::jsonb as pieces from asset union all select sha256, null from release_file
     union all select sha256, pieces from copy`,
  );
  for (const { sha256, pieces } of new Map(rows.map((row) => [row.sha256, row])).values()) {
    const bytes = await bytesOf(lab.filesFolder, sha256, pieces);
    if (!bytes) wrong.push(`the bytes of ${sha256} are missing`);
    else if (createHash('sha256').update(bytes).digest('hex') !== sha256)
      wrong.push(`the bytes of ${sha256} are not what was stored`);
  }
  const releases = await lab.query<{ title: string; published: number; drafts: number }>(`
    select p.title, count(r.id) filter (where r.state = 'published')::int as published,
      count(r.id) filter (where r.state = 'draft')::int as drafts
    from pattern p left join release r on r.pattern_id = p.id group by p.id`);
  for (const one of releases)
    if (one.published !== 1 || one.drafts > 0)
      wrong.push(`${one.title} has ${one.published} published releases and ${one.drafts} drafts`);
  const files = await lab.query<{ title: string; n: number; roles: number }>(`
    select p.title, count(f.id)::int as n, count(distinct f.role)::int as roles from pattern p
      join release r on r.pattern_id = p.id and r.state = 'published' join release_file f on f.release_id = r.id group by p.id`);
  const usual = Math.max(0, ...files.map((one) => one.n));
  for (const one of files)
    if (one.n !== usual || one.roles !== one.n)
      wrong.push(
        `the release of ${one.title} has ${one.n} files in ${one.roles} roles, others have ${usual}`,
      );
  const numbers = await lab.query<{ pattern_id: string; n: number }>(
    `select pattern_id, count(*)::int as n from release group by pattern_id`,
  );
  for (const one of numbers)
    if (one.n !== (ledger.corrected.has(one.pattern_id) ? 2 : 1))
      wrong.push(`the pattern ${one.pattern_id} has ${one.n} releases`);

  // A killed writer leaves its draft behind; the next start after an hour takes it away.
  const drafts = join(lab.filesFolder, 'tmp');
  const old = new Date(Date.now() - twoHoursMs);
  for (const name of await readdir(drafts)) await utimes(join(drafts, name), old, old);
  await lab.hub.stop();
  await lab.hub.start();
  const left = await readdir(drafts);
  if (left.length > 0) wrong.push(`${left.length} drafts stay in the folder of files`);
  return wrong;
}

type Stored = Parameters<typeof fromStored>[0];

/** A file as it lies there, or put together from what it shares with others. */
async function bytesOf(folder: string, sha256: string, pieces: Stored | null): Promise<Buffer | null> {
  const read = (name: string) => readFile(join(folder, name.slice(0, 2), name.slice(2, 4), name));
  try {
    if (!pieces) return await read(sha256);
    const parts = fromStored(pieces).map(async (piece) =>
      'own' in piece
        ? piece.own
        : (await read(piece.sha256)).subarray(piece.start, piece.start + piece.bytes),
    );
    return Buffer.concat(await Promise.all(parts));
  } catch {
    return null;
  }
}
