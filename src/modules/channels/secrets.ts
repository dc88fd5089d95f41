import { seal, unseal } from '../../kit/crypto.ts';
import { hideFromLog } from '../../kit/redact.ts';
import type { Host } from '../../kit/run-operation.ts';
import { readSealed, updateChannelRow } from './store.ts';

export const secretsContext = (channelId: string): string => `channel:${channelId}`;

export function sealSecrets(
  host: Pick<Host, 'ports'>,
  channelId: string,
  secrets: Record<string, string>,
): Buffer {
  hideFromLog(Object.values(secrets));
  return seal(host.ports.keyRing, JSON.stringify(secrets), secretsContext(channelId));
}

export async function openSecrets(host: Host, channelId: string): Promise<Record<string, string>> {
  return unsealSecrets(host, channelId, (await readSealed(host.db, channelId)).secrets);
}

export function unsealSecrets(
  host: Pick<Host, 'ports'>,
  channelId: string,
  sealed: Uint8Array | null,
): Record<string, string> {
  if (!sealed) return {};
  const opened = JSON.parse(unseal(host.ports.keyRing, sealed, secretsContext(channelId))) as Record<
    string,
    string
  >;
  hideFromLog(Object.values(opened));
  return opened;
}

export const saveSecrets = (host: Host, channelId: string, secrets: Record<string, string>): Promise<void> =>
  updateChannelRow(host.db, channelId, { secrets: sealSecrets(host, channelId, secrets) });

/** The secret that a shop signs its webhooks with, or null where none is set. */
export async function openWebhookSecret(host: Host, channelId: string): Promise<string | null> {
  const { webhookSecret } = await readSealed(host.db, channelId);
  return webhookSecret ? unsealWebhookSecret(host, channelId, webhookSecret) : null;
}

export const unsealWebhookSecret = (
  host: Pick<Host, 'ports'>,
  channelId: string,
  sealed: Uint8Array,
): string => {
  const secret = unseal(host.ports.keyRing, sealed, webhookContext(channelId));
  hideFromLog([secret]);
  return secret;
};

export const webhookContext = (channelId: string): string => `webhook:${channelId}`;
