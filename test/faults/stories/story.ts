import type { HubClient, Made } from '../../support/client.ts';
import type { Channels } from '../../support/shops.ts';
import type { Lab } from '../lab/lab.ts';
import type { Seeded } from '../lab/seeded.ts';

/** What the seller and the buyers did: what the judge holds everything against. */
export interface Ledger {
  titles: string[];
  made: Made[];
  channels: Channels;
  /** By the offer's id: what it shall be called and cost now. */
  wanted: Map<string, { title: string; priceMinor: number }>;
  /** Offers that the seller had put on a shop by hand before: their words stay hers. By the shop's own id. */
  adopted: { shop: 'etsy' | 'woocommerce'; remoteId: string; offerId: string }[];
  sold: { shop: 'etsy' | 'woocommerce'; remoteId: string; offerId: string; email: string | null }[];
  /** Patterns whose file was corrected. */
  corrected: Set<string>;
}

export interface Scene {
  lab: Lab;
  seller: HubClient & { patterns: string };
  ledger: Ledger;
  random: Seeded;
}

export interface Phase {
  name: string;
  /** What its moments are counted in: calls that reached the shops, or rows that the intake commits. */
  counts: 'calls' | 'rows';
  /** About how far the count gets; 0: nothing goes wrong in it. */
  reach: number;
  play(scene: Scene): Promise<void>;
}

export interface Story {
  name: string;
  what: string;
  patterns: number;
  /** How many moments one schedule has. */
  moments: number;
  phases: readonly Phase[];
}
