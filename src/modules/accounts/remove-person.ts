import { z } from 'zod';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { keepAnOwner, readMember } from './people.ts';
import { deleteMember, lockPeople } from './store.ts';

export const removePerson = defineOperation({
  name: 'accounts.removePerson',
  kind: 'command',
  summary: 'Remove a person: signed out everywhere, keys revoked',
  route: { method: 'DELETE', path: '/people/{personId}' },
  scope: 'accounts:write',
  input: z.object({ personId: Id }),
  output: z.null(),
  subject: ({ personId }) => ({ kind: 'person', id: personId }),
  async run(ctx, { personId }) {
    await lockPeople(ctx.tx);
    const { role } = await readMember(ctx, personId);
    if (role === 'owner') await keepAnOwner(ctx, personId);
    await deleteMember(ctx.tx, personId, ctx.clock.now());
    return null;
  },
});
