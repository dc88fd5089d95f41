import { isDeepStrictEqual } from 'node:util';
import { ConnectorError } from '../../connectors/connector.ts';
import { type Host, inTransaction, systemActor } from '../../kit/run-operation.ts';
import { tell } from '../audit/index.ts';
import { refusedKeys } from './io.ts';
import { openSecrets } from './secrets.ts';
import { countFailure, readChannelRow, resetFailures, updateChannelRow } from './store.ts';
import { renewSecrets } from './tokens.ts';
import { isTroubled } from './troubled.ts';

/** After a call that worked: the breaker closes. */
export async function noteSuccess(host: Host, channelId: string): Promise<void> {
  if (isTroubled(host, channelId, false)) await resetFailures(host.db, channelId);
}

/**
 * After a call that failed. A refused key is renewed once where the shop has renewable ones, otherwise the channel is
 * paused and the seller asked; five failures in a row open the breaker for a while. Answers what the caller should treat
 * the failure as: a refused key that could be renewed is only `transient`.
 */
export async function noteFailure(
  host: Host,
  channelId: string,
  error: ConnectorError,
): Promise<ConnectorError> {
  if (error.kind === 'unauthorised') return onUnauthorised(host, channelId, error);
  if (error.kind !== 'transient' && error.kind !== 'ambiguous') return error;
  if (counted.has(error)) return error;
  counted.add(error);
  isTroubled(host, channelId, true);
  const openUntil = await countFailure(host.db, channelId);
  if (openUntil && openUntil > host.clock.now()) {
    await inTransaction(host, systemActor, async (ctx) => ctx.announce({ topic: 'channel', id: channelId }));
  }
  return error;
}

/** One call for many listings fails once, whoever hears of it. */
const counted = new WeakSet<ConnectorError>();

async function onUnauthorised(host: Host, channelId: string, error: ConnectorError): Promise<ConnectorError> {
  const channel = await readChannelRow(host.db, channelId);
  if (channel.pauseCause === 'unauthorised' || channel.state === 'disconnected') return error;
  const current = await openSecrets(host, channelId);
  const refused = refusedKeys.get(channelId);
  if (refused && !isDeepStrictEqual(refused, current))
    return new ConnectorError('transient', error.message, { cause: error });
  const connector = host.ports.connectors.get(channel.kind);
  if (connector.auth.kind === 'oauth2' && !justRenewed(channelId, host)) {
    try {
      await renewSecrets(host, channel, connector, current);
      renewedAt.set(channelId, host.clock.now().getTime());
      return new ConnectorError('transient', error.message, { cause: error });
    } catch (renewal) {
      if (renewal instanceof ConnectorError && renewal.kind !== 'unauthorised' && renewal.kind !== 'rejected')
        return renewal;
    }
  }
  await inTransaction(host, systemActor, async (ctx) => {
    await updateChannelRow(ctx.tx, channelId, {
      pausedAt: ctx.clock.now(),
      pauseCause: 'unauthorised',
      pauseReason: `${error.message} Nothing is written until you reconnect ${channel.name}.`,
    });
    await tell(ctx, {
      tone: 'needs-you',
      sentence: `${channel.name} no longer accepts the key. Reconnect it.`,
      channelId,
    });
    ctx.announce({ topic: 'channel', id: channelId });
  });
  return error;
}

/** A renewal that did not help within the last minute will not help now. */
const renewedAt = new Map<string, number>();
const justRenewed = (channelId: string, host: Host): boolean =>
  host.clock.now().getTime() - (renewedAt.get(channelId) ?? 0) < 60_000;
