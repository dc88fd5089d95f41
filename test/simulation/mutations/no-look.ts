/** Broken on purpose: after a step whose end is not known, nobody looks at the shop. */
import type * as real from '../../../src/modules/listings/sheet-store.ts';
import { readSheets as read } from '../database/sheet-store.ts';

export * from '../database/sheet-store.ts';

export const readSheets: typeof real.readSheets = async (tx, listingIds) =>
  (await read(tx, listingIds)).map((sheet) => ({ ...sheet, isUnsettled: false }));
