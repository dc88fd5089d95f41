import { toDecimal } from '../../kit/money.ts';
import { type Host, inTransaction, mayUse, systemActor } from '../../kit/run-operation.ts';
import type { Block, Letter } from '../../mail/index.ts';
import type { Say } from './kinds.ts';
import { localTime, mondayOf } from './local-time.ts';
import { type Member, sleepMinutesOf } from './readers.ts';
import { ensureReader, lockReader, toReader, updateReader } from './store.ts';
import { mailTo, pushTo, sayIn } from './tell-person.ts';
import { readWeek, type Week } from './weekly-store.ts';
import { isQuiet } from './when.ts';

/**
 * Once a week, from Monday at the person's hour: "all is well", when it is. When it is not, nothing is sent: what needs
 * somebody was told already. True: a letter is on its way.
 */
export function lookBack(host: Host, person: Member, studioZone: string): Promise<boolean> {
  return inTransaction(host, systemActor, async (ctx) => {
    await ensureReader(ctx.tx, person.id);
    const row = await lockReader(ctx.tx, person.id);
    if (!row) return false;
    const now = ctx.clock.now();
    const reader = toReader(row, studioZone);
    const monday = mondayOf(now, reader.timeZone);
    if (row.weeklyOf === monday) return false;
    const { weekday, minute } = localTime(now, reader.timeZone);
    const isTime = weekday > 1 || minute >= row.digestHour * 60;
    if (row.weeklyOf !== null && (!isTime || isQuiet(reader, now))) return false;
    // a hub that is new this week has no week to look back on
    await updateReader(ctx.tx, person.id, { weeklyOf: monday });
    if (row.weeklyOf === null || !row.isWeeklyOn || !mayUse(rightsOf(person), 'listings:approve'))
      return false;
    const week = await readWeek(ctx.tx, person.designerId, now);
    if (!isWell(week)) return false;
    const told = {
      say: sayIn(reader.timeZone),
      hubUrl: ctx.ports.address.url,
      mayReadOrders: mayUse(rightsOf(person), 'orders:read'),
      sleepMinutes: sleepMinutesOf(row.sleepMinutes, ctx.ports.address.mode),
    };
    const cause = `weekly:${person.id}:${monday}`;
    if (row.isMailOn && (await mailTo(ctx, person, cause, async () => weeklyLetter(week, told)))) return true;
    return (
      row.isPushOn &&
      (await pushTo(ctx, person.id, {
        title: 'All is well',
        body: keptInStep(week),
        path: '/',
        button: 'Open Spindle',
        tag: 'spindle-week',
      })) > 0
    );
  });
}

const rightsOf = (person: Member) => ({ ...systemActor, scopes: person.scopes });

/** Pure: nothing needs anybody, nothing is late, and at least one shop was really looked after. */
export const isWell = (week: Week): boolean => {
  const kept = week.shops.filter((shop) => shop.state === 'active' && !shop.isPaused);
  return (
    !week.isStopped &&
    week.open === 0 &&
    week.late === 0 &&
    kept.length > 0 &&
    kept.every((shop) => shop.isAsked && shop.inStep + shop.left === shop.total)
  );
};

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

function keptInStep(week: Week): string {
  const kept = week.shops.filter((shop) => shop.state === 'active' && !shop.isPaused);
  const all = kept.reduce((sum, shop) => sum + shop.inStep, 0);
  const each = kept.length > 1 ? ` (${kept.map((shop) => `${shop.name} ${shop.inStep}`).join(', ')})` : '';
  return `${count(all, 'listing is', 'listings are')} in step on ${kept.length === 1 ? kept[0]?.name : count(kept.length, 'shop', 'shops')}${each}.`;
}

/** Pure: the letter, in which every line was looked up and what was not looked at is named. */
export function weeklyLetter(
  week: Week,
  {
    say,
    hubUrl,
    mayReadOrders,
    sleepMinutes,
  }: { say: Say; hubUrl: string; mayReadOrders: boolean; sleepMinutes: number },
): { subject: string; letter: Letter } {
  const lines = [
    keptInStep(week),
    week.changed > 0
      ? `${count(week.changed, 'listing was', 'listings were')} changed and looked at again afterwards.`
      : 'No listing had to be changed.',
  ];
  if (mayReadOrders) {
    const sums = week.orders.map(
      ({ currency, totalMinor }) => `${toDecimal({ amountMinor: totalMinor, currency })} ${currency}`,
    );
    const orders = week.orders.reduce((sum, one) => sum + one.n, 0);
    lines.push(
      orders === 0
        ? 'No orders came in; every shop was asked for them within the last two hours.'
        : `${count(orders, 'order', 'orders')} came in: ${sums.join(', ')}.`,
    );
  }
  lines.push(`Buyers and shops fetched ${count(week.downloads, 'file', 'files')} from the hub.`);
  if (week.backupAt) lines.push(`The last whole backup is of ${say.moment(week.backupAt.toISOString())}.`);
  const unchecked = notChecked(week, say, sleepMinutes);
  const blocks: Block[] = [
    { kind: 'text', text: lines.join('\n') },
    ...(unchecked.length > 0
      ? [{ kind: 'text' as const, text: `Not checked:\n${unchecked.map((line) => `- ${line}`).join('\n')}` }]
      : []),
    { kind: 'button', label: 'Open Spindle', url: `${hubUrl}/` },
  ];
  return {
    subject: 'All is well with your patterns',
    letter: {
      heading: 'All is well',
      blocks,
      footer: `The week as your own Spindle saw it; it comes only when nothing needs you. Change that: ${hubUrl}/settings?part=alerts`,
    },
  };
}

function notChecked(week: Week, say: Say, sleepMinutes: number): string[] {
  const left = week.shops.reduce((sum, shop) => sum + shop.left, 0);
  return [
    ...(week.backupAt ? [] : ['Whether the hub could be put back: no backup was made yet.']),
    ...week.shops.filter((shop) => shop.isPaused).map((shop) => `${shop.name}: you paused it.`),
    ...week.shops
      .filter((shop) => !shop.isPaused && shop.state !== 'active')
      .map((shop) => `${shop.name}: it is not taken over yet, so nothing is compared there.`),
    ...(left > 0 ? [`${count(left, 'listing', 'listings')} that you paused or left as they are.`] : []),
    ...week.sleeps
      .filter(({ fromAt, untilAt }) => untilAt.getTime() - fromAt.getTime() >= sleepMinutes * 60_000)
      .map(
        ({ fromAt, untilAt }) =>
          `The time from ${say.moment(fromAt.toISOString())} to ${say.moment(untilAt.toISOString())}: the hub slept.`,
      ),
  ];
}
