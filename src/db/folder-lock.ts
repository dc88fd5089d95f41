import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, processStart } from '../../scripts/platform.mjs';
import { HubError } from '../kit/errors.ts';

interface Holder {
  pid: number;
  /** See `processStart`: tells the holder from a later process with the same pid. */
  start: string | null;
}

const read = (path: string): Holder | null => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return null;
  }
};

const holds = ({ pid, start }: Holder): boolean =>
  isAlive(pid) && (start === null || (processStart(pid) ?? start) === start);

/**
 * Takes a folder for this process; a holder that no longer runs is replaced. Returns the release.
 * Errors: HubError `conflict` naming the process that has it.
 */
export function lockFolder(dir: string): () => void {
  const lock = join(dir, 'hub.lock');
  const own = JSON.stringify({ pid: process.pid, start: processStart(process.pid) } satisfies Holder);
  const draft = `${lock}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  writeFileSync(draft, own, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 50; attempt++) {
      try {
        // A link appears whole or not at all, so nobody reads a half-written lock.
        linkSync(draft, lock);
        return () => {
          if (readSafely(lock) === own) rmSync(lock, { force: true });
        };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = read(lock);
      if (holder && holds(holder))
        throw new HubError(
          'conflict',
          `Another Spindle (process ${holder.pid}) has the data folder ${dir} open. Stop it first, or set SPINDLE_HOME to another folder.`,
        );
      setAside(lock, holder);
    }
    throw new HubError(
      'conflict',
      `The data folder ${dir} is being opened by several processes at once. Try again.`,
    );
  } finally {
    rmSync(draft, { force: true });
  }
}

const readSafely = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

/** Removes a dead holder's lock; puts it back when another starter was quicker and it is a living one's by now. */
function setAside(lock: string, dead: Holder | null): void {
  const aside = `${lock}.old.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  const moved = read(aside);
  if (moved && (moved.pid !== dead?.pid || moved.start !== dead.start) && holds(moved))
    renameSync(aside, lock);
  else rmSync(aside, { force: true });
}
