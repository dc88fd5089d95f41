import { z } from 'zod';
import { defineOperation } from '../../kit/operation.ts';
import { Person, toPerson } from './people.ts';
import { selectMembers } from './store.ts';

export const listPeople = defineOperation({
  name: 'accounts.listPeople',
  kind: 'query',
  summary: 'List the people who may sign in, with their roles',
  route: { method: 'GET', path: '/people' },
  scope: 'accounts:read',
  input: z.object({}),
  output: z.object({ items: z.array(Person) }),
  run: async (ctx) => ({ items: (await selectMembers(ctx.tx)).map(toPerson) }),
});
