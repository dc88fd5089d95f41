import { defineSignal } from '../../kit/signal.ts';

/** Something that a listing shows is about to be another: title, story, tags, images, price, archive. */
export const offersChanged = defineSignal<{
  offerIds: string[];
  /** Lower goes first: price 50, text 100. */
  priority: number;
  /** For the seller: "the price changed". */
  why: string;
}>('catalog.offersChanged');

/** New offers belong on these shops: drafts there, until the seller says more. */
export const offersToList = defineSignal<{ designerId: string; offerIds: string[]; channelIds: string[] }>(
  'catalog.offersToList',
);

export const pricePriority = 50;
export const textPriority = 100;
