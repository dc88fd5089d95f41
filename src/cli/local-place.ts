import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStorage } from '../storage/open-storage.ts';
import type { Storage } from '../storage/storage.ts';

/** A hub as its folder and environment name it, whether it runs or not. */
export interface LocalPlace {
  home: string;
  databaseUrl: string | undefined;
  keyFile: string;
  keysFromEnvironment: string | undefined;
  openStorage(): Promise<Storage>;
}

/** SPINDLE_HOME, or `data` here, or, where that is not there, `data` in the clone. */
export function localPlace(env: NodeJS.ProcessEnv): LocalPlace {
  const here = resolve(env.SPINDLE_HOME || 'data');
  const clone = fileURLToPath(new URL('../../data', import.meta.url));
  const home = env.SPINDLE_HOME || existsSync(here) || !existsSync(clone) ? here : clone;
  return {
    home,
    databaseUrl: env.DATABASE_URL || undefined,
    keyFile: join(home, 'keys.json'),
    keysFromEnvironment: env.SPINDLE_KEYS || undefined,
    openStorage: () => openStorage(env.SPINDLE_STORAGE || join(home, 'files')),
  };
}
