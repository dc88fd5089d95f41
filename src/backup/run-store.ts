import pg from 'pg';
import { newId } from '../kit/ids.ts';
import type { BackupMade } from './make-backup.ts';

export interface RunOf {
  askedBy: 'schedule' | 'seller' | 'command-line';
  startedAt: Date;
  place: string;
}

/**
 * Writes down how a backup ended, in the hub's own books. A hub of an older schema has none, and one that is away cannot be
 * told: the backup is there, or not, all the same. Kept for a year.
 */
export async function recordRun(
  databaseUrl: string,
  run: RunOf,
  outcome: { made: BackupMade } | { sentence: string },
): Promise<void> {
  const made = 'made' in outcome ? outcome.made : null;
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'spindle-backup' });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(
      `insert into backup_run (id, state, asked_by, started_at, finished_at, place, sentence, result)
       values ($1, $2, $3, $4, now(), $5, $6, $7)`,
      [
        newId(),
        made ? 'done' : 'failed',
        run.askedBy,
        run.startedAt,
        run.place,
        made ? lackOf(made) : (outcome as { sentence: string }).sentence,
        made ? resultOf(made) : {},
      ],
    );
    await client.query("delete from backup_run where started_at < now() - interval '1 year'");
  } catch {
    // see above
  } finally {
    await client.end().catch(() => {});
  }
}

const lackOf = ({ summary }: BackupMade): string | null =>
  summary.missing.length > 0
    ? `${summary.missing.length} files that the data names were not whole in the store, and are not in the backup.`
    : null;

const resultOf = (made: BackupMade): object => ({
  path: made.path,
  takenAt: made.takenAt,
  archiveBytes: made.archiveBytes,
  addedFiles: made.added.files,
  addedBytes: made.added.bytes,
  files: made.summary.blobs,
  fileBytes: made.summary.blobBytes,
  rows: made.summary.rows,
  hasKeys: made.keys.isIncluded || made.keys.needed.length === 0,
});

/** The advisory lock of whoever makes a scheduled backup. */
export const oneAtATime = 5_346_116;

/** One scheduled backup at a time, whatever processes there are; null: another one is at work. Ends with its connection. */
export async function claimBackup(databaseUrl: string): Promise<(() => Promise<void>) | null> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'spindle-backup',
    keepAlive: true,
  });
  client.on('error', () => {});
  await client.connect();
  const { rows } = await client.query<{ free: boolean }>('select pg_try_advisory_lock($1) as free', [
    oneAtATime,
  ]);
  if (rows[0]?.free) return () => client.end();
  await client.end();
  return null;
}
