import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { revokeApiKeyRow } from './store.ts';

export const revokeApiKey = defineOperation({
  name: 'accounts.revokeApiKey',
  kind: 'command',
  summary: 'Revoke an API key at once',
  route: { method: 'DELETE', path: '/api-keys/{apiKeyId}' },
  scope: 'accounts:write',
  input: z.object({ apiKeyId: Id }),
  output: z.null(),
  subject: ({ apiKeyId }) => ({ kind: 'api-key', id: apiKeyId }),
  async run(ctx, { apiKeyId }) {
    if (!(await revokeApiKeyRow(ctx.tx, apiKeyId, ctx.clock.now())))
      throw new HubError('not-found', 'There is no such key, or it was revoked already.');
    return null;
  },
});
