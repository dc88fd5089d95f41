import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface SmallDisk {
  folder: string;
  /** False where this user may not mount: then the folder lies on the ordinary disk and cannot be filled. */
  isSmall: boolean;
  /** Fills it to the last byte. */
  fill(): void;
  /** Makes room again. */
  empty(): void;
  close(): void;
}

/** A disk of its own in memory, for one folder. */
export function openSmallDisk(folder: string, megabytes: number): SmallDisk {
  mkdirSync(folder, { recursive: true });
  let isSmall = false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=711`, 'tmpfs', folder], {
      stdio: 'ignore',
    });
    isSmall = true;
  } catch {
    // not root: the fault is then played by the preload
  }
  const ballast = join(folder, 'ballast');
  return {
    folder,
    isSmall,
    fill: () => {
      if (!isSmall) return;
      const file = openSync(ballast, 'w');
      try {
        for (let size = 1_048_576; size >= 4096; size = Math.floor(size / 4)) {
          const bytes = Buffer.alloc(size);
          try {
            while (writeSync(file, bytes) === size);
          } catch {
            // full at this size: the rest in smaller pieces
          }
        }
      } finally {
        closeSync(file);
      }
    },
    empty: () => rmSync(ballast, { force: true }),
    close: () => {
      if (isSmall) execFileSync('umount', ['-l', folder], { stdio: 'ignore' });
    },
  };
}
