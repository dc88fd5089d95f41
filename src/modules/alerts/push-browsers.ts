import { isIP } from 'node:net';
import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { Id, newId } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { deleteSubscription, selectSubscriptions, upsertSubscription } from './push-store.ts';
import { readMe } from './who.ts';

const keyOf = (bytes: number, name: string) =>
  z
    .string()
    .max(200)
    .refine((text) => Buffer.from(text, 'base64url').length === bytes, `The browser’s ${name} is not whole.`);

const mostBrowsers = 20;

export const subscribeBrowser = defineOperation({
  name: 'alerts.subscribeBrowser',
  kind: 'command',
  summary: 'Let a browser show messages of the hub',
  route: { method: 'POST', path: '/alerts/browsers' },
  scope: 'self:write',
  input: z.object({
    endpoint: z.url('That is no address of a push service.').max(2000),
    keys: z.object({ p256dh: keyOf(65, 'key'), auth: keyOf(16, 'secret') }),
    name: z.string().trim().min(1).max(80).default('Browser'),
  }),
  output: z.object({ id: Id, name: z.string() }),
  secretFields: ['endpoint', 'keys'],
  subject: (_, { id }) => ({ kind: 'browser', id }),
  async run(ctx, { endpoint, keys, name }) {
    const me = await readMe(ctx);
    refuseOwnNetwork(endpoint, ctx.ports.address.url);
    if ((await selectSubscriptions(ctx.tx, me.id)).length >= mostBrowsers)
      throw new HubError(
        'conflict',
        `${mostBrowsers} browsers show your messages already. Remove one first.`,
      );
    const { id } = await upsertSubscription(ctx.tx, {
      id: newId(ctx.clock.now().getTime()),
      personId: me.id,
      name,
      endpoint,
      ...keys,
      createdAt: ctx.clock.now(),
    });
    ctx.announce({ topic: 'hub', id: 'alerts' });
    return { id, name };
  },
});

export const unsubscribeBrowser = defineOperation({
  name: 'alerts.unsubscribeBrowser',
  kind: 'command',
  summary: 'Stop showing messages in a browser',
  route: { method: 'DELETE', path: '/alerts/browsers/{browserId}' },
  scope: 'self:write',
  input: z.object({ browserId: Id }),
  output: z.object({ id: Id }),
  subject: ({ browserId }) => ({ kind: 'browser', id: browserId }),
  async run(ctx, { browserId }) {
    const me = await readMe(ctx);
    if (!(await deleteSubscription(ctx.tx, browserId, me.id)))
      throw new HubError('not-found', 'That browser shows no messages of yours.');
    ctx.announce({ topic: 'hub', id: 'alerts' });
    return { id: browserId };
  },
});

/** The hub posts where the browser says: to push services of the world, not into the hub's own network. */
function refuseOwnNetwork(endpoint: string, hubUrl: string): void {
  const { protocol, hostname } = new URL(endpoint);
  const isHere = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname);
  // a hub on loopback may be tried with a push service on loopback
  if (isHere && /^http:\/\/(localhost|127\.0\.0\.1)/.test(hubUrl)) return;
  const isName = isIP(hostname.replace(/^\[|\]$/g, '')) === 0 && hostname.includes('.');
  if (protocol !== 'https:' || isHere || !isName || /\.(local|internal|home\.arpa|localhost)$/.test(hostname))
    throw new HubError(
      'invalid',
      'That is no address of a push service: it must be an https name of the internet.',
    );
}
