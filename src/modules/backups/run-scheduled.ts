import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { claimBackup } from '../../backup/index.ts';
import { type Host, inTransaction, systemActor } from '../../kit/run-operation.ts';
import { tell } from '../audit/index.ts';
import { type BackupSettings, dueAt } from './settings.ts';
import { forgetAsked, hasRunSince, insertFailure, selectAsked, selectLastRuns } from './store.ts';

/** How a process of its own finds this hub's database, files and keys. */
export interface BackupPort {
  databaseUrl: string;
  /** Variables for the command line, as this hub was started. */
  environment: Record<string, string>;
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
  const asked = await selectAsked(host.db);
  if (!asked && !(await isDue(host, settings))) return false;
  const release = await claimBackup(backup.databaseUrl);
  if (!release) return false;
  try {
    // Another process may have made it between our look and the claim.
    if (!asked && !(await isDue(host, settings))) return false;
    const startedAt = host.clock.now();
    const failure = await runCommand(backup, settings, asked ? 'seller' : 'schedule', signal);
    if (signal.aborted) return false;
    if (asked) await forgetAsked(host.db, asked.id);
    if (failure !== null)
      await noteFailure(host, settings, asked ? 'seller' : 'schedule', startedAt, failure);
    return failure === null;
  } finally {
    await release();
  }
}

async function isDue(host: Host, settings: BackupSettings): Promise<boolean> {
  const { last, lastDone } = await selectLastRuns(host.db);
  const now = host.clock.now();
  return dueAt(settings, lastDone?.startedAt ?? null, last?.startedAt ?? null, now) <= now;
}

async function noteFailure(
  host: Host,
  settings: BackupSettings,
  askedBy: 'schedule' | 'seller',
  startedAt: Date,
  sentence: string,
): Promise<void> {
  await inTransaction(host, systemActor, async (ctx) => {
    // The command writes its end down itself, unless it was killed.
    if (!(await hasRunSince(ctx.tx, startedAt)))
      await insertFailure(ctx.tx, { askedBy, startedAt, place: settings.folder, sentence }, ctx.clock.now());
    await tell(ctx, { tone: 'problem', sentence: `The backup into ${settings.folder} failed. ${sentence}` });
    ctx.announce({ topic: 'hub', id: 'backup' });
  });
}

const command = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

/** In a process of its own, so that a hub at work does not feel it. Null: it is there; else why not. */
function runCommand(
  backup: BackupPort,
  settings: BackupSettings,
  askedBy: string,
  signal: AbortSignal,
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
      stdio: ['ignore', 'ignore', 'pipe'],
      windowsHide: true,
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
