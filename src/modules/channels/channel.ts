import { z } from 'zod';
import { fieldNames } from '../../connectors/connector.ts';
import type { channel as channelTable } from '../../db/tables/channels.ts';
import { Id } from '../../kit/ids.ts';
import { pauseSentence } from './pause.ts';

/** field → who decides it on this shop; a field that is not named follows the connector. */
export const Ownership = z.partialRecord(z.enum(fieldNames), z.enum(['hub', 'shop']));
export type Ownership = z.infer<typeof Ownership>;

/** What waits for a click. Left out: the default, which is the careful one. */
export const ApprovalRule = z.object({
  /** Publish without a click. */
  publishAlone: z.boolean().optional(),
  /** Spend listing fees without a click. */
  spendAlone: z.boolean().optional(),
  /** Price moves up to this many percent go alone. */
  priceMovePercent: z.number().min(0).max(1000).optional(),
  /** More listings than this changing at once wait. */
  listingsAtOnce: z.int().min(1).max(100_000).optional(),
});
export type ApprovalRule = z.infer<typeof ApprovalRule>;

/** Which files go to this shop. Left out: every role of the release, in the usual order, zipped when too many. */
export const FilePlanRule = z.object({
  roles: z.array(z.string()).optional(),
  /** Roles that go into one archive together. */
  zipped: z.array(z.string()).optional(),
});
export type FilePlanRule = z.infer<typeof FilePlanRule>;

/** Hub price → shop price. `rate`: shop currency per hub currency, needed when the two differ. */
export const PriceRule = z.object({
  factor: z.number().positive().max(10).optional(),
  /** Last minor units: 99 makes 12.34 → 12.99. */
  ending: z.int().min(0).max(99).optional(),
  rate: z.number().positive().optional(),
});
export type PriceRule = z.infer<typeof PriceRule>;

type Row = typeof channelTable.$inferSelect;

export interface Channel {
  id: string;
  designerId: string;
  kind: string;
  name: string;
  baseUrl: string | null;
  remoteId: string | null;
  shopUrl: string | null;
  currency: string | null;
  state: 'connecting' | 'reading' | 'adopting' | 'active' | 'disconnected';
  pausedAt: Date | null;
  pauseReason: string | null;
  pauseCause: 'seller' | 'unauthorised' | 'breaker' | 'restored' | null;
  /** The seller's own pause, whatever else keeps it paused. */
  sellerPausedAt: Date | null;
  sellerPausedBy: string | null;
  settings: Record<string, string>;
  ownership: Ownership;
  approval: ApprovalRule;
  filePlan: FilePlanRule;
  priceRule: PriceRule;
  /** Whose allowance its calls are taken from; null until the first reading. */
  bucketKey: string | null;
  breakerFailures: number;
  breakerOpenUntil: Date | null;
  ordersSince: Date | null;
  ordersPolledAt: Date | null;
  webhookOkAt: Date | null;
  hasSecrets: boolean;
  hasWebhookSecret: boolean;
  readAt: Date | null;
  adoptedAt: Date | null;
  version: number;
}

/** The JSON columns were checked when they were written; older rows are read leniently. */
export function toChannel(row: Row): Channel {
  return {
    ...row,
    state: row.state as Channel['state'],
    pauseCause: row.pauseCause as Channel['pauseCause'],
    settings: z.record(z.string(), z.string()).catch({}).parse(row.settings),
    ownership: Ownership.catch({}).parse(row.ownership),
    approval: ApprovalRule.catch({}).parse(row.approval),
    filePlan: FilePlanRule.catch({}).parse(row.filePlan),
    priceRule: PriceRule.catch({}).parse(row.priceRule),
    hasSecrets: row.secrets !== null,
    hasWebhookSecret: row.webhookSecret !== null,
  };
}

/** How a channel is shown: never a secret. */
export const ChannelView = z
  .object({
    id: Id,
    kind: z.string(),
    name: z.string(),
    shopUrl: z.string().nullable(),
    currency: z.string().nullable(),
    state: z.enum(['connecting', 'reading', 'adopting', 'active', 'disconnected']),
    /** One sentence: what is going on with this shop. */
    sentence: z.string(),
    health: z.enum(['well', 'waiting', 'paused', 'needs-you']),
    pausedAt: z.coerce.string().nullable(),
    pauseReason: z.string().nullable(),
    pauseCause: z.enum(['seller', 'unauthorised', 'breaker', 'restored']).nullable(),
    /** The seller's own pause: stays when a refused key is replaced, and ends alone. */
    sellerPausedAt: z.string().nullable(),
    settings: z.record(z.string(), z.string()),
    ownership: Ownership,
    approval: ApprovalRule,
    filePlan: FilePlanRule,
    priceRule: PriceRule,
    hasWebhookSecret: z.boolean(),
    webhookOkAt: z.string().nullable(),
    /** Where this shop should send its webhooks; only reachable in Live mode. */
    webhookUrl: z.string(),
    ordersPolledAt: z.string().nullable(),
    readAt: z.string().nullable(),
    adoptedAt: z.string().nullable(),
    quota: z
      .object({
        perSecond: z.number(),
        perDay: z.number().nullable(),
        usedToday: z.number(),
        blockedUntil: z.string().nullable(),
      })
      .nullable(),
    version: z.int(),
  })
  .meta({ id: 'Channel' });
export type ChannelView = z.infer<typeof ChannelView>;

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

export function toView(
  channel: Channel,
  context: { hubUrl: string; now: Date; quota: ChannelView['quota'] },
): ChannelView {
  const { sentence, health } = describe(channel, context.now);
  return {
    id: channel.id,
    kind: channel.kind,
    name: channel.name,
    shopUrl: channel.shopUrl,
    currency: channel.currency,
    state: channel.state,
    sentence,
    health,
    pausedAt: iso(channel.pausedAt),
    pauseReason: channel.pauseReason,
    pauseCause: channel.pauseCause,
    sellerPausedAt: iso(channel.sellerPausedAt),
    settings: channel.settings,
    ownership: channel.ownership,
    approval: channel.approval,
    filePlan: channel.filePlan,
    priceRule: channel.priceRule,
    hasWebhookSecret: channel.hasWebhookSecret,
    webhookOkAt: iso(channel.webhookOkAt),
    webhookUrl: `${context.hubUrl}/hooks/${channel.id}`,
    ordersPolledAt: iso(channel.ordersPolledAt),
    readAt: iso(channel.readAt),
    adoptedAt: iso(channel.adoptedAt),
    quota: context.quota,
    version: channel.version,
  };
}

/** Pure: the state of a shop in a sentence that says the next step. */
export function describe(channel: Channel, now: Date): { sentence: string; health: ChannelView['health'] } {
  if (channel.state === 'disconnected')
    return { sentence: 'Disconnected. Nothing is read or written.', health: 'paused' };
  if (channel.pausedAt && channel.pauseCause === 'unauthorised')
    return {
      sentence: pauseSentence(channel, 'The shop refused the key. Reconnect it.'),
      health: 'needs-you',
    };
  if (channel.pausedAt)
    return {
      sentence: pauseSentence(channel, 'Paused by you. Nothing is written.'),
      health: channel.pauseCause === 'restored' ? 'needs-you' : 'paused',
    };
  if (channel.breakerOpenUntil && channel.breakerOpenUntil > now)
    return {
      sentence: 'The shop does not answer well. Spindle waits a little and tries again by itself.',
      health: 'waiting',
    };
  if (channel.state === 'connecting')
    return { sentence: 'Waiting for your consent on the shop’s page.', health: 'needs-you' };
  if (channel.state === 'reading')
    return { sentence: 'Looking at what the shop carries. Nothing is written.', health: 'waiting' };
  if (channel.state === 'adopting')
    return {
      sentence: 'Read. Say what belongs to which pattern; until then nothing is written.',
      health: 'needs-you',
    };
  return { sentence: 'Connected.', health: 'well' };
}
