import { HubError } from './kit/errors.ts';

/**
 * What one process of a hub does. `all`: everything. `api`: answers HTTP and enqueues. `worker`: loops and jobs. Any number
 * of each work on one database; none of them leads.
 */
export type HubRole = 'all' | 'api' | 'worker';

const roles: readonly HubRole[] = ['all', 'api', 'worker'];

/** `SPINDLE_ROLE`. Throws HubError `invalid` for another word. */
export function readRole(text: string | undefined): HubRole {
  const wanted = text?.trim() || 'all';
  const found = roles.find((role) => role === wanted);
  if (found) return found;
  throw new HubError('invalid', `SPINDLE_ROLE is “${text}”. Use all, api or worker, or leave it out.`);
}

/** What several processes have to share. Throws HubError `invalid` with what to set. */
export function refuseAlone(
  role: HubRole,
  databaseUrl: string | undefined,
  publicUrl: string | undefined,
): void {
  if (role === 'all') return;
  if (!databaseUrl)
    throw new HubError(
      'invalid',
      `SPINDLE_ROLE=${role} is for several processes on one PostgreSQL server: set DATABASE_URL to its address, the same in each of them. The PostgreSQL in the hub’s folder serves one process; with it, leave SPINDLE_ROLE out.`,
    );
  if (!publicUrl)
    throw new HubError(
      'invalid',
      `SPINDLE_ROLE=${role} needs SPINDLE_PUBLIC_URL, the same in each process: it stands in mails and in what shops are told.`,
    );
}
