import '../../jobs/queue.ts';
import type { Ctx } from '../../kit/ctx.ts';
import { type Host, inTransaction, mayUse, systemActor } from '../../kit/run-operation.ts';
import { hasMailServer, type Letter, writeMessage } from '../../mail/index.ts';
import { makeApprovalLink, mostByMail } from './approval-link.ts';
import { collapse, kinds, type Need, type Say, type Told } from './kinds.ts';
import { alertLetter, headline } from './letter.ts';
import { type PushMessage, sendPushJob } from './push/send-push.ts';
import { selectSubscriptions } from './push-store.ts';
import { kindsFor, type Member, sleepMinutesOf } from './readers.ts';
import {
  ensureReader,
  lockReader,
  noteTold,
  type ReaderRow,
  selectOldestNews,
  selectOpen,
  toReader,
  updateReader,
} from './store.ts';
import { mayTell } from './when.ts';

/** Times as the reader's clock shows them. */
export function sayIn(timeZone: string): Say {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  return { moment: (iso) => format.format(new Date(iso)) };
}

/** What this person is to be told of: open, theirs, and long enough where it is about sleep. */
export const isWorthTelling = (
  need: Need,
  row: Pick<ReaderRow, 'sleepMinutes'> | null,
  mode: 'desk' | 'live',
): boolean =>
  need.kind !== 'hub-slept' || (need.detail.minutes ?? 0) >= sleepMinutesOf(row?.sleepMinutes ?? null, mode);

/**
 * Tells one person what is new, in one message, when it is time. All in one transaction with what was told: a crash
 * leaves neither, and of two processes one does it. True: a message is on its way.
 */
export function tellPerson(host: Host, person: Member, studioZone: string): Promise<boolean> {
  return inTransaction(host, systemActor, async (ctx) => {
    await ensureReader(ctx.tx, person.id);
    const row = await lockReader(ctx.tx, person.id);
    if (!row) return false;
    const now = ctx.clock.now();
    const reader = toReader(row, studioZone);
    const newsAt = await selectOldestNews(ctx.tx, kindsFor(person), person.designerId, person.id);
    if (!newsAt || !mayTell(reader, newsAt, now)) return false;
    const open = await selectOpen(ctx.tx, kindsFor(person), person.designerId, person.id);
    const news = open.filter((need) => !need.toldAt && isWorthTelling(need, row, ctx.ports.address.mode));
    const [first] = news;
    if (!first || !mayTell(reader, first.changedAt, now)) return false;
    const told = collapse(news, sayIn(reader.timeZone));
    const messageNo = row.messageNo + 1;
    const cause = `alert:${person.id}:${messageNo}`;
    if (!(await send(ctx, person, row, told, cause))) return false;
    await noteTold(ctx.tx, person.id, news, now);
    await updateReader(ctx.tx, person.id, { toldAt: now, unseen: row.unseen + 1, messageNo });
    return true;
  });
}

async function send(ctx: Ctx, person: Member, row: ReaderRow, told: Told[], cause: string): Promise<boolean> {
  const byMail =
    row.isMailOn &&
    (await mailTo(ctx, person, cause, async () =>
      alertLetter(told, ctx.ports.address.url, await approvalLinks(ctx, person, told)),
    ));
  const [first] = told;
  const byPush =
    row.isPushOn &&
    first !== undefined &&
    (await pushTo(ctx, person.id, {
      title: told.length === 1 ? 'One thing needs you' : `${told.length} things need you`,
      body: headline(told).slice(0, 300),
      path: told.length === 1 ? first.path : '/',
      button: told.length === 1 ? first.button : 'Open Spindle',
      // one place for all of them: the newest message says everything that is new
      tag: 'spindle-needs-you',
    })) > 0;
  return byMail || byPush;
}

/** Writes a letter where the person has an address and the hub a mail server. */
export async function mailTo(
  ctx: Ctx,
  person: Pick<Member, 'email'>,
  cause: string,
  write: () => Promise<{ subject: string; letter: Letter }>,
): Promise<boolean> {
  if (!person.email || !hasMailServer(ctx.ports)) return false;
  const { subject, letter } = await write();
  await writeMessage(ctx, { kind: 'alert', buyerId: null, recipient: person.email, subject, letter, cause });
  return true;
}

/** Enqueues a message for each browser of the person; answers how many there are. */
export async function pushTo(ctx: Ctx, personId: string, message: PushMessage): Promise<number> {
  const targets = await selectSubscriptions(ctx.tx, personId);
  for (const { id } of targets)
    await ctx.ports.queue.enqueue(ctx.tx, sendPushJob.name, { subscriptionId: id, message });
  return targets.length;
}

/** The button that approves, for plans that one page can show. */
async function approvalLinks(ctx: Ctx, person: Member, told: readonly Told[]): Promise<Map<Told, string>> {
  const links = new Map<Told, string>();
  if (!mayUse({ ...systemActor, scopes: person.scopes }, kinds['plan-waits'].scope)) return links;
  for (const group of told) {
    if (group.kind !== 'plan-waits' || group.needs.length > mostByMail) continue;
    links.set(
      group,
      await makeApprovalLink(
        ctx,
        person.id,
        group.needs.map((need) => need.subject),
      ),
    );
  }
  return links;
}
