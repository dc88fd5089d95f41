import type { Ctx } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import { readMembers, readPersonOf } from '../accounts/index.ts';
import type { Member } from './readers.ts';

/** The person whose alerts these are: who is signed in, or who made the key. Throws HubError `forbidden`. */
export async function readMe(ctx: Ctx): Promise<Member> {
  const personId = await readPersonOf(ctx.tx, ctx.actor);
  const person = (await readMembers(ctx.tx)).find((one) => one.id === personId);
  if (!person) throw new HubError('forbidden', 'Only a person can be told something. Sign in first.');
  return person;
}
