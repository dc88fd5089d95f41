import type { Connector, ConnectorIo } from '../../connectors/connector.ts';
import type { Host } from '../../kit/run-operation.ts';
import { type CallOptions, call } from './call.ts';
import type { Channel } from './channel.ts';
import { saveSecrets } from './secrets.ts';

/** What the last refused call of a channel went out with: a key that was replaced in the meantime is no news. */
export const refusedKeys = new Map<string, Record<string, string>>();

export function createIo(
  host: Host,
  channel: Channel,
  connector: Connector,
  secrets: Record<string, string>,
  options: CallOptions = {},
): ConnectorIo {
  const bucket = connector.bucket({ id: channel.id, settings: channel.settings, secrets });
  const held = { ...secrets };
  return {
    baseUrl: (channel.baseUrl ?? connector.baseUrl).replace(/\/+$/, ''),
    settings: channel.settings,
    secrets: held,
    fetch: async (url, init) => {
      const sent = { ...held };
      const response = await call(host, connector, bucket, url, init ?? {}, options);
      if ([401, 403].includes(response.status)) refusedKeys.set(channel.id, sent);
      return response;
    },
    readAsset: (sha256) => host.ports.storage.read(sha256),
    saveSecrets: async (next) => {
      Object.assign(held, next);
      await saveSecrets(host, channel.id, held);
    },
    now: () => host.clock.now(),
    log: host.log.child({ channel: channel.id, connector: connector.id }),
  };
}
