import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { defineOperation } from '../../kit/operation.ts';
import { deleteSessions } from './store.ts';

export const signOutEverywhere = defineOperation({
  name: 'accounts.signOutEverywhere',
  kind: 'command',
  summary: 'Sign yourself out on every device, this one too',
  route: { method: 'POST', path: '/me/sign-out-everywhere' },
  scope: 'self:write',
  input: z.object({}),
  output: z.null(),
  async run(ctx) {
    if (ctx.actor.kind !== 'user')
      throw new HubError('forbidden', 'An API key has no sessions. Revoke it instead.');
    await deleteSessions(ctx.tx, ctx.actor.id);
    return null;
  },
});
