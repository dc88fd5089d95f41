import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { readChannel } from '../channels/index.ts';
import { startTask } from '../tasks/index.ts';

export const pollNow = defineOperation({
  name: 'orders.pollNow',
  kind: 'task',
  summary: 'Read new and changed orders from a shop now',
  route: { method: 'POST', path: '/channels/{channelId}/orders/read' },
  scope: 'orders:write',
  input: z.object({ channelId: Id }),
  output: z.object({ taskId: Id }),
  subject: (input) => ({ kind: 'channel', id: input.channelId }),
  async run(ctx, input) {
    const channel = await readChannel(ctx.tx, input.channelId, ctx.actor);
    if (channel.state === 'disconnected' || channel.state === 'connecting')
      throw new HubError('conflict', `${channel.name} is not connected. Connect it first.`);
    const taskId = await startTask(ctx, {
      kind: 'orders.poll',
      title: `Read the orders of ${channel.name}`,
      input: { channelId: channel.id },
      job: 'orders.poll',
    });
    return { taskId };
  },
});
