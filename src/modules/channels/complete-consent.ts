import { ConnectorError } from '../../connectors/connector.ts';
import { sha256Hex, unseal } from '../../kit/crypto.ts';
import { HubError } from '../../kit/errors.ts';
import { type Host, inTransaction, systemActor } from '../../kit/run-operation.ts';
import { tell } from '../audit/index.ts';
import { createIo } from './io.ts';
import { ownPauseOf } from './pause.ts';
import { startReading } from './read-channel.ts';
import { openSecrets, saveSecrets } from './secrets.ts';
import { readChannelRow, takeTrip, updateChannelRow } from './store.ts';

/**
 * The way back from the shop's consent page. The state works once; the code is exchanged with the verifier that stayed
 * here. Throws HubError `invalid` with what to do.
 */
export async function completeConsent(
  host: Host,
  answer: { state: string; code?: string | undefined; error?: string | undefined; iss?: string | undefined },
): Promise<{ channelId: string; name: string }> {
  const trip = await takeTrip(host.db, sha256Hex(answer.state));
  if (!trip)
    throw new HubError(
      'invalid',
      'This consent was used already or has waited too long. Start again from the shop’s page in Spindle.',
    );
  const channel = await readChannelRow(host.db, trip.channelId);
  const connector = host.ports.connectors.get(channel.kind);
  if (channel.state === 'disconnected')
    throw new HubError(
      'invalid',
      `${channel.name} was disconnected in the meantime. Connect it again first.`,
    );
  if (answer.error || !answer.code)
    throw new HubError(
      'invalid',
      `${connector.name} says that consent was not given. Nothing was connected; you can try again.`,
    );
  if (connector.auth.kind !== 'oauth2')
    throw new HubError('invalid', `${connector.name} needs no consent page.`);
  if (answer.iss !== undefined && connector.auth.issuer !== undefined && answer.iss !== connector.auth.issuer)
    throw new HubError(
      'invalid',
      `The answer did not come from ${connector.name}. Nothing was connected; start again.`,
    );
  const codeVerifier = unseal(host.ports.keyRing, trip.codeVerifier, `trip:${channel.id}`);
  const secrets = await openSecrets(host, channel.id);
  try {
    const io = createIo(host, channel, connector, secrets, { timeoutMs: 15_000 });
    const tokens = await connector.auth.exchangeCode(io, {
      code: answer.code,
      redirectUri: trip.redirectUri,
      codeVerifier,
    });
    await saveSecrets(host, channel.id, { ...secrets, ...tokens });
  } catch (error) {
    if (error instanceof ConnectorError)
      throw new HubError('invalid', `${error.message} Start again from the shop’s page in Spindle.`, {
        cause: error,
      });
    throw error;
  }
  await inTransaction(host, systemActor, async (ctx) => {
    await updateChannelRow(ctx.tx, channel.id, {
      ...ownPauseOf(channel),
      // Nothing is written before it is known whose consent this is.
      ...(['connecting', 'active'].includes(channel.state) ? { state: 'reading' } : {}),
    });
    await startReading(ctx, channel);
    await tell(ctx, {
      tone: 'good',
      sentence: `You gave consent on ${connector.name}.`,
      channelId: channel.id,
    });
    ctx.announce({ topic: 'channel', id: channel.id });
  });
  return { channelId: channel.id, name: channel.name };
}
