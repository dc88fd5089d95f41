/** Broken on purpose: after a step whose end is not known, nobody looks at the shop. */
import type * as real from '../../../src/modules/listings/step-store.ts';

export * from '../database/step-store.ts';

export const unsettledAmong: typeof real.unsettledAmong = async () => new Set();
