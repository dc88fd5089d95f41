import { resolve } from 'node:path';
import { version } from '../api/version.ts';
import {
  type BackupMade,
  checkBackup,
  findArchive,
  listBackups,
  lockBackups,
  makeBackup,
  momentText,
  prune,
  readPassphrase,
  recordRun,
  sizeText,
} from '../backup/index.ts';
import { reachDatabase } from '../db/reach.ts';
import { isHubError } from '../kit/errors.ts';
import { readKeyText } from '../kit/key-file.ts';
import { type Flags, UsageError } from './arguments.ts';
import type { Given } from './local-commands.ts';
import { localPlace } from './local-place.ts';
import type { Terminal } from './run-command.ts';
import { showProgress } from './show-progress.ts';

const text = (value: string | boolean | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

export async function passphraseOf({ values }: Given): Promise<string | undefined> {
  const file = text(values['passphrase-file']);
  return file === undefined ? undefined : readPassphrase(file);
}

/** `spindle backup --to …`: exit code 0 when all of it is there, 1 when files were missing in the store already. */
export async function backUp(given: Given, flags: Flags, terminal: Terminal): Promise<number> {
  const to = text(given.values.to);
  if (!to)
    throw new UsageError('Say where to: spindle backup --to FOLDER, or --to FILE.spindle for one file.');
  const keep = keepOf(given);
  const place = localPlace(terminal.env);
  const passphrase = await passphraseOf(given);
  const reached = await reachDatabase({
    ...place,
    onProgress: (line) => terminal.isInteractive && terminal.err(line),
  });
  const stop = new AbortController();
  const interrupt = () => {
    const why = new Error('Interrupted. Files that were finished are kept for the next backup.');
    why.name = 'Interrupted';
    stop.abort(why);
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    const startedAt = new Date();
    const record = (outcome: Parameters<typeof recordRun>[2]) =>
      recordRun(reached.url, { askedBy: askerOf(given), startedAt, place: resolve(to) }, outcome);
    try {
      const made = await makeBackup({
        databaseUrl: reached.url,
        storage: await place.openStorage(),
        to,
        program: version,
        keyFile: await readKeyText(place.keyFile, place.keysFromEnvironment),
        passphrase,
        isEncrypted: given.values.encrypt === true,
        onProgress: showProgress(terminal, askerOf(given) !== 'command-line'),
        signal: stop.signal,
      });
      await record({ made });
      const gone = keep ? await pruneFolder(to, keep, passphrase) : null;
      show(made, gone, flags, terminal, place.keyFile);
      return made.summary.missing.length > 0 ? 1 : 0;
    } catch (error) {
      await record({
        sentence: isHubError(error) ? error.message : `It broke off: ${(error as Error).message}`,
      });
      throw error;
    }
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    await reached.close();
  }
}

/** The hub runs this command for its scheduled backups. */
const askerOf = ({ values }: Given): 'schedule' | 'seller' | 'command-line' => {
  const by = values['asked-by'];
  return by === 'schedule' || by === 'seller' ? by : 'command-line';
};

function keepOf({ values }: Given): { daily: number; weekly: number } | null {
  const [daily, weekly] = [text(values['keep-daily']), text(values['keep-weekly'])];
  if (daily === undefined && weekly === undefined) return null;
  const count = (one: string | undefined): number => {
    if (one !== undefined && !/^\d{1,4}$/.test(one))
      throw new UsageError(`--keep-daily and --keep-weekly take a number, not “${one}”.`);
    return Number(one ?? 0);
  };
  return { daily: count(daily), weekly: count(weekly) };
}

async function pruneFolder(folder: string, keep: { daily: number; weekly: number }, passphrase?: string) {
  const unlock = lockBackups(resolve(folder));
  try {
    return await prune(resolve(folder), keep, passphrase);
  } finally {
    unlock();
  }
}

function show(
  made: BackupMade,
  gone: { archives: number; files: number } | null,
  flags: Flags,
  terminal: Terminal,
  keyFile: string,
): void {
  if (flags.json) {
    terminal.out(JSON.stringify({ ...made, removed: gone }));
    return;
  }
  const { summary, added, keys } = made;
  terminal.out(
    `Backed up as of ${momentText(made.takenAt)}: ${summary.rows} rows and ${summary.blobs} files (${sizeText(summary.blobBytes)}), read back and checked.`,
  );
  terminal.out(
    `${made.path}${added.files > 0 ? `, and ${added.files} new files beside it (${sizeText(added.bytes)})` : ''}`,
  );
  if (gone && gone.archives > 0)
    terminal.out(`Removed: ${gone.archives} older backups and ${gone.files} files.`);
  if (summary.missing.length > 0)
    terminal.err(
      `${summary.missing.length} files that the data names were not whole in the store, and are not in the backup, such as ${summary.missing[0]}.`,
    );
  if (keys.needed.length > 0 && !keys.isIncluded)
    terminal.err(
      `The keys are not in it: without ${keyFile} a restored hub cannot open the shops, and each has to be connected again. Keep a copy of that file elsewhere, or add --passphrase-file FILE to put it in, sealed.`,
    );
}

/** `spindle backup check`: exit code 1 when something of it is lost. */
export async function checkOne(given: Given, flags: Flags, terminal: Terminal): Promise<number> {
  const path = await findArchive(given.place);
  const checked = await checkBackup(path, {
    passphrase: await passphraseOf(given),
    files: 'bytes',
    onProgress: showProgress(terminal),
  });
  const { header, summary, badFiles } = checked;
  if (flags.json) terminal.out(JSON.stringify({ path, ...checked }));
  else if (badFiles.length > 0)
    terminal.err(
      `${badFiles.length} of the ${summary.blobs} files of this backup are gone or damaged in its folder, such as ${badFiles[0]}. The next backup into it brings the ones back that are gone; remove damaged ones first.`,
    );
  else
    terminal.out(
      `Whole: ${path}, as of ${momentText(new Date(header.takenAt))}, ${summary.rows} rows and ${summary.blobs} files (${sizeText(summary.blobBytes)}). Keys: ${keysText(header.keys)}.`,
    );
  return badFiles.length > 0 ? 1 : 0;
}

const keysText = (keys: { needed: string[]; sealedFile: string | null }): string => {
  if (keys.needed.length === 0) return 'none needed';
  return `${keys.needed.join(', ')}, ${keys.sealedFile ? 'in it under its passphrase' : 'not in it'}`;
};

export async function list(given: Given, flags: Flags, terminal: Terminal): Promise<number> {
  const listed = await listBackups(resolve(given.place));
  if (flags.json) terminal.out(JSON.stringify(listed));
  else if (listed.length === 0) terminal.out('There is no backup in this folder.');
  else
    for (const { path, header, bytes } of listed)
      terminal.out(`${momentText(new Date(header.takenAt))}  ${sizeText(bytes)}  ${path}`);
  return 0;
}
