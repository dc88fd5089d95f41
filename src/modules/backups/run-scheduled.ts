import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { claimBackup, Progress } from '../../backup/index.ts';
import type { Ctx } from '../../kit/ctx.ts';
import { type Host, inTransaction, systemActor } from '../../kit/run-operation.ts';
import { tell } from '../audit/index.ts';
import { backupNews } from './news.ts';
import { type BackupSettings, dueAt } from './settings.ts';
import {
  askForBackup,
  type BackupRun,
  forgetAsked,
  hasRunSince,
  insertFailure,
  noteProgress,
  selectAsked,
  selectLastRuns,
} from './store.ts';

/** How a process of its own finds this hub's database, files and keys. */
export interface BackupPort {
  databaseUrl: string;
  /** Variables for the command line, as this hub was started. */
  environment: { SPINDLE_HOME: string; SPINDLE_STORAGE: string };
  /** One process does everything, so a folder of this computer is one for the whole hub. */
  isAlone: boolean;
}

declare module '../../kit/ctx.ts' {
  interface Ports {
    /** Left out: this hub cannot back itself up. */
    backup?: BackupPort;
  }
}

/** Backs up when it is time or somebody asked. Answers whether one was made. */
export async function runWhenDue(
  host: Host,
  settings: BackupSettings,
  signal: AbortSignal,
): Promise<boolean> {
  const { backup } = host.ports;
  if (!backup) return false;
  if (!(await selectAsked(host.db)) && !(await isDue(host, settings))) return false;
  const release = await claimBackup(backup.databaseUrl);
  if (!release) return false;
  try {
    const wanted = await begin(host, settings);
    if (!wanted) return false;
    const askedBy = wanted.askedBy as 'schedule' | 'seller';
    const startedAt = host.clock.now();
    const failure =
      (await whyNoFolder(settings)) ??
      (await runCommand(backup, settings, { askedBy, signal, onProgress: teller(host, wanted.id) }));
    if (signal.aborted) return false;
    await inTransaction(host, systemActor, async (ctx) => {
      await forgetAsked(ctx.tx, wanted.id);
      if (failure !== null) await noteFailure(ctx, settings, askedBy, startedAt, failure);
      ctx.announce({ topic: 'hub', id: backupNews });
    });
    return failure === null;
  } finally {
    await release();
  }
}

/** Writes down that one is at work. Null: another process has made it between our look and the claim. */
async function begin(host: Host, settings: BackupSettings): Promise<BackupRun | null> {
  const isTime = await isDue(host, settings);
  return inTransaction(host, systemActor, async (ctx) => {
    if (isTime) await askForBackup(ctx.tx, 'schedule', settings.folder, ctx.clock.now());
    const wanted = await selectAsked(ctx.tx);
    if (wanted) await noteProgress(ctx.tx, wanted.id, nothingYet);
    ctx.announce({ topic: 'task', id: backupNews });
    return wanted;
  });
}

const nothingYet: Progress = { phase: 'data', done: 0, total: 0, doneBytes: 0, totalBytes: 0 };

/** A disk that is not plugged in: making its folder on another disk would look like a backup. */
async function whyNoFolder({ isChosen, folder }: BackupSettings): Promise<string | null> {
  if (!isChosen || (await stat(folder).catch(() => null))?.isDirectory()) return null;
  return `The folder ${folder} is not there. Plug its disk in, or choose another folder in Settings, Backups.`;
}

/** Tells how far it is, one at a time: what comes while one is being told is left out. */
function teller(host: Host, id: string): (progress: Progress) => void {
  let isTelling = false;
  return (progress) => {
    if (isTelling) return;
    isTelling = true;
    inTransaction(host, systemActor, async (ctx) => {
      await noteProgress(ctx.tx, id, progress);
      ctx.announce({ topic: 'task', id: backupNews });
    })
      .catch((error: unknown) => host.log.warn({ err: error }, 'progress of a backup'))
      .finally(() => {
        isTelling = false;
      });
  };
}

async function isDue(host: Host, settings: BackupSettings): Promise<boolean> {
  const { last, lastDone } = await selectLastRuns(host.db);
  const now = host.clock.now();
  return dueAt(settings, lastDone?.startedAt ?? null, last?.startedAt ?? null, now) <= now;
}

async function noteFailure(
  ctx: Ctx,
  settings: BackupSettings,
  askedBy: 'schedule' | 'seller',
  startedAt: Date,
  sentence: string,
): Promise<void> {
  // The command writes its end down itself, unless it was killed.
  if (!(await hasRunSince(ctx.tx, startedAt)))
    await insertFailure(ctx.tx, { askedBy, startedAt, place: settings.folder, sentence }, ctx.clock.now());
  await tell(ctx, { tone: 'problem', sentence: `The backup into ${settings.folder} failed. ${sentence}` });
}

const command = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

interface Watched {
  askedBy: string;
  signal: AbortSignal;
  onProgress(progress: Progress): void;
}

/** In a process of its own, so that a hub at work does not feel it. Null: it is there; else why not. */
function runCommand(
  backup: BackupPort,
  settings: BackupSettings,
  { askedBy, signal, onProgress }: Watched,
): Promise<string | null> {
  const args = ['backup', '--to', settings.folder, '--json', '--asked-by', askedBy];
  args.push('--keep-daily', String(settings.daily), '--keep-weekly', String(settings.weekly));
  if (settings.passphraseFile) args.push('--passphrase-file', settings.passphraseFile);
  if (settings.isEncrypted) args.push('--encrypt');
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', command, ...args], {
      env: {
        ...process.env,
        ...backup.environment,
        DATABASE_URL: backup.databaseUrl,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const progress = parseProgress(line);
      if (progress) onProgress(progress);
    });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said = (said + chunk).slice(-4000);
    });
    const stop = () => child.kill('SIGTERM');
    signal.addEventListener('abort', stop);
    const end = (sentence: string | null) => {
      signal.removeEventListener('abort', stop);
      resolve(sentence);
    };
    child.once('error', (error) => end(`It could not be started: ${error.message}`));
    child.once('close', (code, how) => {
      if (code === 0) return end(null);
      end(said.trim() || `It was ended in the middle (${how ?? code}).`);
    });
  });
}

/** The command says how far it is, and at its end what it made. */
function parseProgress(line: string): Progress | null {
  try {
    return Progress.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
