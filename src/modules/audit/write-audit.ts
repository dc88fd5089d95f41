import type { Tx } from '../../kit/ctx.ts';
import { newId } from '../../kit/ids.ts';
import type { AuditRow } from '../../kit/run-operation.ts';
import { insertAudit } from './store.ts';

/** The host's `audit`: who did what to what, in the transaction of the command. */
export async function writeAudit(tx: Tx, row: AuditRow): Promise<void> {
  await insertAudit(tx, {
    id: newId(row.at.getTime()),
    at: row.at,
    operation: row.operation,
    actorKind: row.actor.kind,
    actorId: row.actor.id,
    actorName: row.actor.name,
    subjectKind: row.subject?.kind ?? null,
    subjectId: row.subject?.id ?? null,
    input: row.input,
  });
}
