import type { Actor, Tx } from '../../kit/ctx.ts';
import { shownEmail } from './people.ts';
import { scopesOf } from './roles.ts';
import { selectMembers, selectPersonOfKey } from './store.ts';

/** Somebody who may come in, as other modules see them. */
export interface Member {
  id: string;
  name: string;
  /** Null: none given yet. */
  email: string | null;
  designerId: string | null;
  scopes: ReadonlySet<string>;
}

export const readMembers = async (tx: Tx): Promise<Member[]> =>
  (await selectMembers(tx)).map(({ id, name, email, designerId, role }) => ({
    id,
    name,
    email: shownEmail(email),
    designerId,
    scopes: scopesOf(role),
  }));

/** The person behind an actor: for a key, who made it. Null for buyers and the hub itself. */
export async function readPersonOf(tx: Tx, actor: Actor): Promise<string | null> {
  if (actor.kind === 'user') return actor.id;
  return actor.kind === 'api-key' ? selectPersonOfKey(tx, actor.id) : null;
}
