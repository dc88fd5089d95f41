import { z } from 'zod';
import { momentText } from '../../backup/index.ts';
import type { Ctx } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { type BackupSettings, dueAt, isOverdue, readSettings } from './settings.ts';
import { askForBackup, type OpenRestore, selectLastRuns, selectOpenRestore } from './store.ts';

const Run = z.object({
  state: z.enum(['done', 'failed']),
  askedBy: z.enum(['schedule', 'seller', 'command-line']),
  startedAt: z.date(),
  finishedAt: z.date().nullable(),
  place: z.string(),
  /** Why it failed, or what it lacks. */
  sentence: z.string().nullable(),
});

const Status = z.object({
  /** One sentence: whether this hub could be put back. */
  sentence: z.string(),
  isScheduled: z.boolean(),
  folder: z.string().nullable(),
  nextAt: z.date().nullable(),
  isOverdue: z.boolean(),
  last: Run.nullable(),
  lastDone: Run.nullable(),
  /** This hub was put back from a backup, and not everything goes on yet. */
  restored: z
    .object({
      takenAt: z.date(),
      restoredAt: z.date(),
      shops: z.array(
        z.object({ channelId: Id, name: z.string(), isRead: z.boolean(), problem: z.string().nullable() }),
      ),
      heldMessages: z.int(),
    })
    .nullable(),
});

export const backupStatus = defineOperation({
  name: 'backups.status',
  kind: 'query',
  summary: 'Show the last backup, when the next one is due, and what a restored hub still holds back',
  route: { method: 'GET', path: '/backups' },
  scope: 'studio:read',
  input: z.object({}),
  output: Status,
  run: (ctx) => readStatus(ctx),
});

export const startBackup = defineOperation({
  name: 'backups.start',
  kind: 'command',
  summary: 'Back up now, into the folder of the scheduled backups',
  route: { method: 'POST', path: '/backups' },
  scope: 'studio:write',
  input: z.object({}),
  output: Status,
  async run(ctx) {
    const settings = readSettings(process.env);
    if (!settings)
      throw new HubError(
        'conflict',
        'No folder for backups is set. Start the hub with SPINDLE_BACKUP_DIR, or run “spindle backup --to FOLDER”.',
      );
    await askForBackup(ctx.tx, settings.folder, ctx.clock.now());
    return readStatus(ctx);
  },
});

type Runs = Awaited<ReturnType<typeof selectLastRuns>>;

async function readStatus(ctx: Ctx): Promise<z.input<typeof Status>> {
  const settings = readSettings(process.env);
  const { last, lastDone } = await selectLastRuns(ctx.tx);
  const restored = await selectOpenRestore(ctx.tx);
  const now = ctx.clock.now();
  const nextAt = settings && dueAt(settings, lastDone?.startedAt ?? null, last?.startedAt ?? null, now);
  const late = settings !== null && lastDone !== null && isOverdue(lastDone.startedAt, now, now);
  return {
    sentence: sentenceOf(settings, last, lastDone, late),
    isScheduled: settings !== null,
    folder: settings?.folder ?? null,
    nextAt,
    isOverdue: late,
    last: asRun(last),
    lastDone: asRun(lastDone),
    restored: restored && asRestored(restored),
  };
}

const asRun = (run: Runs['last']): z.input<typeof Run> | null =>
  run && {
    state: run.state as 'done',
    askedBy: run.askedBy as 'schedule',
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    place: run.place,
    sentence: run.sentence,
  };

const asRestored = ({ shops, ...rest }: OpenRestore) => ({
  ...rest,
  shops: shops.map(({ readAt, ...shop }) => ({ ...shop, isRead: readAt !== null })),
});

function sentenceOf(
  settings: BackupSettings | null,
  last: Runs['last'],
  lastDone: Runs['last'],
  late: boolean,
): string {
  const done = lastDone
    ? `The last whole backup is of ${momentText(lastDone.startedAt)}.`
    : 'There is no backup of this hub yet.';
  if (last?.state === 'failed')
    return `${done} The one after it failed: ${last.sentence ?? 'no reason was told.'}`;
  if (late) return `${done} The next one is overdue.`;
  return settings
    ? done
    : `${done} None is scheduled: set SPINDLE_BACKUP_DIR, or run “spindle backup --to FOLDER”.`;
}
