import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Connector } from '../../connectors/connector.ts';
import { newToken, seal, sha256Hex } from '../../kit/crypto.ts';
import type { Ctx } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import { Id, newId } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { tell } from '../audit/index.ts';
import { readFirstDesigner } from '../studio/index.ts';
import { ChannelView } from './channel.ts';
import { startReading } from './read-channel.ts';
import { sealSecrets } from './secrets.ts';
import { insertChannel, insertTrip } from './store.ts';
import { viewOf } from './view.ts';

export const connectChannel = defineOperation({
  name: 'channels.connect',
  kind: 'command',
  summary: 'Connect a shop; it is only read until you have adopted what is there',
  route: { method: 'POST', path: '/channels' },
  scope: 'channels:write',
  secretFields: ['keys'],
  input: z.object({
    kind: z.string().min(1).max(40),
    name: z.string().trim().min(1).max(120).optional(),
    designerId: Id.optional(),
    /** The fields that the kind of shop asks for: keys, tokens. */
    keys: z.record(z.string(), z.string().trim().min(1).max(4000)),
    settings: z.record(z.string(), z.string().trim().max(1000)).default({}),
    /** Another address of the shop's API: a sandbox. */
    baseUrl: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .optional(),
  }),
  output: z.object({
    channel: ChannelView,
    /** Open this page to give consent; null where the keys are enough. */
    authorizeUrl: z.string().nullable(),
    /** Watch the reading here; null until consent is given. */
    taskId: Id.nullable(),
  }),
  subject: (_input, output) => ({ kind: 'channel', id: output.channel.id }),
  async run(ctx, input) {
    const connector = findConnector(ctx, input.kind);
    if (ctx.actor.designerId && input.designerId && input.designerId !== ctx.actor.designerId)
      throw new HubError('forbidden', 'You may connect shops for your own designer only.');
    const missing = connector.auth.fields.filter((field) => !input.keys[field.name]);
    if (connector.baseUrl === '' && !input.baseUrl && !input.settings.siteUrl)
      throw new HubError('invalid', `${connector.name} needs the address of your shop.`, {
        fields: [{ path: '/settings/siteUrl', message: 'is missing' }],
      });
    if (missing.length > 0)
      throw new HubError(
        'invalid',
        `${connector.name} needs ${missing.map((field) => field.label).join(' and ')}.`,
        {
          fields: missing.map((field) => ({ path: `/keys/${field.name}`, message: 'is missing' })),
        },
      );
    const id = newId(ctx.clock.now().getTime());
    const isReady = connector.auth.kind === 'keys';
    const channel = await insertChannel(ctx.tx, {
      id,
      designerId: input.designerId ?? ctx.actor.designerId ?? (await readFirstDesigner(ctx.tx)),
      kind: connector.id,
      name: input.name ?? connector.name,
      baseUrl: shopAddress(input.baseUrl ?? input.settings.siteUrl),
      settings: input.settings,
      secrets: sealSecrets(ctx, id, input.keys),
      state: isReady ? 'reading' : 'connecting',
      ordersSince: ctx.clock.now(),
    });
    await tell(ctx, {
      sentence: `${channel.name} is being connected. Nothing is written to it.`,
      channelId: id,
    });
    ctx.announce({ topic: 'channel', id });
    return {
      channel: await viewOf(ctx, channel),
      authorizeUrl: isReady
        ? null
        : await startTrip(
            ctx,
            connector,
            { id, baseUrl: channel.baseUrl, settings: channel.settings },
            input.keys,
          ),
      taskId: isReady ? await startReading(ctx, channel) : null,
    };
  },
});

/** An address without a password in it: it is shown, and stored unsealed. */
function shopAddress(text: string | undefined): string | null {
  if (!text) return null;
  const address = URL.canParse(text) ? new URL(text) : null;
  if (!address || !/^https?:$/.test(address.protocol) || address.username || address.password)
    throw new HubError(
      'invalid',
      `“${text.replace(/\/\/[^/@]*@/, '//')}” is no address of a shop. It looks like https://shop.example.com, without a name or password in it.`,
      {
        fields: [{ path: '/settings/siteUrl', message: 'is no address of a shop' }],
      },
    );
  return text.replace(/\/+$/, '');
}

export function findConnector(ctx: Pick<Ctx, 'ports'>, kind: string): Connector {
  const connector = ctx.ports.connectors.all().find((one) => one.id === kind);
  if (connector) return connector;
  const known = ctx.ports.connectors.all().map((one) => one.id);
  throw new HubError(
    'invalid',
    `Spindle knows no shop of the kind “${kind}”. It knows: ${known.join(', ')}.`,
  );
}

/** RFC 7636: a verifier that stays here, sealed, and its SHA-256 that travels. */
export async function startTrip(
  ctx: Ctx,
  connector: Connector,
  channel: { id: string; baseUrl: string | null; settings: Record<string, string> },
  secrets: Record<string, string>,
): Promise<string | null> {
  if (connector.auth.kind !== 'oauth2') return null;
  const state = newToken(24);
  const codeVerifier = newToken(48);
  const redirectUri = `${ctx.ports.address.url}/oauth/callback`;
  await insertTrip(ctx.tx, {
    stateHash: sha256Hex(state),
    channelId: channel.id,
    codeVerifier: seal(ctx.ports.keyRing, codeVerifier, `trip:${channel.id}`),
    redirectUri,
    expiresAt: new Date(ctx.clock.now().getTime() + 15 * 60_000),
  });
  return connector.auth.authorizeUrl(
    {
      baseUrl: (channel.baseUrl ?? connector.baseUrl).replace(/\/+$/, ''),
      secrets,
      settings: channel.settings,
    },
    { redirectUri, state, codeChallenge: createHash('sha256').update(codeVerifier).digest('base64url') },
  );
}
