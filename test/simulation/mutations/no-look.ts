/** Broken on purpose: after a step whose end is not known, nobody looks at the shop. */
import type * as real from '../../../src/modules/listings/store.ts';

export * from '../database/listings-store.ts';

export const countUnsettled: typeof real.countUnsettled = async () => 0;
export const unsettledAmong: typeof real.unsettledAmong = async () => new Set();
