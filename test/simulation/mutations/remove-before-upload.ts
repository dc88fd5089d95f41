/** Broken on purpose: the old file goes before the new one stands there. */
import * as real from '../../../src/connectors/etsy/plan-files.ts';

export * from '../../../src/connectors/etsy/plan-files.ts';

export const planFiles: typeof real.planFiles = (desired, observed) =>
  real
    .planFiles(desired, observed)
    .toSorted((a, b) => Number(b.kind === 'remove-file') - Number(a.kind === 'remove-file'));
