import { answerRequests } from '../../kit/child-pool.ts';
import type { Examined } from './check.ts';
import { examine } from './examine.ts';

export interface ExamineRequest {
  path: string;
  name: string | null;
}

/** What was measured, and how long that took without any waiting. */
export type ExamineAnswer = Examined & { ms: number };

answerRequests(async ({ path, name }: ExamineRequest): Promise<ExamineAnswer> => {
  const started = performance.now();
  const file = await examine(path, name);
  return { ...file, ms: Math.round(performance.now() - started) };
});
