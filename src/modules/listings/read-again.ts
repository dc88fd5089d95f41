import { z } from 'zod';
import { ConnectorError } from '../../connectors/connector.ts';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { defineJob } from '../../kit/module.ts';
import { defineOperation } from '../../kit/operation.ts';
import { noteFailure, readChannel } from '../channels/index.ts';
import { giveUpTask, startTask, taskProgress } from '../tasks/index.ts';
import { readListing } from './store.ts';
import { verifyChannel } from './verify.ts';

const job = 'listings.readAgain';

export const readAgain = defineOperation({
  name: 'listings.readAgain',
  kind: 'task',
  summary: 'Look at a shop, or one listing of it, again and say what was changed there; writes nothing',
  route: { method: 'POST', path: '/channels/{channelId}/read-again' },
  scope: 'listings:write',
  input: z.object({ channelId: Id, listingId: Id.optional() }),
  output: z.object({ taskId: Id }),
  subject: (input) => ({ kind: 'channel', id: input.channelId }),
  async run(ctx, { channelId, listingId }) {
    const channel = await readChannel(ctx.tx, channelId, ctx.actor);
    if (listingId && (await readListing(ctx.tx, listingId, ctx.actor)).channelId !== channelId)
      throw new HubError('not-found', 'This listing is not on that shop.');
    const input = { channelId, ...(listingId ? { listingId } : {}) };
    return {
      taskId: await startTask(ctx, { kind: job, title: `Look at ${channel.name} again`, input, job }),
    };
  },
});

export const readAgainJob = defineJob<{ taskId: string; channelId: string; listingId?: string }>({
  name: job,
  retries: 5,
  onGivenUp: (host, { taskId }, why) => giveUpTask(host, taskId, why),
  async run(host, { taskId, channelId, listingId }) {
    const progress = taskProgress(host, taskId);
    try {
      const result = await verifyChannel(host, channelId, {
        ...(listingId ? { listingIds: [listingId] } : {}),
        onProgress: (done, total) => progress.step(done, total),
      });
      await progress.finish(result);
    } catch (error) {
      const failure = error instanceof ConnectorError ? await noteFailure(host, channelId, error) : error;
      const isFinal =
        failure instanceof HubError ||
        (failure instanceof ConnectorError && ['unauthorised', 'rejected'].includes(failure.kind));
      if (!isFinal) throw failure;
      await progress.fail(failure.message);
    }
  },
});
