import '../../kit/hub-address.ts';
import { sqlState } from '../../db/client.ts';
import { type KeyRing, seal, sha256Hex, unseal } from '../../kit/crypto.ts';
import type { Tx } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import { defineJob } from '../../kit/module.ts';
import { claimKey, deleteAnswersBefore, selectAnswer, storeAnswer } from './store.ts';

const keptHours = 48;
const lockNotAvailable = '55P03';

export interface OnceRequest {
  ring: KeyRing;
  actorId: string;
  /** The caller's Idempotency-Key. */
  key: string;
  operation: string;
  input: unknown;
  at: Date;
}

/**
 * Runs `run` once per actor and key, in the transaction of the change: the same request again gets the first answer,
 * another request under the same key is refused, a failed one leaves nothing. Answers are sealed, since some hold a key.
 */
export async function runOnce<T>(tx: Tx, request: OnceRequest, run: () => Promise<T>): Promise<T> {
  const { ring, actorId, key, operation } = request;
  const requestHash = sha256Hex(JSON.stringify([operation, sorted(request.input)]));
  const place = `idempotency:${actorId}:${key}`;
  const claimed = await claimKey(tx, { actorId, key, operation, requestHash, at: request.at }).catch(
    (error) => {
      if (sqlState(error) !== lockNotAvailable) throw error;
      throw new HubError('conflict', 'The same request is still being worked on. Ask again in a moment.');
    },
  );
  if (claimed) {
    const answer = await run();
    await storeAnswer(tx, actorId, key, seal(ring, JSON.stringify(answer ?? null), place).toString('base64'));
    return answer;
  }
  const stored = await selectAnswer(tx, actorId, key);
  if (!stored?.answer)
    throw new HubError('conflict', 'The same request is still being worked on. Ask again in a moment.');
  if (stored.requestHash !== requestHash)
    throw new HubError(
      'conflict',
      'This Idempotency-Key belongs to another request. Use a new key for each thing that you want done.',
    );
  return JSON.parse(unseal(ring, Buffer.from(stored.answer, 'base64'), place)) as T;
}

/** The order of an object's keys says nothing about the request. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}

export const tidyAnswers = defineJob({
  name: 'audit.tidyAnswers',
  cron: '47 3 * * *',
  run: (host) => deleteAnswersBefore(host.db, new Date(host.clock.now().getTime() - keptHours * 3_600_000)),
});
