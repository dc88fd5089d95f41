import { and, asc, desc, eq, gt, isNull, lt, ne, sql } from 'drizzle-orm';
import { rowsOf } from '../../db/query.ts';
import {
  apiKey,
  designer,
  member,
  passkey,
  person,
  session,
  signInLink,
  verification,
} from '../../db/tables/index.ts';
import type { Tx } from '../../kit/ctx.ts';

export type ApiKeyRow = typeof apiKey.$inferSelect;
/** What each request asks of its key. */
export type LiveKey = Pick<ApiKeyRow, 'id' | 'name' | 'role' | 'designerId' | 'lastUsedAt' | 'expiresAt'>;

/** The tables as better-auth names them. */
export const authTables = { user: person, session, verification, passkey };

const personColumns = {
  id: person.id,
  name: person.name,
  email: person.email,
  role: member.role,
  designerId: member.designerId,
  createdAt: member.createdAt,
};
export interface MemberRow {
  id: string;
  name: string;
  email: string;
  role: string;
  designerId: string | null;
  createdAt: Date;
}

export async function lockPeople(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('accounts.people', 0))`);
}

export async function selectMember(tx: Tx, personId: string): Promise<MemberRow | null> {
  const [row] = await tx
    .select(personColumns)
    .from(member)
    .innerJoin(person, eq(person.id, member.personId))
    .where(eq(member.personId, personId));
  return row ?? null;
}

export async function selectMemberByEmail(tx: Tx, email: string): Promise<MemberRow | null> {
  const [row] = await tx
    .select(personColumns)
    .from(member)
    .innerJoin(person, eq(person.id, member.personId))
    .where(eq(person.email, email.toLowerCase()));
  return row ?? null;
}

export async function selectMembers(tx: Tx): Promise<MemberRow[]> {
  return tx
    .select(personColumns)
    .from(member)
    .innerJoin(person, eq(person.id, member.personId))
    .orderBy(asc(member.createdAt), asc(person.id));
}

export async function selectFirstOwner(tx: Tx): Promise<MemberRow | null> {
  return (await selectMembers(tx)).find((row) => row.role === 'owner') ?? null;
}

export async function countOtherOwners(tx: Tx, personId: string): Promise<number> {
  const rows = await tx
    .select({ id: member.personId })
    .from(member)
    .where(and(eq(member.role, 'owner'), ne(member.personId, personId)));
  return rows.length;
}

/** The person keeps their id when they were here before. */
export async function upsertPerson(
  tx: Tx,
  row: { id: string; name: string; email: string },
): Promise<string> {
  const [kept] = await tx
    .insert(person)
    .values({ ...row, email: row.email.toLowerCase() })
    .onConflictDoUpdate({ target: person.email, set: { name: row.name, updatedAt: sql`now()` } })
    .returning({ id: person.id });
  return kept?.id ?? row.id;
}

export async function emailTaken(tx: Tx, email: string, exceptId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: person.id })
    .from(person)
    .where(and(eq(person.email, email), ne(person.id, exceptId)));
  return rows.length > 0;
}

export async function updatePerson(
  tx: Tx,
  id: string,
  changes: Partial<Pick<typeof person.$inferInsert, 'name' | 'email' | 'emailVerified'>>,
): Promise<void> {
  await tx
    .update(person)
    .set({ ...changes, updatedAt: sql`now()` })
    .where(eq(person.id, id));
}

export async function insertMember(tx: Tx, row: typeof member.$inferInsert): Promise<void> {
  await tx.insert(member).values(row);
}

export async function updateMember(
  tx: Tx,
  personId: string,
  changes: Partial<Pick<typeof member.$inferInsert, 'role' | 'designerId'>>,
): Promise<void> {
  await tx.update(member).set(changes).where(eq(member.personId, personId));
}

export async function designerExists(tx: Tx, id: string): Promise<boolean> {
  return (await tx.select({ id: designer.id }).from(designer).where(eq(designer.id, id))).length > 0;
}

/** Ends the membership and everything that lets this person in: sessions, links, keys, passkeys. */
export async function deleteMember(tx: Tx, personId: string, at: Date): Promise<void> {
  await tx.delete(member).where(eq(member.personId, personId));
  await deleteSessions(tx, personId);
  await tx.delete(signInLink).where(eq(signInLink.personId, personId));
  await tx.delete(passkey).where(eq(passkey.userId, personId));
  await revokeKeysOf(tx, personId, at);
}

export async function revokeKeysOf(tx: Tx, personId: string, at: Date): Promise<void> {
  await tx
    .update(apiKey)
    .set({ revokedAt: at })
    .where(and(eq(apiKey.personId, personId), isNull(apiKey.revokedAt)));
}

export async function deleteSessions(tx: Tx, personId: string): Promise<void> {
  await tx.delete(session).where(eq(session.userId, personId));
}

export async function insertSignInLink(tx: Tx, row: typeof signInLink.$inferInsert): Promise<void> {
  await tx.insert(signInLink).values(row);
}

/** Links that were made for this person since then and are not used. */
export async function countFreshLinks(tx: Tx, personId: string, since: Date): Promise<number> {
  const rows = await tx
    .select({ tokenHash: signInLink.tokenHash })
    .from(signInLink)
    .where(and(eq(signInLink.personId, personId), gt(signInLink.createdAt, since)));
  return rows.length;
}

/** Check and use in one statement: of two at the same moment one gets it. */
export async function takeSignInLink(tx: Tx, tokenHash: string, now: Date): Promise<string | null> {
  const [row] = await tx
    .delete(signInLink)
    .where(eq(signInLink.tokenHash, tokenHash))
    .returning({ personId: signInLink.personId, expiresAt: signInLink.expiresAt });
  return row && row.expiresAt > now ? row.personId : null;
}

export async function insertApiKey(tx: Tx, row: typeof apiKey.$inferInsert): Promise<void> {
  await tx.insert(apiKey).values(row);
}

export async function selectApiKeys(tx: Tx): Promise<(ApiKeyRow & { personName: string })[]> {
  const rows = await tx
    .select({ key: apiKey, personName: person.name })
    .from(apiKey)
    .innerJoin(person, eq(person.id, apiKey.personId))
    .where(isNull(apiKey.revokedAt))
    .orderBy(desc(apiKey.createdAt), desc(apiKey.id));
  return rows.map(({ key, personName }) => ({ ...key, personName }));
}

/** A key that opens: not revoked, not expired, its maker still a member. One indexed read. */
export async function selectLiveKey(tx: Tx, keyHash: string, now: Date): Promise<LiveKey | null> {
  const [row] = await rowsOf<LiveKey>(
    tx,
    `select k.id, k.name, k.role, k.designer_id as "designerId", k.last_used_at as "lastUsedAt",
      k.expires_at as "expiresAt"
     from api_key k join member m on m.person_id = k.person_id
     where k.key_hash = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > $2)`,
    [keyHash, now],
  );
  return row ?? null;
}

export async function selectPersonOfKey(tx: Tx, keyId: string): Promise<string | null> {
  const [row] = await tx.select({ personId: apiKey.personId }).from(apiKey).where(eq(apiKey.id, keyId));
  return row?.personId ?? null;
}

export async function touchApiKey(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.update(apiKey).set({ lastUsedAt: at }).where(eq(apiKey.id, id));
}

export async function revokeApiKeyRow(tx: Tx, id: string, at: Date): Promise<boolean> {
  const rows = await tx
    .update(apiKey)
    .set({ revokedAt: at })
    .where(and(eq(apiKey.id, id), isNull(apiKey.revokedAt)))
    .returning({ id: apiKey.id });
  return rows.length > 0;
}

export async function deleteExpired(tx: Tx, now: Date): Promise<void> {
  await tx.delete(session).where(lt(session.expiresAt, now));
  await tx.delete(verification).where(lt(verification.expiresAt, now));
  await tx.delete(signInLink).where(lt(signInLink.expiresAt, now));
}
