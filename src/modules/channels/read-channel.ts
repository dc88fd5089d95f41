import { z } from 'zod';
import { ConnectorError } from '../../connectors/connector.ts';
import type { Ctx } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineJob } from '../../kit/module.ts';
import { defineOperation } from '../../kit/operation.ts';
import { giveUpTask, startTask, taskProgress } from '../tasks/index.ts';
import type { Channel } from './channel.ts';
import { readShop } from './read-shop.ts';
import { readChannelRow } from './store.ts';

export const startReading = (ctx: Ctx, channel: Channel): Promise<string> =>
  startTask(ctx, {
    kind: 'channels.read',
    title: `Look at what ${channel.name} carries`,
    input: { channelId: channel.id },
    job: 'channels.read',
  });

export const readChannel = defineOperation({
  name: 'channels.readChannel',
  kind: 'task',
  summary: 'Look at everything that the shop carries; writes nothing',
  route: { method: 'POST', path: '/channels/{channelId}/read' },
  scope: 'channels:write',
  input: z.object({ channelId: Id }),
  output: z.object({ taskId: Id }),
  subject: (input) => ({ kind: 'channel', id: input.channelId }),
  async run(ctx, input) {
    const channel = await readChannelRow(ctx.tx, input.channelId, ctx.actor);
    if (channel.state === 'disconnected' || channel.state === 'connecting')
      throw new HubError('conflict', `${channel.name} is not connected yet. Connect it first.`);
    return { taskId: await startReading(ctx, channel) };
  },
});

/** The task's work. A wrong key ends it with the sentence; a shop that does not answer is tried again by the queue. */
export const readChannelJob = defineJob<{ taskId: string; channelId: string }>({
  name: 'channels.read',
  retries: 5,
  onGivenUp: (host, { taskId }, why) => giveUpTask(host, taskId, why),
  async run(host, { taskId, channelId }) {
    const progress = taskProgress(host, taskId);
    try {
      const count = await readShop(host, channelId, (done) =>
        progress.step(done, undefined, `${done} listings read`),
      );
      await progress.finish({ listings: count });
    } catch (error) {
      const isFinal =
        error instanceof HubError ||
        (error instanceof ConnectorError && ['unauthorised', 'rejected'].includes(error.kind));
      if (!isFinal) throw error;
      await progress.fail(error.message);
    }
  },
});
