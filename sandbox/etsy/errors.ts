import { Refusal, type Reply } from '../kit/router.ts';

/** Etsy's plain form. */
export const refuse = (status: number, error: string): Refusal => new Refusal({ status, body: { error } });

export interface FieldProblem {
  path: string;
  type: string;
  message: string;
}

/** Etsy's other form: an array, without the `error` key. */
export const refuseFields = (problems: FieldProblem[]): Refusal =>
  new Refusal({ status: 400, body: problems });

export const serverError = (): Reply => ({ status: 500, body: { error: 'Server Error' } });

export const rateLimited = (retryAfterSeconds: number): Reply => ({
  status: 429,
  headers: { 'retry-after': String(retryAfterSeconds) },
  body: { error: 'You have exceeded your quota of requests per second' },
});
