import { sha256Hex } from '../../kit/crypto.ts';
import type { Actor } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import type { Host } from '../../kit/run-operation.ts';
import { scopesOf } from './roles.ts';
import { selectLiveKey, selectMember, touchApiKey } from './store.ts';

const hourMs = 3_600_000;

/** Who a signed-in person is for the hub; null when the membership has ended. */
export async function actorOfPerson(host: Host, personId: string): Promise<Actor | null> {
  const member = await selectMember(host.db, personId);
  return (
    member && {
      kind: 'user',
      id: member.id,
      name: member.name,
      scopes: scopesOf(member.role),
      designerId: member.designerId,
    }
  );
}

/** Who an API key stands for, and until when. Throws HubError `unauthenticated`. One read; the time of use is noted once an hour. */
export async function readKey(host: Host, key: string): Promise<{ actor: Actor; endsAt: Date | null }> {
  const now = host.clock.now();
  const row = await selectLiveKey(host.db, sha256Hex(key), now);
  if (!row)
    throw new HubError(
      'unauthenticated',
      'This API key is not known, was revoked, or has ended. Make a new one.',
    );
  if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() > hourMs)
    await touchApiKey(host.db, row.id, now);
  const actor: Actor = {
    kind: 'api-key',
    id: row.id,
    name: row.name,
    scopes: scopesOf(row.role),
    designerId: row.designerId,
  };
  return { actor, endsAt: row.expiresAt };
}
