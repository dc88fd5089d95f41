/** Broken on purpose: a step is not written down before its call. */
import type * as real from '../../../src/modules/listings/step-store.ts';

export * from '../database/step-store.ts';

export const insertSteps: typeof real.insertSteps = async () => {};
