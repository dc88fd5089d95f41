import { type Connector, ConnectorError, type ConnectorIo } from '../../connectors/connector.ts';
import { HubError } from '../../kit/errors.ts';
import type { Host } from '../../kit/run-operation.ts';
import type { CallOptions } from './call.ts';
import type { Channel } from './channel.ts';
import { createIo } from './io.ts';
import { unsealSecrets } from './secrets.ts';
import { readSealedChannel, updateChannelRow } from './store.ts';
import { freshSecrets } from './tokens.ts';
import { isTroubled } from './troubled.ts';

export interface OpenedIo {
  io: ConnectorIo;
  connector: Connector;
  channel: Channel;
}

/** An open shop: each of several runs gets calls of its own from it. */
export interface Way extends Omit<OpenedIo, 'io'> {
  io(options?: CallOptions): ConnectorIo;
}

/** As long as the breaker ever stays open (`countFailure`). */
const longestRestMs = 15 * 60_000;

/**
 * The way to a shop. Throws ConnectorError `unauthorised` or `transient` while the channel is paused for its key or its
 * breaker is open, HubError `conflict` when it is disconnected.
 */
export async function openWay(host: Host, channelId: string): Promise<Way> {
  const { channel, sealed } = await readSealedChannel(host.db, channelId);
  const connector = host.ports.connectors.get(channel.kind);
  if (channel.state === 'disconnected')
    throw new HubError('conflict', `${channel.name} is disconnected. Connect it again first.`);
  if (channel.pauseCause === 'unauthorised')
    throw new ConnectorError(
      'unauthorised',
      channel.pauseReason ?? `${channel.name} refused the key. Reconnect it.`,
    );
  // The database's moment against this process's clock, which may be off.
  const openMs = Math.min(
    (channel.breakerOpenUntil?.getTime() ?? 0) - host.clock.now().getTime(),
    longestRestMs,
  );
  if (openMs > 0)
    throw new ConnectorError(
      'transient',
      `${channel.name} does not answer well just now. Spindle tries again by itself.`,
      { retryAfterMs: openMs },
    );
  if (channel.breakerFailures > 0) isTroubled(host, channelId, true);
  const secrets = await freshSecrets(host, channel, connector, unsealSecrets(host, channelId, sealed));
  const bucketKey = connector.bucket({ id: channel.id, settings: channel.settings, secrets }).key;
  if (channel.bucketKey !== bucketKey) await updateChannelRow(host.db, channelId, { bucketKey });
  return {
    connector,
    channel,
    io: (options = {}) => createIo(host, channel, connector, secrets, options),
  };
}

/** The way for one run alone; throws like `openWay`. */
export async function openIo(host: Host, channelId: string, options: CallOptions = {}): Promise<OpenedIo> {
  const { connector, channel, io } = await openWay(host, channelId);
  return { connector, channel, io: io(options) };
}
