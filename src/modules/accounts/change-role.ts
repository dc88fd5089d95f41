import { z } from 'zod';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { checkDesigner, keepAnOwner, Person, readMember, refuseKeyForOwner, toPerson } from './people.ts';
import { Role } from './roles.ts';
import { lockPeople, revokeKeysOf, updateMember } from './store.ts';

export const changeRole = defineOperation({
  name: 'accounts.changeRole',
  kind: 'command',
  summary: 'Change what a person may do, from their next click on',
  route: { method: 'PATCH', path: '/people/{personId}' },
  scope: 'accounts:write',
  input: z.object({ personId: Id, role: Role.optional(), designerId: Id.nullish() }),
  output: Person,
  subject: ({ personId }) => ({ kind: 'person', id: personId }),
  async run(ctx, { personId, role, designerId }) {
    await lockPeople(ctx.tx);
    const before = await readMember(ctx, personId);
    const next = {
      role: role ?? before.role,
      designerId: designerId === undefined ? before.designerId : designerId,
    };
    await checkDesigner(ctx, next.role, next.designerId);
    if (before.role === 'owner' && next.role !== 'owner') await keepAnOwner(ctx, personId);
    refuseKeyForOwner(ctx, role);
    // only owners make keys, with any rights: none outlives its maker's own
    if (before.role === 'owner' && next.role !== 'owner')
      await revokeKeysOf(ctx.tx, personId, ctx.clock.now());
    await updateMember(ctx.tx, personId, next);
    return toPerson(await readMember(ctx, personId));
  },
});
