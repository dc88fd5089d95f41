import '../../kit/hub-address.ts';
import { newToken, sha256Hex } from '../../kit/crypto.ts';
import type { Tx } from '../../kit/ctx.ts';
import { newId } from '../../kit/ids.ts';
import { type Host, inTransaction, systemActor } from '../../kit/run-operation.ts';
import { writeMessage } from '../../mail/index.ts';
import {
  countFreshLinks,
  insertMember,
  insertSignInLink,
  lockPeople,
  selectFirstOwner,
  selectMemberByEmail,
  takeSignInLink,
  upsertPerson,
} from './store.ts';

export const linkMinutes = 15;
const inviteDays = 7;
/** Links by mail to one person within the time that a link works. */
const mailsAtOnce = 3;

/**
 * A link that signs the owner in once, within 15 minutes: printed at the start. Makes the owner when there is none,
 * so that a new hub needs no password.
 */
export function createSignInLink(host: Host): Promise<string> {
  return host.transaction(async (tx) => {
    await lockPeople(tx);
    const owner = (await selectFirstOwner(tx)) ?? { id: await createOwner(tx, host.clock.now()) };
    return newLink(tx, owner.id, host.clock.now(), linkMinutes, host.ports.address.url);
  });
}

/** Makes sure that there is an owner; answers the owner's id. */
export function ensureOwner(host: Host): Promise<string> {
  return host.transaction(async (tx) => {
    await lockPeople(tx);
    return (await selectFirstOwner(tx))?.id ?? (await createOwner(tx, host.clock.now()));
  });
}

async function createOwner(tx: Tx, now: Date): Promise<string> {
  const personId = await upsertPerson(tx, {
    id: newId(now.getTime()),
    name: 'Owner',
    // .invalid can never be somebody's mailbox (RFC 2606)
    email: 'owner@spindle.invalid',
  });
  await insertMember(tx, { personId, role: 'owner', createdAt: now });
  return personId;
}

export const newInviteLink = (tx: Tx, personId: string, now: Date, hubUrl: string): Promise<string> =>
  newLink(tx, personId, now, inviteDays * 24 * 60, hubUrl);

async function newLink(
  tx: Tx,
  personId: string,
  now: Date,
  minutes: number,
  hubUrl: string,
): Promise<string> {
  const token = newToken(32);
  const expiresAt = new Date(now.getTime() + minutes * 60_000);
  await insertSignInLink(tx, { tokenHash: sha256Hex(token), personId, expiresAt, createdAt: now });
  return `${hubUrl}/sign-in/link?token=${token}`;
}

/** Puts a sign-in link into the outbox of whoever has this address here; says nothing to anybody else. */
export function mailSignInLink(host: Host, email: string): Promise<void> {
  return inTransaction(host, systemActor, async (ctx) => {
    const found = await selectMemberByEmail(ctx.tx, email);
    if (!found || found.email.endsWith('.invalid')) return;
    const now = ctx.clock.now();
    // from many addresses one could fill a mailbox; whoever has these links waiting needs no other
    const since = new Date(now.getTime() - linkMinutes * 60_000);
    if ((await countFreshLinks(ctx.tx, found.id, since)) >= mailsAtOnce) return;
    const url = await newLink(ctx.tx, found.id, now, linkMinutes, ctx.ports.address.url);
    await writeMessage(ctx, {
      kind: 'sign-in',
      buyerId: null,
      recipient: found.email,
      subject: 'Your sign-in link',
      letter: {
        heading: 'Sign in to Spindle',
        blocks: [
          { kind: 'text', text: `This link signs you in once, within ${linkMinutes} minutes.` },
          { kind: 'button', label: 'Sign in', url },
          { kind: 'text', text: 'If you did not ask for it, you need not do anything.' },
        ],
        footer: 'Sent by your own Spindle, because somebody asked for a sign-in link for this address.',
      },
      cause: `sign-in:${newId(now.getTime())}`,
    });
  });
}

/** Uses a link up. Null: unknown, used or too old. */
export const takeLink = (tx: Tx, token: string, now: Date): Promise<string | null> =>
  takeSignInLink(tx, sha256Hex(token), now);
