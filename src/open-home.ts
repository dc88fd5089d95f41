import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { refuseUnfinished } from './backup/unfinished.ts';
import { type OpenDatabase, openDatabase } from './db/open.ts';
import { type HubRole, refuseAlone } from './hub-role.ts';
import { readPublicUrl } from './kit/public-url.ts';

export interface HomeOptions {
  home: string;
  databaseUrl?: string | undefined;
  publicUrl?: string | undefined;
  role?: HubRole | undefined;
  onProgress?: ((sentence: string) => void) | undefined;
  onExit?: ((sentence: string) => void) | undefined;
}

/**
 * Opens the hub's folder and its database. It stands alone, with little to load, so that PostgreSQL starts on one core while
 * the program is read on the other. Errors: HubError with a sentence for the seller.
 */
export async function openHome(options: HomeOptions): Promise<OpenDatabase> {
  const home = resolve(options.home);
  refuseAlone(options.role ?? 'all', options.databaseUrl, readPublicUrl(options.publicUrl));
  // Started by root, PostgreSQL runs as another user, who must be able to pass through; what is secret has its own mode.
  await mkdir(home, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  await refuseUnfinished(home);
  options.onProgress?.('Opening the database');
  const { databaseUrl, onProgress, onExit } = options;
  return openDatabase({
    ...{ home, databaseUrl },
    ...(onProgress ? { onProgress } : {}),
    ...(onExit ? { onExit } : {}),
  });
}
