import { z } from 'zod';
import type { Ctx } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import { Id } from '../../kit/ids.ts';
import { Role } from './roles.ts';
import { countOtherOwners, designerExists, type MemberRow, selectMember } from './store.ts';

export const PersonName = z.string().trim().min(1, 'Give a name.').max(120);
export const Email = z.email('That is not an e-mail address.').max(254).toLowerCase();

export const Person = z
  .object({
    id: Id,
    name: z.string(),
    /** Null: none given yet. */
    email: z.string().nullable(),
    role: Role,
    /** Set: sees only this designer's patterns and shops. */
    designerId: Id.nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Person' });

export const toPerson = (row: MemberRow): z.infer<typeof Person> => ({
  id: row.id,
  name: row.name,
  email: shownEmail(row.email),
  role: row.role as Role,
  designerId: row.designerId,
  createdAt: row.createdAt.toISOString(),
});

export const shownEmail = (email: string): string | null => (email.endsWith('.invalid') ? null : email);

export async function readMember(ctx: Ctx, personId: string): Promise<MemberRow> {
  const row = await selectMember(ctx.tx, personId);
  if (!row) throw new HubError('not-found', 'Nobody here has that id. Look at the list of people.');
  return row;
}

/** A hub without an owner could never be opened again. Call under `lockPeople`. */
export async function keepAnOwner(ctx: Ctx, personId: string): Promise<void> {
  if ((await countOtherOwners(ctx.tx, personId)) === 0)
    throw new HubError('conflict', 'This is the only owner. Make somebody else an owner first.');
}

/** A key that leaked must end when it is revoked: it makes no owner who stays. */
export function refuseKeyForOwner(ctx: Ctx, role: string | undefined): void {
  if (role === 'owner' && ctx.actor.kind === 'api-key')
    throw new HubError('forbidden', 'An API key cannot make an owner. Sign in and do it in the dashboard.');
}

export async function checkDesigner(
  ctx: Ctx,
  role: string,
  designerId: string | null | undefined,
): Promise<void> {
  if (!designerId) return;
  if (role === 'owner')
    throw new HubError(
      'invalid',
      'An owner sees the whole studio. Leave the designer out, or take another role.',
    );
  if (!(await designerExists(ctx.tx, designerId)))
    throw new HubError('not-found', 'There is no such designer.');
}
