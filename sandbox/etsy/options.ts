import type { FaultSettings } from '../kit/faults.ts';
import type { RateLimits } from '../kit/rate.ts';
import type { OnCall } from '../kit/shop-server.ts';
import type { ListingState, ListingType } from './state.ts';

/** A listing that is in the shop before anybody connects. */
export interface SeedListing {
  title: string;
  description?: string;
  priceMinor?: number;
  quantity?: number;
  sku?: string;
  tags?: string[];
  materials?: string[];
  state?: ListingState;
  type?: ListingType;
  taxonomyId?: number;
  isSupply?: boolean;
  shouldAutoRenew?: boolean;
  /** A string is the text of the file. */
  files?: { name: string; bytes: Buffer | string }[];
  /** A string is base64. */
  images?: { bytes: Buffer | string; altText?: string }[];
}

export interface EtsyCredentials {
  keystring: string;
  sharedSecret: string;
}

export interface EtsySandboxOptions {
  /** 0, the default, takes a free one. */
  port?: number;
  seed?: number;
  shopName?: string;
  currency?: string;
  credentials?: Partial<EtsyCredentials>;
  /** When given, OAuth refuses any other; the real shop compares the whole text. */
  redirectUris?: string[];
  /** `auto` redirects at once, `page` shows a page with a button. */
  consent?: 'auto' | 'page';
  listings?: SeedListing[];
  specsDir?: string;
  limits?: RateLimits;
  faults?: Partial<FaultSettings>;
  onCall?: OnCall;
  /** Real apps see null until Etsy grants more. */
  showsBuyerEmail?: boolean;
  /** A PATCH without `type` turns a digital listing physical, as sellers reported. Default true. */
  flipsTypeOnPatch?: boolean;
  /** Which bytes a past buyer gets after a replacement: not documented by Etsy. Default `current`. */
  pastBuyersGet?: 'current' | 'purchased';
  /** The live format of the signature is not verified; default `v1,`. */
  signaturePrefix?: string;
  /** Milliseconds since the epoch at which the shop's clock starts. */
  startAt?: number;
  /** Read at start and written at close. */
  stateFile?: string;
}
