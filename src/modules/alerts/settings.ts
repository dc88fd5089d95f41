import { z } from 'zod';
import type { Ctx } from '../../kit/ctx.ts';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { At } from '../../kit/time.ts';
import { hasMailServer } from '../../mail/index.ts';
import { readPushKeys } from './push/push-key.ts';
import { selectSubscriptions } from './push-store.ts';
import { type Member, sleepMinutesOf } from './readers.ts';
import { ensureReader, readStudioZone, selectReader, updateReader } from './store.ts';
import { readMe } from './who.ts';

const TimeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write a time like 22:00.')
  .meta({ description: 'Hours and minutes: 22:00.' });

const Zone = z
  .string()
  .max(64)
  .refine((name) => isTimeZone(name), 'That is not a time zone. Write it like Europe/Berlin.');

const AlertSettings = z
  .object({
    isMailOn: z.boolean(),
    isPushOn: z.boolean(),
    rhythm: z.enum(['soon', 'daily']),
    /** Local hour of the daily message and the weekly letter. */
    digestHour: z.int(),
    /** Both or none. */
    quietFrom: z.string().nullable(),
    quietUntil: z.string().nullable(),
    /** Null: the studio's. */
    timeZone: z.string().nullable(),
    studioTimeZone: z.string(),
    isWeeklyOn: z.boolean(),
    /** Told when the hub slept for longer than that; null: as the hub's mode suggests. */
    sleepMinutes: z.int().nullable(),
    usualSleepMinutes: z.int(),
    /** Where mail goes; null: no address was given yet. */
    email: z.string().nullable(),
    hasMailServer: z.boolean(),
    lastToldAt: At.nullable(),
    /** For the browser's subscribe: the hub's public key. */
    pushKey: z.string(),
    browsers: z.array(z.object({ id: Id, name: z.string(), createdAt: At, usedAt: At.nullable() })),
  })
  .meta({ id: 'AlertSettings' });

export const getAlertSettings = defineOperation({
  name: 'alerts.getSettings',
  kind: 'query',
  summary: 'Show how you are told when something needs you',
  route: { method: 'GET', path: '/alerts/settings' },
  scope: 'self:read',
  input: z.object({}),
  output: AlertSettings,
  run: async (ctx) => readSettings(ctx, await readMe(ctx)),
});

export const updateAlertSettings = defineOperation({
  name: 'alerts.updateSettings',
  kind: 'command',
  summary: 'Change how you are told: by mail or in the browser, at once or daily, and when never',
  route: { method: 'PATCH', path: '/alerts/settings' },
  scope: 'self:write',
  input: z.object({
    isMailOn: z.boolean().optional(),
    isPushOn: z.boolean().optional(),
    rhythm: z.enum(['soon', 'daily']).optional(),
    digestHour: z.int().min(0).max(23).optional(),
    quiet: z
      .object({ from: TimeOfDay, until: TimeOfDay })
      .nullable()
      .optional()
      .meta({ description: 'When nothing is sent; null: never quiet.' }),
    timeZone: Zone.nullable().optional(),
    isWeeklyOn: z.boolean().optional(),
    sleepMinutes: z.int().min(5).max(100_000).nullable().optional(),
  }),
  output: AlertSettings,
  subject: () => ({ kind: 'alert-settings', id: 'own' }),
  async run(ctx, { quiet, ...changes }) {
    const me = await readMe(ctx);
    await ensureReader(ctx.tx, me.id);
    const set = {
      ...Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)),
      ...(quiet === undefined
        ? {}
        : { quietFrom: quiet && minutesOf(quiet.from), quietUntil: quiet && minutesOf(quiet.until) }),
    };
    if (Object.keys(set).length > 0) await updateReader(ctx.tx, me.id, set);
    return readSettings(ctx, me);
  },
});

export const markAlertsSeen = defineOperation({
  name: 'alerts.markSeen',
  kind: 'command',
  summary: 'Say that you have looked at what needs you: later news come soon again',
  route: { method: 'POST', path: '/alerts/seen' },
  scope: 'self:write',
  input: z.object({}),
  output: z.object({ seenAt: At }),
  async run(ctx) {
    const me = await readMe(ctx);
    const seenAt = ctx.clock.now();
    await ensureReader(ctx.tx, me.id);
    await updateReader(ctx.tx, me.id, { seenAt, unseen: 0 });
    return { seenAt };
  },
});

async function readSettings(ctx: Ctx, me: Member): Promise<z.input<typeof AlertSettings>> {
  const row = await selectReader(ctx.tx, me.id);
  const { publicKey } = await readPushKeys(ctx.tx, ctx.ports);
  return {
    isMailOn: row?.isMailOn ?? true,
    isPushOn: row?.isPushOn ?? true,
    rhythm: row?.rhythm === 'daily' ? 'daily' : 'soon',
    digestHour: row?.digestHour ?? 8,
    quietFrom: timeOf(row?.quietFrom),
    quietUntil: timeOf(row?.quietUntil),
    timeZone: row?.timeZone ?? null,
    studioTimeZone: await readStudioZone(ctx.tx),
    isWeeklyOn: row?.isWeeklyOn ?? true,
    sleepMinutes: row?.sleepMinutes ?? null,
    usualSleepMinutes: sleepMinutesOf(null, ctx.ports.address.mode),
    email: me.email,
    hasMailServer: hasMailServer(ctx.ports),
    lastToldAt: row?.toldAt ?? null,
    pushKey: publicKey,
    browsers: (await selectSubscriptions(ctx.tx, me.id)).map(({ id, name, createdAt, usedAt }) => ({
      id,
      name,
      createdAt,
      usedAt,
    })),
  };
}

const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const timeOf = (minutes: number | null | undefined): string | null =>
  minutes == null
    ? null
    : `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
