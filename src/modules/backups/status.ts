import { z } from 'zod';
import { momentText, Progress } from '../../backup/index.ts';
import type { Ctx } from '../../kit/ctx.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { At } from '../../kit/time.ts';
import { hasMailServer } from '../../mail/index.ts';
import { type OpenRestore, selectOpenRestore } from './restored-store.ts';
import { type BackupSettings, dueAt, isOverdue, readSettings } from './settings.ts';
import { type BackupRun, isAtWork, selectAsked, selectChosenFolder, selectLastRuns } from './store.ts';

const AskedBy = z.enum(['schedule', 'seller', 'command-line']);

/** What the command wrote down of a whole one; older rows may lack some of it. */
const Size = z.object({
  /** Everything that it holds: the archive and each file that it names. */
  bytes: z.int(),
  /** What it took of the disk: the archive and the files that were not there yet. */
  addedBytes: z.int(),
  files: z.int(),
  hasKeys: z.boolean(),
});

const Run = z.object({
  state: z.enum(['done', 'failed']),
  askedBy: AskedBy,
  startedAt: At,
  finishedAt: At.nullable(),
  place: z.string(),
  /** Why it failed, or what it lacks. */
  sentence: z.string().nullable(),
  size: Size.nullable(),
});

const Restored = z.object({
  takenAt: At,
  restoredAt: At,
  /** Everything is stopped by the restore, until the first shop goes on. */
  isStopped: z.boolean(),
  shops: z.array(
    z.object({
      channelId: Id,
      name: z.string(),
      isRead: z.boolean(),
      /** Why the last try to read it did not come to its end. */
      problem: z.string().nullable(),
      /** The shop refuses its key: it has to be connected again first. */
      needsKey: z.boolean(),
      /** Listings that the hub knows there, and how many of them were not read again yet. */
      listings: z.int(),
      unread: z.int(),
      /** Listings that are different there, and that are there no more. */
      different: z.int(),
      gone: z.int(),
    }),
  ),
  heldMessages: z.int(),
  /** False: without a mail server held messages can only stay unsent. */
  canSend: z.boolean(),
});

export const Status = z
  .object({
    /** One sentence: whether this hub could be put back. */
    sentence: z.string(),
    isScheduled: z.boolean(),
    folder: z.string().nullable(),
    /** Where the folder comes from; `start` counts before what was chosen. */
    folderFrom: z.enum(['start', 'dashboard']).nullable(),
    /** Whether the folder may be chosen in the dashboard. */
    mayChoose: z.boolean(),
    /** How many are kept: the newest of each of so many days and weeks. */
    keep: z.object({ daily: z.int(), weekly: z.int() }).nullable(),
    nextAt: At.nullable(),
    isOverdue: z.boolean(),
    /** One is wanted, or at work; progress null: it has not begun. */
    underWay: z.object({ askedBy: AskedBy, since: At, progress: Progress.nullable() }).nullable(),
    last: Run.nullable(),
    lastDone: Run.nullable(),
    /** This hub was put back from a backup, and not everything goes on yet. */
    restored: Restored.nullable(),
  })
  .meta({ id: 'Backups' });

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

export async function readStatus(ctx: Ctx): Promise<z.input<typeof Status>> {
  const settings = readSettings(process.env, await selectChosenFolder(ctx.tx));
  const { last, lastDone } = await selectLastRuns(ctx.tx);
  const restored = await selectOpenRestore(ctx.tx);
  const now = ctx.clock.now();
  const nextAt = settings && dueAt(settings, lastDone?.startedAt ?? null, last?.startedAt ?? null, now);
  const late = settings !== null && lastDone !== null && isOverdue(lastDone.startedAt, now, now);
  return {
    sentence: sentenceOf(settings, last, lastDone, late),
    isScheduled: settings !== null,
    folder: settings?.folder ?? null,
    folderFrom: settings && (settings.isChosen ? 'dashboard' : 'start'),
    mayChoose: ctx.ports.backup?.isAlone === true && (settings === null || settings.isChosen),
    keep: settings && { daily: settings.daily, weekly: settings.weekly },
    nextAt,
    isOverdue: late,
    underWay: await readUnderWay(ctx),
    last: asRun(last),
    lastDone: asRun(lastDone),
    restored: restored && { ...asRestored(restored), canSend: hasMailServer(ctx.ports) },
  };
}

async function readUnderWay(ctx: Ctx): Promise<z.input<typeof Status>['underWay']> {
  const asked = await selectAsked(ctx.tx);
  if (!asked) return null;
  const progress = Progress.safeParse(asked.result).data ?? null;
  return {
    askedBy: asked.askedBy as 'schedule',
    since: asked.startedAt,
    // of a process that ended in the middle it tells nothing: another one begins anew
    progress: progress && (await isAtWork(ctx.tx)) ? progress : null,
  };
}

const Result = z.object({
  archiveBytes: z.int(),
  addedBytes: z.int(),
  files: z.int(),
  fileBytes: z.int(),
  hasKeys: z.boolean(),
});

function asRun(run: BackupRun | null): z.input<typeof Run> | null {
  if (!run) return null;
  const result = Result.safeParse(run.result).data;
  return {
    state: run.state as 'done',
    askedBy: run.askedBy as 'schedule',
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    place: run.place,
    sentence: run.sentence,
    size: result
      ? {
          bytes: result.archiveBytes + result.fileBytes,
          addedBytes: result.archiveBytes + result.addedBytes,
          files: result.files,
          hasKeys: result.hasKeys,
        }
      : null,
  };
}

const asRestored = ({ shops, ...rest }: OpenRestore) => ({
  ...rest,
  shops: shops.map(({ readAt, ...shop }) => ({ ...shop, isRead: readAt !== null })),
});

function sentenceOf(
  settings: BackupSettings | null,
  last: BackupRun | null,
  lastDone: BackupRun | null,
  late: boolean,
): string {
  const done = lastDone
    ? `The last whole backup is of ${momentText(lastDone.startedAt)}.`
    : 'There is no backup of this hub yet.';
  if (last?.state === 'failed')
    return `${done} The ${lastDone ? 'one after it' : 'last try'} failed: ${last.sentence ?? 'no reason was told.'}`;
  if (late) return `${done} The next one is overdue.`;
  return settings ? done : `${done} None is made by itself: choose a folder in Settings, Backups.`;
}
