export interface SystemUser {
  name: string;
  uid: number;
  gid: number;
}
export const isWindows: boolean;
export const nodePackage: { name: string; binary: string };
export const postgresPackage: string;
export function postgresBinary(nativeDir: string, name: 'initdb' | 'pg_ctl' | 'postgres'): string;
export const startsThroughPgCtl: boolean;
export function npmCommand(): { file: string; args: string[]; shell: boolean };
export function isAlive(pid: number): boolean;
export function processStart(pid: number): string | null;
export function isRoot(): boolean;
export function unprivilegedUsers(): SystemUser[];
export const sharedCacheDirs: string[];
export const sharedDataDirs: string[];
export const watchdog: { file: string; args: string[] } | null;
