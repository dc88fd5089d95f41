import type { z } from 'zod';
import type { Ctx, Scope } from './ctx.ts';

/**
 * `query` reads; `command` is one transaction without network; `task` starts long work and answers 202 with a task;
 * `pure` needs no database and runs in the command line without a server.
 */
export type OperationKind = 'query' | 'command' | 'task' | 'pure';

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api`, with `{name}` for path parameters: each is a field of the input. */
  path: `/${string}`;
}

/**
 * One thing that the hub can do. From this definition follow the HTTP route, the OpenAPI entry, the typed client, the
 * command `spindle noun verb`, the scope check and the audit row.
 */
export interface Operation<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  /** `noun.verb`, camelCase: `files.publishRelease`. */
  name: string;
  kind: OperationKind;
  /** One sentence, imperative, in the seller's words. */
  summary: string;
  route: Route;
  scope: Scope;
  /** An object: path parameters, query and body fields together, by name. */
  input: I;
  output: O;
  /** Answers in pages: input has `cursor` and `limit`, output is `{ items, nextCursor }`; HTTP adds a `Link` header. */
  paged?: boolean;
  /** Rows with a version: output has `version` (sent as ETag), input takes `expectedVersion` (from If-Match). */
  versioned?: boolean;
  /** Input fields that never reach the audit row. */
  secretFields?: string[];
  /** What the audit row and the activity are about. */
  subject?(input: z.output<I>, output: z.output<O>): { kind: string; id: string };
  run(ctx: Ctx, input: z.output<I>): Promise<z.input<O>>;
  /** The same answer, of a query, as the text that the database wrote: what is asked for often costs the hub little so. */
  runText?(ctx: Ctx, input: z.output<I>): Promise<AnswerText>;
}

/** JSON of an operation's output. `nextCursor`: the one that stands in it, of a page. */
export interface AnswerText {
  json: string;
  nextCursor: string | null;
}

export const defineOperation = <I extends z.ZodType, O extends z.ZodType>(
  operation: Operation<I, O>,
): Operation<I, O> => operation;

/** Any operation, for lists. */
// biome-ignore lint/suspicious/noExplicitAny: a list holds operations of every shape
export type AnyOperation = Operation<any, any>;
