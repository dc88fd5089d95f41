import { z } from 'zod';
import { defineOperation } from '../../kit/operation.ts';
import { ApiKey, toApiKey } from './api-key.ts';
import { selectApiKeys } from './store.ts';

export const listApiKeys = defineOperation({
  name: 'accounts.listApiKeys',
  kind: 'query',
  summary: 'List the API keys that are not revoked',
  route: { method: 'GET', path: '/api-keys' },
  scope: 'accounts:read',
  input: z.object({}),
  output: z.object({ items: z.array(ApiKey) }),
  run: async (ctx) => ({ items: (await selectApiKeys(ctx.tx)).map(toApiKey) }),
});
