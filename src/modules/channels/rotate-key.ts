import { z } from 'zod';
import { seal, unseal } from '../../kit/crypto.ts';
import { defineOperation } from '../../kit/operation.ts';
import { secretsContext, webhookContext } from './secrets.ts';
import { listSealed, updateChannelRow } from './store.ts';

export const rotateKey = defineOperation({
  name: 'channels.rotateKey',
  kind: 'command',
  summary: 'Make a new key for stored secrets and seal every secret with it',
  route: { method: 'POST', path: '/secrets/rotate' },
  scope: 'studio:write',
  input: z.object({}),
  output: z.object({ keyId: z.string(), resealed: z.int() }),
  async run(ctx) {
    // The key is kept before anything is sealed with it: a crash between leaves one key more, never a secret without one.
    const keyId = await ctx.ports.addKey();
    let resealed = 0;
    for (const row of await listSealed(ctx.tx)) {
      const again = (sealed: Buffer | null, context: string): Buffer | null => {
        if (!sealed) return null;
        resealed += 1;
        return seal(ctx.ports.keyRing, unseal(ctx.ports.keyRing, sealed, context), context);
      };
      await updateChannelRow(ctx.tx, row.id, {
        secrets: again(row.secrets, secretsContext(row.id)),
        webhookSecret: again(row.webhookSecret, webhookContext(row.id)),
      });
    }
    return { keyId, resealed };
  },
});
