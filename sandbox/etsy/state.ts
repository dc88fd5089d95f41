import { createHash } from 'node:crypto';
import type { Violation } from '../kit/spec-check.ts';

export type ListingState = 'draft' | 'active' | 'inactive' | 'sold_out' | 'expired';
export type ListingType = 'physical' | 'download' | 'both';

/** Bytes that the shop holds; deleting them from a listing keeps them here. */
export interface StoredFile {
  id: number;
  name: string;
  mimeType: string;
  bytes: Buffer;
  sha256: string;
}

export interface EtsyListing {
  listingId: number;
  state: ListingState;
  type: ListingType;
  title: string;
  description: string;
  quantity: number;
  priceMinor: number;
  sku: string;
  productId: number;
  offeringId: number;
  whoMade: string;
  whenMade: string;
  taxonomyId: number;
  tags: string[];
  materials: string[];
  styles: string[];
  isSupply: boolean | null;
  isTaxable: boolean;
  shouldAutoRenew: boolean;
  shippingProfileId: number | null;
  shopSectionId: number | null;
  /** Epoch seconds, as all times here. */
  createdAt: number;
  updatedAt: number;
  stateAt: number;
  endingAt: number;
  files: { fileId: number; rank: number; createdAt: number }[];
  images: { imageId: number; rank: number; altText: string; createdAt: number }[];
}

export interface EtsyRefund {
  amountMinor: number;
  createdAt: number;
  reason: string | null;
}

export interface EtsyReceipt {
  receiptId: number;
  buyerUserId: number;
  buyerName: string;
  buyerEmail: string;
  countryIso: string;
  status: string;
  isPaid: boolean;
  isCanceled: boolean;
  createdAt: number;
  updatedAt: number;
  taxMinor: number;
  lines: {
    transactionId: number;
    listingId: number;
    title: string;
    description: string;
    quantity: number;
    priceMinor: number;
    sku: string;
    productId: number;
    isDigital: boolean;
    fileData: string;
    /** What the listing held when it was bought. */
    fileIds: number[];
  }[];
  refunds: EtsyRefund[];
}

export interface EtsyFee {
  listingId: number;
  at: number;
  amountMinor: number;
  currency: 'USD';
  kind: 'publish' | 'renew' | 'auto-renew';
}

export interface EtsyWebhook {
  id: number;
  url: string;
  secret: string;
  events: string[];
}

export interface EtsyDelivery {
  /** The `webhook-id` header, the same on every attempt. */
  id: string;
  webhookId: number;
  eventType: string;
  body: string;
  attempts: { at: number; status: number }[];
  /** Milliseconds on the shop's clock; null when delivered or given up. */
  nextAttemptAt: number | null;
}

export interface EtsyToken {
  token: string;
  refreshToken: string;
  scopes: string[];
  /** Milliseconds. */
  expiresAt: number;
  refreshExpiresAt: number;
}

export interface EtsyState {
  shopId: number;
  userId: number;
  shopName: string;
  currency: string;
  nextId: number;
  listings: Record<string, EtsyListing>;
  files: Record<string, StoredFile>;
  images: Record<string, StoredFile>;
  receipts: Record<string, EtsyReceipt>;
  fees: EtsyFee[];
  webhooks: EtsyWebhook[];
  deliveries: EtsyDelivery[];
  tokens: EtsyToken[];
  violations: Violation[];
}

export const newState = (shopName: string, currency: string, seed: number): EtsyState => ({
  shopId: 40_000_000 + (seed % 1_000_000),
  userId: 90_000_000 + (seed % 1_000_000),
  shopName,
  currency,
  nextId: 1_700_000_000 + (seed % 1000) * 1000,
  listings: {},
  files: {},
  images: {},
  receipts: {},
  fees: [],
  webhooks: [],
  deliveries: [],
  tokens: [],
  violations: [],
});

/** Ids rise by an odd step, as on a shop that is not alone. */
export function takeId(state: EtsyState): number {
  state.nextId += 7;
  return state.nextId;
}

export function storeBytes(
  state: EtsyState,
  kind: 'files' | 'images',
  file: { name: string; mimeType: string; bytes: Buffer },
): StoredFile {
  const stored = {
    id: takeId(state),
    ...file,
    sha256: createHash('sha256').update(file.bytes).digest('hex'),
  };
  state[kind][stored.id] = stored;
  return stored;
}
