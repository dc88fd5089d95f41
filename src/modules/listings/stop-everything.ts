import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { defineOperation } from '../../kit/operation.ts';
import { tell } from '../audit/index.ts';
import { readStopped, setStopped } from './store.ts';
import { notifyDirty } from './work-store.ts';

const Output = z.object({ isStopped: z.boolean() });

export const stopEverything = defineOperation({
  name: 'listings.stopEverything',
  kind: 'command',
  summary: 'Stop everything: nothing more is written to any shop, at once',
  route: { method: 'POST', path: '/stop' },
  scope: 'listings:write',
  input: z.object({}),
  output: Output,
  async run(ctx) {
    if (await readStopped(ctx.tx)) return { isStopped: true };
    await setStopped(ctx.tx, { at: ctx.clock.now(), by: ctx.actor.name });
    await tell(ctx, {
      tone: 'needs-you',
      sentence: `${ctx.actor.name} stopped everything. Nothing is written to any shop.`,
    });
    ctx.announce({ topic: 'hub', id: 'stop' });
    return { isStopped: true };
  },
});

export const resumeEverything = defineOperation({
  name: 'listings.resumeEverything',
  kind: 'command',
  summary: 'Go on writing to the shops after everything was stopped',
  route: { method: 'POST', path: '/resume' },
  scope: 'listings:approve',
  input: z.object({}),
  output: Output,
  async run(ctx) {
    // anybody may stop; what goes on then are the shops of every designer
    if (ctx.actor.designerId)
      throw new HubError(
        'forbidden',
        'This would start the shops of every designer. Ask the owner of the studio.',
      );
    if (!(await readStopped(ctx.tx))) return { isStopped: false };
    await setStopped(ctx.tx, null);
    await notifyDirty(ctx.tx);
    await tell(ctx, { sentence: `${ctx.actor.name} let everything go on.` });
    ctx.announce({ topic: 'hub', id: 'stop' });
    return { isStopped: false };
  },
});
