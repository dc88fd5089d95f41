import { chownSync } from 'node:fs';
import type { PostgresBinaries } from './postgres-binaries.ts';

/** Started by root, the server's programs run as another user. */
export const as = ({ user }: PostgresBinaries): { uid?: number; gid?: number } =>
  user ? { uid: user.uid, gid: user.gid } : {};

export const give = (path: string, { user }: PostgresBinaries): void => {
  if (user) chownSync(path, user.uid, user.gid);
};

/** Without the caller's PG… variables, which would point the programs elsewhere. */
export const environment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^PG[A-Z]/.test(name))),
  LC_ALL: 'C',
});
