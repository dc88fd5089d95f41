import { api, done, live } from './client.ts';
import type { Answer } from './types.ts';

export type Backups = Answer<'backups.status'>;
export type Restored = NonNullable<Backups['restored']>;
export type HeldShop = Restored['shops'][number];

/** How backups go, and what a hub that was put back from one still holds. */
export const backupsQuery = live(['hub', 'channel', 'task', 'order'], ['backups'], () =>
  done(api.GET('/backups')),
);

export const archivesQuery = live(['hub'], ['backups', 'archives'], () => done(api.GET('/backups/archives')));

/** The first few letters that are held, for who may see buyers. */
export const heldLettersQuery = live(['hub', 'order', 'notice'], ['messages', 'held'], () =>
  done(api.GET('/messages', { params: { query: { state: 'held', limit: 5 } } })),
);
