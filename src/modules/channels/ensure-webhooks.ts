import { ConnectorError } from '../../connectors/connector.ts';
import { defineJob } from '../../kit/module.ts';
import { type Host, inTransaction, systemActor } from '../../kit/run-operation.ts';
import { tell } from '../audit/index.ts';
import { noteFailure } from './breaker.ts';
import { openIo } from './open-io.ts';
import { readHeld } from './restored-store.ts';
import { openWebhookSecret } from './secrets.ts';
import { listChannelRows, updateChannelRow } from './store.ts';

/** Creates or re-enables a shop's webhooks: shops switch them off after a few failures. */
export const ensureWebhooksJob = defineJob<{ channelId: string }>({
  name: 'channels.ensureWebhooks',
  retries: 5,
  run: (host, { channelId }) => ensureWebhooks(host, channelId),
});

export const repairWebhooksJob = defineJob<Record<string, never>>({
  name: 'channels.repairWebhooks',
  cron: '*/30 * * * *',
  async run(host) {
    if (host.ports.address.mode !== 'live') return;
    for (const channel of await listChannelRows(host.db)) {
      if (channel.hasWebhookSecret && channel.state === 'active' && !channel.pausedAt)
        await host.ports.queue.enqueue(host.db, 'channels.ensureWebhooks', { channelId: channel.id });
    }
  },
});

async function ensureWebhooks(host: Host, channelId: string): Promise<void> {
  const secret = await openWebhookSecret(host, channelId);
  // What a hub that was put back wants of a shop is not known to be right before the seller has looked.
  if (!secret || (await readHeld(host.db, channelId))) return;
  try {
    const { io, connector, channel } = await openIo(host, channelId);
    const result = await connector.webhooks?.ensure?.(io, {
      url: `${host.ports.address.url}/hooks/${channelId}`,
      secret,
    });
    await inTransaction(host, systemActor, async (ctx) => {
      await updateChannelRow(ctx.tx, channelId, { webhookOkAt: ctx.clock.now() });
      if (result && result.repaired.length > 0)
        await tell(ctx, {
          sentence: `${channel.name} tells of orders at once now (${result.repaired.join(', ')}).`,
          channelId,
        });
      ctx.announce({ topic: 'channel', id: channelId });
    });
  } catch (error) {
    throw error instanceof ConnectorError ? await noteFailure(host, channelId, error) : error;
  }
}
