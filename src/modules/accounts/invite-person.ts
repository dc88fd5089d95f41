import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { Id, newId } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { writeMessage } from '../../mail/index.ts';
import {
  checkDesigner,
  Email,
  Person,
  PersonName,
  readMember,
  refuseKeyForOwner,
  toPerson,
} from './people.ts';
import { Role } from './roles.ts';
import { newInviteLink } from './sign-in-link.ts';
import { insertMember, lockPeople, selectMemberByEmail, upsertPerson } from './store.ts';

export const invitePerson = defineOperation({
  name: 'accounts.invitePerson',
  kind: 'command',
  summary: 'Invite somebody: they get a mail with a link that signs them in once within a week',
  route: { method: 'POST', path: '/people' },
  scope: 'accounts:write',
  input: z.object({ name: PersonName, email: Email, role: Role, designerId: Id.nullish() }),
  output: z.object({
    person: Person,
    /** To hand over yourself where the hub has no mail server. */
    signInUrl: z.string(),
  }),
  subject: (_, { person }) => ({ kind: 'person', id: person.id }),
  async run(ctx, { name, email, role, designerId }) {
    refuseKeyForOwner(ctx, role);
    await lockPeople(ctx.tx);
    if (await selectMemberByEmail(ctx.tx, email))
      throw new HubError('conflict', `${email} is here already. Change the role instead.`);
    await checkDesigner(ctx, role, designerId);
    const now = ctx.clock.now();
    const personId = await upsertPerson(ctx.tx, { id: newId(now.getTime()), name, email });
    await insertMember(ctx.tx, { personId, role, designerId: designerId ?? null, createdAt: now });
    const signInUrl = await newInviteLink(ctx.tx, personId, now, ctx.ports.address.url);
    await writeMessage(ctx, {
      kind: 'sign-in',
      buyerId: null,
      recipient: email,
      subject: `${ctx.actor.name} invites you to Spindle`,
      letter: {
        heading: 'You are invited',
        blocks: [
          {
            kind: 'text',
            text: `${ctx.actor.name} lets you work on their patterns. The link works once, within a week.`,
          },
          { kind: 'button', label: 'Sign in', url: signInUrl },
        ],
        footer: 'Sent by the Spindle of whoever invited you.',
      },
      cause: `invite:${personId}:${now.getTime()}`,
    });
    return { person: toPerson(await readMember(ctx, personId)), signInUrl };
  },
});
