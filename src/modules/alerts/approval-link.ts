import { newToken, sha256Hex } from '../../kit/crypto.ts';
import type { Ctx } from '../../kit/ctx.ts';
import { HubError, isHubError } from '../../kit/errors.ts';
import { type Host, mayUse, runOperation } from '../../kit/run-operation.ts';
import { actorOfPerson } from '../accounts/index.ts';
import { approvePlan, getListing } from '../listings/index.ts';
import {
  deleteOldLinks,
  ensureReader,
  insertApprovalLink,
  selectApprovalLink,
  takeApprovalLink,
  updateReader,
} from './store.ts';

const linkHours = 48;
/** More than a page can show with every step is looked at in the dashboard. */
export const mostByMail = 20;

/** A link to the page of these plans for this person: works for two days, approves once. */
export async function makeApprovalLink(ctx: Ctx, personId: string, listingIds: string[]): Promise<string> {
  const token = newToken(32);
  const now = ctx.clock.now();
  await deleteOldLinks(ctx.tx, now);
  await insertApprovalLink(ctx.tx, {
    tokenHash: sha256Hex(token),
    personId,
    listingIds,
    createdAt: now,
    expiresAt: new Date(now.getTime() + linkHours * 3_600_000),
  });
  return `${ctx.ports.address.url}/approve/${token}`;
}

/** A plan as the page shows it. */
export interface PlanToApprove {
  listingId: string;
  planHash: string;
  title: string;
  shop: string;
  steps: string[];
  fees: { amountMinor: number; currency: string }[];
  reasons: string[];
}

export interface OpenedApproval {
  personName: string;
  plans: PlanToApprove[];
}

/** What the link opens: changes nothing. Null: unknown, used, too old, or its person may not come in any more. */
export async function openApproval(host: Host, token: string): Promise<OpenedApproval | null> {
  const link = await selectApprovalLink(host.db, sha256Hex(token), host.clock.now());
  const actor = link && (await actorOfPerson(host, link.personId));
  if (!actor || !mayUse(actor, approvePlan.scope)) return null;
  const listings = await Promise.all(
    link.listingIds.map((listingId) =>
      runOperation(host, getListing, actor, { listingId }).catch((error: unknown) => {
        if (isHubError(error) && error.code === 'not-found') return null;
        throw error;
      }),
    ),
  );
  const plans = listings.flatMap((one) =>
    one?.planHash && one.plan
      ? [
          {
            listingId: one.id,
            planHash: one.planHash,
            title: one.title,
            shop: one.channelName,
            steps: one.plan.steps.map((step) => step.summary),
            fees: one.plan.fees,
            reasons: one.plan.reasons.map((reason) => reason.sentence),
          },
        ]
      : [],
  );
  return { personName: actor.name, plans };
}

/**
 * The click: approves these plans as they were shown and uses the link up, both or neither. Throws HubError
 * `not-found` for a link that opens nothing, and for plans that the link is not about.
 */
export async function approveByLink(
  host: Host,
  token: string,
  plans: { listingId: string; planHash: string }[],
): Promise<{ approved: number; changed: string[] }> {
  const tokenHash = sha256Hex(token);
  const known = await selectApprovalLink(host.db, tokenHash, host.clock.now());
  const actor = known && (await actorOfPerson(host, known.personId));
  if (!actor) throw gone();
  return runOperation(host, approvePlan, actor, { plans }, async (tx, run) => {
    const link = await takeApprovalLink(tx, tokenHash, host.clock.now());
    if (!link || plans.some(({ listingId }) => !link.listingIds.includes(listingId))) throw gone();
    await ensureReader(tx, link.personId);
    await updateReader(tx, link.personId, { seenAt: host.clock.now(), unseen: 0 });
    return run();
  });
}

const gone = (): HubError =>
  new HubError(
    'not-found',
    'This link was used already, or it is too old. The plan itself waits in the dashboard.',
  );
