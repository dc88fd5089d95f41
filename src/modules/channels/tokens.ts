import { type Connector, ConnectorError } from '../../connectors/connector.ts';
import type { Host } from '../../kit/run-operation.ts';
import type { Channel } from './channel.ts';
import { createIo } from './io.ts';
import { openSecrets, sealSecrets } from './secrets.ts';
import { lockChannel, updateChannelRow } from './store.ts';

/** Tokens are renewed this long before they end, so that no call meets the end. */
const renewAheadMs = 5 * 60_000;

/** The channel's secrets, as they were just read, renewed first when their end is near. */
export async function freshSecrets(
  host: Host,
  channel: Channel,
  connector: Connector,
  secrets: Record<string, string>,
): Promise<Record<string, string>> {
  if (connector.auth.kind !== 'oauth2') return secrets;
  const endsAt = connector.auth.expiresAt(secrets);
  if (!endsAt || endsAt.getTime() - host.clock.now().getTime() > renewAheadMs) return secrets;
  return renewSecrets(host, channel, connector, secrets);
}

/**
 * Renews under the channel's row lock: shops that rotate refresh tokens take each only once. `stale` is what the caller
 * held; when somebody else renewed in the meantime, that result is used.
 */
export async function renewSecrets(
  host: Host,
  channel: Channel,
  connector: Connector,
  stale: Record<string, string>,
): Promise<Record<string, string>> {
  const { auth } = connector;
  if (auth.kind !== 'oauth2')
    throw new ConnectorError('unauthorised', `${connector.name} refused the key. Reconnect the shop.`);
  return host.transaction(async (tx) => {
    await lockChannel(tx, channel.id);
    const current = await openSecrets({ ...host, db: tx }, channel.id);
    if (JSON.stringify(current) !== JSON.stringify(stale)) return current;
    const renewed = {
      ...current,
      ...(await auth.refresh(createIo(host, channel, connector, current, { timeoutMs: 15_000 }))),
    };
    await updateChannelRow(tx, channel.id, { secrets: sealSecrets(host, channel.id, renewed) });
    return renewed;
  });
}
