import { z } from 'zod';
import type { Connector } from '../../connectors/connector.ts';
import { defineOperation } from '../../kit/operation.ts';

const Field = z.object({ name: z.string(), label: z.string(), help: z.string(), isSecret: z.boolean() });

export const Spoke = z
  .object({
    kind: z.string(),
    name: z.string(),
    auth: z.enum(['keys', 'oauth2']),
    fields: z.array(Field),
    settings: z.array(Field),
    /** Empty where the seller must say the shop's address. */
    baseUrl: z.string(),
    /** Where the shop sends the browser back after consent: to be entered in the shop's developer pages. */
    callbackUrl: z.string().nullable(),
    capabilities: z.object({
      bytesServedBy: z.enum(['shop', 'hub']),
      orders: z.array(z.enum(['webhook', 'poll'])),
      mode: z.enum(['desk', 'live']),
      traceReaches: z.enum(['shop', 'order']),
      hasDrafts: z.boolean(),
      buyerContact: z.object({
        rule: z.enum(['never', 'transactional', 'consent']),
        why: z.string(),
        source: z.string(),
      }),
      publishFee: z.object({ amountMinor: z.int(), currency: z.string() }).nullable(),
      writable: z.array(z.string()),
    }),
    limits: z.record(
      z.string(),
      z.object({ value: z.union([z.number(), z.array(z.string()), z.null()]), source: z.string() }),
    ),
  })
  .meta({ id: 'Spoke' });

const toSpoke = (connector: Connector, hubUrl: string): z.infer<typeof Spoke> => ({
  kind: connector.id,
  name: connector.name,
  auth: connector.auth.kind,
  fields: connector.auth.fields,
  settings: connector.settings,
  baseUrl: connector.baseUrl,
  callbackUrl: connector.auth.kind === 'oauth2' ? `${hubUrl}/oauth/callback` : null,
  capabilities: {
    ...connector.capabilities,
    publishFee: connector.capabilities.publishFee?.value ?? null,
    writable: [...connector.capabilities.writable],
  },
  limits: Object.fromEntries(
    Object.entries(connector.limits).map(([name, limit]) => [
      name,
      {
        value: Array.isArray(limit.value) ? [...limit.value] : (limit.value as number | null),
        source: limit.source,
      },
    ]),
  ),
});

export const listSpokes = defineOperation({
  name: 'channels.listSpokes',
  kind: 'query',
  summary: 'List the kinds of shop that can be connected, with what each can do',
  route: { method: 'GET', path: '/spokes' },
  scope: 'channels:read',
  input: z.object({}),
  output: z.object({ items: z.array(Spoke) }),
  run: async (ctx) => ({
    items: ctx.ports.connectors.all().map((one) => toSpoke(one, ctx.ports.address.url)),
  }),
});
