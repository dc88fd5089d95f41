import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  clearMark,
  findArchive,
  markRestore,
  momentText,
  type Restored,
  readMark,
  restoreBackup,
  sizeText,
} from '../backup/index.ts';
import { startEmbedded } from '../db/embedded.ts';
import { findBinaries } from '../db/postgres-binaries.ts';
import { embeddedMajor, setClusterAside } from '../db/reach.ts';
import { HubError } from '../kit/errors.ts';
import type { Flags } from './arguments.ts';
import { passphraseOf } from './backup.ts';
import type { Given } from './local-commands.ts';
import { type LocalPlace, localPlace } from './local-place.ts';
import type { Terminal } from './run-command.ts';
import { showProgress } from './show-progress.ts';

/** `spindle restore`: into an empty folder or database, or over what is there with --replace. */
export async function restore(given: Given, flags: Flags, terminal: Terminal): Promise<number> {
  const from = await findArchive(given.place);
  const place = localPlace(terminal.env);
  const passphrase = await passphraseOf(given);
  const isReplacing = given.values.replace === true;
  const say = (line: string) => terminal.isInteractive && terminal.err(line);
  await mkdir(place.home, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  const hadMark = (await readMark(place.home)) !== null;
  let target: Target | null = null;
  let isDone = false;
  try {
    target = await openTarget(place, from, isReplacing, say);
    const restored = await restoreBackup({
      from,
      databaseUrl: target.url,
      storage: await place.openStorage(),
      keys: { path: place.keyFile, fromEnvironment: place.keysFromEnvironment },
      passphrase,
      isReplacing,
      withoutKeys: given.values['without-keys'] === true,
      withoutMissing: given.values['without-missing'] === true,
      onProgress: showProgress(terminal),
    });
    isDone = true;
    show(restored, target.aside, flags, terminal, place);
    return restored.files.missing.length > 0 ? 1 : 0;
  } finally {
    await target?.close();
    // What fails with a sentence changes nothing, unless something had been broken off or put aside before.
    if (isDone || !(hadMark || target?.aside)) await clearMark(place.home);
  }
}

interface Target {
  url: string;
  aside: string | null;
  close(): Promise<void>;
}

async function openTarget(
  place: LocalPlace,
  from: string,
  isReplacing: boolean,
  say: (line: string) => unknown,
): Promise<Target> {
  const { home } = place;
  const begin = (isOldWhole: boolean, aside: string | null) =>
    markRestore(home, { from, begunAt: new Date().toISOString(), isOldWhole, aside });
  if (place.databaseUrl) {
    // Rows come in one transaction; a server's database is as it was until then.
    await begin(isReplacing, null);
    return { url: place.databaseUrl, aside: null, close: async () => {} };
  }
  const written = embeddedMajor(home);
  const { major } = findBinaries();
  let aside: string | null = null;
  if (written !== null && written !== major) {
    if (!isReplacing)
      throw new HubError(
        'conflict',
        `There is a database of PostgreSQL ${written} in ${home}, which this Spindle cannot open. To put the backup in its place, add --replace: the old one is kept beside it, under another name. Nothing was changed.`,
      );
    aside = setClusterAside(home);
  }
  await begin(written === major, aside);
  const server = await startEmbedded({
    dataDir: join(home, 'database'),
    onProgress: (line) => void say(line),
  });
  return { url: server.url, aside, close: () => server.stop() };
}

function show(
  restored: Restored,
  aside: string | null,
  flags: Flags,
  terminal: Terminal,
  place: LocalPlace,
): void {
  const { header, summary, files, migrated } = restored;
  if (flags.json) {
    const { keys: _, stretch: __, ...head } = header;
    terminal.out(JSON.stringify({ ...restored, header: head, aside }));
    return;
  }
  terminal.out(
    `Put back as of ${momentText(new Date(header.takenAt))}: ${summary.rows} rows, compared after loading, and ${summary.blobs - files.missing.length} files (${sizeText(summary.blobBytes)}).`,
  );
  if (migrated.length > 0)
    terminal.out(`The data was brought to this program’s schema: ${migrated.join(', ')}.`);
  if (aside) terminal.out(`The old database lies in ${aside}. Remove it when you no longer need it.`);
  if (files.missing.length > 0)
    terminal.err(
      `${files.missing.length} files were not in the backup, such as ${files.missing[0]}. Add them again.`,
    );
  if (restored.keys === 'from-backup') terminal.out(`The keys were put into ${place.keyFile}.`);
  if (restored.keys === 'without')
    terminal.err('The shops’ secrets could not be taken along: connect each shop again.');
  terminal.out(
    'Start the hub with “npm start”. It writes to no shop and sends no mail until you have looked at what is different and let it go on.',
  );
}
