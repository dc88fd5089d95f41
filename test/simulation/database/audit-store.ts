/** Twin of `src/modules/audit/store.ts`: lines that nobody reads here, but that cost a statement each. */
import type * as real from '../../../src/modules/audit/store.ts';
import { statement } from './memory.ts';

export * from '../../../src/modules/audit/store.ts';

export const insertAudit: typeof real.insertAudit = (tx) => statement(tx, 'insert audit', () => {});
export const insertActivity: typeof real.insertActivity = (tx) => statement(tx, 'insert activity', () => {});
