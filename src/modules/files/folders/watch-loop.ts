import { type FSWatcher, watch } from 'chokidar';
import type { Loop } from '../../../kit/module.ts';
import type { Host } from '../../../kit/run-operation.ts';
import { isIgnoredName } from '../file-name.ts';
import { computer, type Looks, quietMs, scanFolder } from './scan-folder.ts';
import { leaveWatch, selectFolders } from './store.ts';

/** The list of folders is read soon after anything is told anywhere, and so often where nothing is. */
const listMs = { told: 1_000, untold: 10_000 } as const;
/** How often a folder is looked through without any hint. */
const rescanMs = 20_000;

interface Watched {
  path: string;
  watcher: FSWatcher | null;
  looks: Looks;
  /** On the monotonic clock. */
  dueMs: number;
}

/**
 * Looks through every watched folder. The file system's own events only say when to look sooner: network drives send
 * none, and the periodic look finds the same.
 */
export const watchLoop: Loop = {
  name: 'files.watchFolders',
  async start(host) {
    const watched = new Map<string, Watched>();
    let isStopping = false;
    let timer: NodeJS.Timeout | undefined;
    let running: Promise<void> = Promise.resolve();
    let listDueMs = 0;
    let listedMs = 0;
    // a folder that is added, let go or found again is told as an activity
    const deaf = host.ports.listener.on('spindle_live', () => {
      listDueMs = Math.min(listDueMs, listedMs + listMs.told);
    });

    const turn = async (): Promise<void> => {
      const now = host.clock.monotonicMs();
      if (now >= listDueMs) {
        listedMs = now;
        listDueMs = now + listMs.untold;
        const isAnyMissing = await follow(host, watched);
        if (isAnyMissing) listDueMs = now + listMs.told;
      }
      for (const [id, folder] of watched) {
        if (isStopping || host.clock.monotonicMs() < folder.dueMs) continue;
        // Set before the look, so that an event during it counts.
        folder.dueMs = host.clock.monotonicMs() + rescanMs;
        try {
          const moving = await scanFolder(host, id, folder.looks);
          if (moving > 0) folder.dueMs = Math.min(folder.dueMs, host.clock.monotonicMs() + quietMs / 3);
        } catch (error) {
          host.log.error({ err: error, folderId: id }, 'a watched folder could not be looked through');
        }
      }
    };
    const tick = (): void => {
      running = turn()
        .catch((error: unknown) => host.log.error({ err: error }, 'watched folders'))
        .finally(() => {
          if (!isStopping) timer = setTimeout(tick, 200);
        });
    };
    tick();
    return {
      async stop() {
        isStopping = true;
        deaf();
        clearTimeout(timer);
        await running;
        await Promise.all([...watched.values()].map((folder) => folder.watcher?.close()));
        await leaveWatch(host.db, computer).catch(() => {});
      },
    };
  },
};

/** Begins with folders that are new in the table and lets go of those that left it. Answers whether one is missing. */
async function follow(host: Host, watched: Map<string, Watched>): Promise<boolean> {
  const rows = (await selectFolders(host.db)).filter((row) => row.state !== 'paused');
  for (const row of rows) {
    const there = watched.get(row.id);
    if (there && (row.state === 'missing') === (there.watcher === null)) continue;
    await there?.watcher?.close();
    const folder: Watched = {
      path: row.path,
      watcher: null,
      looks: there?.looks ?? new Map(),
      dueMs: there ? host.clock.monotonicMs() + quietMs : 0,
    };
    // A folder that is missing is looked for every few seconds; there is nothing to listen to.
    if (row.state === 'missing') folder.dueMs = host.clock.monotonicMs() + quietMs;
    else
      folder.watcher = listen(
        host,
        row.path,
        () => (folder.dueMs = Math.min(folder.dueMs, host.clock.monotonicMs())),
      );
    watched.set(row.id, folder);
  }
  for (const [id, folder] of watched) {
    if (folder.watcher === null && rows.some((row) => row.id === id))
      folder.dueMs = Math.min(folder.dueMs, host.clock.monotonicMs() + quietMs);
    if (rows.some((row) => row.id === id)) continue;
    watched.delete(id);
    await folder.watcher?.close();
  }
  return rows.some((row) => row.state === 'missing');
}

function listen(host: Host, path: string, onEvent: () => void): FSWatcher {
  const watcher = watch(path, {
    ignoreInitial: true,
    followSymlinks: false,
    depth: 5,
    ignored: (inside) =>
      inside !== path && isIgnoredName(inside.slice(path.length).replaceAll('\\', '/').replace(/^\//, '')),
  });
  watcher.on('all', onEvent);
  watcher.on('error', (error) =>
    host.log.warn({ err: error, path }, 'the system gives no events for a folder'),
  );
  return watcher;
}
