import { z } from 'zod';
import { fieldNames } from '../../connectors/connector.ts';
import { Id } from '../../kit/ids.ts';
import { Money } from '../../kit/money.ts';
import { At } from '../../kit/time.ts';
import { OwnershipSchema } from '../channels/index.ts';
import { reasonSentence, reasons } from './approval.ts';
import type { ListingRow } from './board-store.ts';
import { statuses, wantedStates } from './listing.ts';
import { listingSentence } from './status.ts';

export const Field = z.enum(fieldNames);
export const ListingStatus = z.enum(statuses);

export const PlanView = z
  .object({
    steps: z.array(
      z.object({
        kind: z.string(),
        summary: z.string(),
        fields: z.array(Field),
        calls: z.int(),
        effect: z.string(),
        isReversible: z.boolean(),
        fee: Money.optional(),
      }),
    ),
    fields: z.array(Field),
    calls: z.int(),
    fees: z.array(Money),
    /** Why it waits for a click, with a sentence each. */
    reasons: z.array(z.object({ reason: z.enum(reasons), sentence: z.string() })),
    notes: z.array(z.object({ field: Field, severity: z.enum(['block', 'note']), message: z.string() })),
  })
  .meta({ id: 'ListingPlan' });

export const ListingView = z
  .object({
    id: Id,
    channelId: Id,
    channelName: z.string(),
    channelKind: z.string(),
    offerId: Id,
    patternId: Id.nullable(),
    title: z.string(),
    sku: z.string(),
    language: z.string().nullable(),
    remoteId: z.string().nullable(),
    remoteUrl: z.string().nullable(),
    wantedState: z.enum(wantedStates),
    status: ListingStatus,
    sentence: z.string(),
    problem: z
      .object({
        kind: z.string(),
        message: z.string(),
        field: Field.optional(),
        until: z.string().optional(),
      })
      .nullable(),
    drift: z.array(Field),
    isAdopted: z.boolean(),
    /** Fields with this shop's own value. */
    ownFields: z.array(z.string()),
    ownership: OwnershipSchema,
    plan: PlanView.nullable(),
    /** Set while the plan waits for a click: hand it to listings.approvePlan. */
    planHash: z.string().nullable(),
    appliedAt: At.nullable(),
    appliedReleaseId: Id.nullable(),
    observedAt: At.nullable(),
    canPutBack: z.boolean(),
    version: z.int(),
  })
  .meta({ id: 'Listing' });

export function toListingView(row: ListingRow): z.input<typeof ListingView> {
  const { listing } = row;
  const { plan } = listing;
  return {
    id: listing.id,
    channelId: listing.channelId,
    channelName: row.channelName,
    channelKind: row.channelKind,
    offerId: listing.offerId,
    patternId: row.patternId,
    title: row.title,
    sku: row.sku,
    language: listing.language,
    remoteId: listing.remoteId,
    remoteUrl: listing.remoteUrl,
    wantedState: listing.wantedState,
    status: listing.status,
    sentence: listingSentence(listing),
    problem: listing.problem,
    drift: listing.drift,
    isAdopted: listing.isAdopted,
    ownFields: Object.keys(listing.ownValues).filter((key) => key !== 'isPutBack'),
    ownership: listing.ownership,
    plan: plan && {
      ...plan,
      reasons: plan.reasons.map((reason) => ({ reason, sentence: reasonSentence(reason) })),
    },
    planHash: listing.status === 'needs-you' ? listing.planHash : null,
    appliedAt: listing.appliedAt,
    appliedReleaseId: listing.appliedReleaseId,
    observedAt: listing.observedAt,
    canPutBack: listing.original !== null && listing.remoteId !== null,
    version: listing.version,
  };
}
