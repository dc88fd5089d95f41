import type { operations } from './schema.ts';

type Success<R> = {
  [Status in keyof R]: Status extends 200 | 201 | 202
    ? R[Status] extends { content: { 'application/json': infer T } }
      ? T
      : never
    : never;
}[keyof R];

/** What an operation answers, by its name: `Answer<'listings.board'>`. */
export type Answer<Name extends keyof operations> = Success<operations[Name]['responses']>;

/** What an operation takes as its body. */
export type Body<Name extends keyof operations> =
  NonNullable<operations[Name]['requestBody']> extends { content: { 'application/json': infer T } }
    ? T
    : never;
