import type { Money } from '../kit/money.ts';

/** Fields of a listing that the hub can own on a shop. */
export const fieldNames = [
  'title',
  'description',
  'price',
  'tags',
  'category',
  'sku',
  'images',
  'files',
  'state',
] as const;
export type FieldName = (typeof fieldNames)[number];

/** `draft` not yet published, `live` for sale, `paused` taken off by hand or by us, `ended` expired or sold out. */
export type ListingState = 'draft' | 'live' | 'paused' | 'ended';

export interface DesiredImage {
  /** SHA-256 of the bytes to upload. */
  sha256: string;
  contentType: string;
  sizeBytes: number;
  alt: string;
  /** Address that the shop can fetch the bytes from; set when the connector's `imagesBy` is `address`. */
  address?: string;
}

export interface DesiredFile {
  /** Stable name of the place within the listing, across releases: the role, or the archive's name. */
  slot: string;
  /** As the buyer sees it; already fits the shop's rules for names. */
  name: string;
  sha256: string;
  contentType: string;
  sizeBytes: number;
  /** Hub address of this slot, the same across releases; set when the connector's `filesBy` is `address`. */
  address?: string;
}

/** What we want on the shop: already cut to its limits. */
export interface DesiredListing {
  title: string;
  description: string;
  price: Money;
  tags: string[];
  category: string | null;
  sku: string;
  state: 'draft' | 'live' | 'paused';
  images: DesiredImage[];
  files: DesiredFile[];
}

export interface ObservedImage {
  remoteId: string;
  alt: string;
  url?: string;
  /** Filled in by the engine from its ledger, where we put the image there. */
  sha256?: string;
}

export interface ObservedFile {
  remoteId: string;
  name: string;
  sizeBytes: number | null;
  url?: string;
  /** Filled in by the engine from its ledger, where we put the file there. */
  slot?: string;
  sha256?: string;
}

/** What the shop carries, in the hub's words. */
export interface ObservedListing {
  remoteId: string;
  url: string | null;
  state: ListingState;
  title: string;
  description: string;
  price: Money | null;
  tags: string[];
  category: string | null;
  sku: string | null;
  images: ObservedImage[];
  files: ObservedFile[];
  /** False where the shop holds it for a physical good: a safety rail, since Etsy turns listings physical. */
  isDigital: boolean;
  /** Shop-owned facts worth showing (stock, expiry, views). Never compared. */
  facts: Record<string, string | number | boolean | null>;
}

/** One call, or one short fixed sequence, after which it is safe to stop. */
export interface Step {
  /** Connector's own word: `create-draft`, `upload-file`, `set-price`. */
  kind: string;
  /** For the seller: "Upload aaron-a4.pdf (2.1 MB)". */
  summary: string;
  /** Which fields it brings in line. */
  fields: FieldName[];
  /** Calls it takes from the shop's allowance. */
  calls: number;
  effect: 'create' | 'update' | 'publish' | 'pause' | 'delete' | 'upload' | 'remove-file' | 'remove-image';
  /** Whether the hub can put it back without loss or cost. */
  isReversible: boolean;
  /** What the shop charges for this step. */
  fee?: Money;
  /** What perform needs: plain JSON, no bytes. */
  payload: Record<string, unknown>;
}

export interface PlanInput {
  desired: DesiredListing;
  observed: ObservedListing | null;
  /** Only these may be changed. A new listing (observed null) sends every field. */
  owned: ReadonlySet<FieldName>;
}

/** What a step did, told by the shop's own answer. */
export interface StepOutcome {
  /** The listing afterwards where the answer echoes it whole; null: the engine reads it again. */
  observed: ObservedListing | null;
  /** `observed` is what was known before with what the answer showed: the rest of it is as old as it was. */
  isPart?: boolean;
  remoteId: string;
  /** What we have put there, for the ledger: remote id → bytes. */
  placed?: { remoteId: string; kind: 'file' | 'image'; sha256: string; slot?: string }[];
}

export interface ProjectionInput {
  title: string;
  story: string;
  tags: string[];
  category: string | null;
  price: Money;
  sku: string;
  state: 'draft' | 'live' | 'paused';
  images: DesiredImage[];
  files: DesiredFile[];
  settings: Readonly<Record<string, string>>;
}

/** Something about the offer that this shop will not take as it is: told before anything is sent. */
export interface ProjectionProblem {
  field: FieldName;
  /** `block`: cannot be listed. `note`: was adjusted. */
  severity: 'block' | 'note';
  message: string;
}
