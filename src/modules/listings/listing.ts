import type { DesiredFile, DesiredListing, FieldName, ObservedListing } from '../../connectors/connector.ts';
import type { listing as listingTable } from '../../db/tables/listings.ts';
import type { Money } from '../../kit/money.ts';
import type { Ownership } from '../channels/index.ts';
import type { StoredPlan } from './plan.ts';

export const statuses = [
  'in-step',
  'on-its-way',
  'waiting',
  'needs-you',
  'drifted',
  'paused',
  'resting',
] as const;
export type Status = (typeof statuses)[number];

export const wantedStates = ['draft', 'live', 'paused', 'removed'] as const;
export type WantedState = (typeof wantedStates)[number];

/** Files that this shop keeps in its own way. */
export interface OwnFiles {
  /** Places of the file plan that the shop carries, with the shop's own names for them; others do not go up. */
  slots: Record<string, { name: string }>;
  /** Files of the shop that belong to no place of ours: left alone, counted against its limit. */
  keep: { remoteId: string; name: string; sizeBytes: number | null; url?: string }[];
  /** "As it was": exactly these, whatever the current release holds. */
  pinned?: DesiredFile[];
}

/** This shop's own values by field; they win over the master's. Kept at adoption or set by the seller. */
export interface OwnValues {
  title?: string;
  description?: string;
  price?: Money;
  tags?: string[];
  category?: string | null;
  sku?: string;
  files?: OwnFiles;
  /** Put back as it was: the listing follows the master no longer. */
  isPutBack?: boolean;
}

/** Why a listing waits, for the seller. */
export interface Problem {
  kind:
    | 'approval'
    | 'rejected'
    | 'gone'
    | 'blocked'
    | 'file'
    | 'did-not-take'
    | 'quota'
    | 'shop-silent'
    | 'unauthorised'
    | 'stopped'
    | 'internal';
  message: string;
  field?: FieldName;
  /** When it goes on by itself (ISO 8601). */
  until?: string;
}

type Row = typeof listingTable.$inferSelect;

export interface Listing
  extends Omit<
    Row,
    | 'wantedState'
    | 'ownValues'
    | 'ownership'
    | 'desired'
    | 'observed'
    | 'applied'
    | 'original'
    | 'status'
    | 'problem'
    | 'drift'
    | 'plan'
    | 'clickedPrice'
  > {
  wantedState: WantedState;
  ownValues: OwnValues;
  ownership: Ownership;
  desired: DesiredListing | null;
  observed: ObservedListing | null;
  applied: DesiredListing | null;
  original: ObservedListing | null;
  status: Status;
  problem: Problem | null;
  drift: FieldName[];
  plan: StoredPlan | null;
  clickedPrice: Money | null;
}

/** The JSON columns are written by this module alone. */
export const toListing = (row: Row): Listing => row as unknown as Listing;
