import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { ApiKey, addApiKey, toApiKey } from './api-key.ts';
import { checkDesigner, PersonName, readMember } from './people.ts';
import { Role } from './roles.ts';

export const createApiKey = defineOperation({
  name: 'accounts.createApiKey',
  kind: 'command',
  summary: 'Make an API key; its text is shown this one time',
  route: { method: 'POST', path: '/api-keys' },
  scope: 'accounts:write',
  input: z.object({
    name: PersonName,
    role: Role.default('viewer'),
    designerId: Id.nullish(),
    expiresAt: z.iso.datetime().nullish(),
  }),
  output: z.object({ apiKey: ApiKey, key: z.string() }),
  subject: (_, { apiKey }) => ({ kind: 'api-key', id: apiKey.id }),
  async run(ctx, { name, role, designerId, expiresAt }) {
    if (ctx.actor.kind !== 'user')
      throw new HubError(
        'forbidden',
        'An API key cannot make another key. Sign in and make it in the dashboard.',
      );
    await checkDesigner(ctx, role, designerId);
    const maker = await readMember(ctx, ctx.actor.id);
    const now = ctx.clock.now();
    const ends = expiresAt ? new Date(expiresAt) : null;
    if (ends && ends <= now)
      throw new HubError('invalid', 'The key would have ended already. Choose a later time.');
    const { row, key } = await addApiKey(
      ctx.tx,
      { name, role, personId: maker.id, designerId: designerId ?? null, expiresAt: ends },
      now,
    );
    return { apiKey: toApiKey({ ...row, personName: maker.name }), key };
  },
});
