import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { Email, Person, PersonName, readMember, toPerson } from './people.ts';
import { emailTaken, lockPeople, updatePerson } from './store.ts';

export const me = defineOperation({
  name: 'accounts.me',
  kind: 'query',
  summary: 'Show who is signed in and what they may do',
  route: { method: 'GET', path: '/me' },
  scope: 'self:read',
  input: z.object({}),
  output: z.object({
    kind: z.enum(['user', 'api-key', 'system', 'buyer']),
    id: z.string(),
    name: z.string(),
    designerId: Id.nullable(),
    /** `*`: everything. */
    scopes: z.array(z.string()),
    /** Null for an API key. */
    person: Person.nullable(),
  }),
  async run({ actor, ...ctx }) {
    return {
      kind: actor.kind,
      id: actor.id,
      name: actor.name,
      designerId: actor.designerId,
      scopes: [...actor.scopes].sort(),
      person: actor.kind === 'user' ? toPerson(await readMember({ actor, ...ctx }, actor.id)) : null,
    };
  },
});

export const updateMe = defineOperation({
  name: 'accounts.updateMe',
  kind: 'command',
  summary: 'Change your own name or e-mail address',
  route: { method: 'PATCH', path: '/me' },
  scope: 'self:write',
  input: z.object({ name: PersonName.optional(), email: Email.optional() }),
  output: Person,
  subject: (_, person) => ({ kind: 'person', id: person.id }),
  async run(ctx, { name, email }) {
    if (ctx.actor.kind !== 'user')
      throw new HubError('forbidden', 'An API key has no name or address to change.');
    await lockPeople(ctx.tx);
    if (email && (await emailTaken(ctx.tx, email, ctx.actor.id)))
      throw new HubError('conflict', 'Somebody else here has that address.');
    await updatePerson(ctx.tx, ctx.actor.id, {
      ...(name ? { name } : {}),
      ...(email ? { email, emailVerified: false } : {}),
    });
    return toPerson(await readMember(ctx, ctx.actor.id));
  },
});
