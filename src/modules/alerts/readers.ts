import type { Actor, Tx } from '../../kit/ctx.ts';
import { mayUse } from '../../kit/run-operation.ts';
import { readMembers } from '../accounts/index.ts';
import { type Kind, kindNames, kinds } from './kinds.ts';

type Rights = Pick<Actor, 'scopes'>;

/** Pure: what somebody with these rights can do something about. */
export const kindsFor = (who: Rights): Kind[] =>
  kindNames.filter((kind) => mayUse(who as Actor, kinds[kind].scope));

export type Member = Awaited<ReturnType<typeof readMembers>>[number];

/** Everybody who can do something about anything. */
export const readReaders = async (tx: Tx): Promise<Member[]> =>
  (await readMembers(tx)).filter((member) => kindsFor(member).length > 0);

const desktopMinutes = 12 * 60;
const serverMinutes = 10;

/** How long the hub may sleep untold: a computer at home is switched off at night, a server never. */
export const sleepMinutesOf = (chosen: number | null, mode: 'desk' | 'live'): number =>
  chosen ?? (mode === 'live' ? serverMinutes : desktopMinutes);
