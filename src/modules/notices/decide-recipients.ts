import type { Ctx } from '../../kit/ctx.ts';
import { channelRules } from '../delivery/index.ts';
import { decide } from './notice.ts';
import { putRecipients, selectCandidates, type Touches } from './store.ts';

/** Decides afresh for everybody who was not written to yet. */
export async function decideRecipients(
  ctx: Ctx,
  noticeId: string,
  patternId: string,
  touches: Touches,
): Promise<{ toSend: number; withheld: number }> {
  const rulesOf = (kind: string | null) => channelRules(ctx.ports.connectors, kind);
  const rows = (await selectCandidates(ctx.tx, patternId, touches)).map((candidate) => ({
    noticeId,
    buyerId: candidate.buyerId,
    ...decide(candidate, rulesOf),
  }));
  await putRecipients(ctx.tx, rows);
  const toSend = rows.filter((row) => row.state === 'to-send').length;
  return { toSend, withheld: rows.length - toSend };
}
