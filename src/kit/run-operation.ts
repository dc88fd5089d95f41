import type { z } from 'zod';
import type { Clock } from './clock.ts';
import type { Actor, Ctx, LiveEvent, Ports, Tx } from './ctx.ts';
import { HubError } from './errors.ts';
import { inputSentence } from './input-sentence.ts';
import type { Log } from './log.ts';
import type { AnswerText, AnyOperation, Operation } from './operation.ts';
import type { Listener } from './signal.ts';
import { withSpan } from './trace.ts';
import { countUnderWay } from './under-way.ts';

/** What the door needs from the process; made once in compose. */
export interface Host {
  db: Tx;
  ports: Ports;
  clock: Clock;
  log: Log;
  listeners: ReadonlyMap<string, readonly Listener[]>;
  /** Runs `run` again after a deadlock: what it does besides the database must bear being done twice. */
  transaction<T>(run: (tx: Tx) => Promise<T>): Promise<T>;
  /** Written in the command's transaction: a failed audit undoes the change. */
  audit(tx: Tx, row: AuditRow): Promise<void>;
  /** Tells all processes what was announced. Called after the commit; nothing waits for it. */
  publish(hints: Hints): void;
}

/** What one transaction has to tell when it has committed. */
export interface Hints {
  events: LiveEvent[];
  /** The engine has something to do. */
  isWork: boolean;
}

export interface AuditRow {
  operation: string;
  actor: Actor;
  subject: { kind: string; id: string } | null;
  input: Record<string, unknown>;
  at: Date;
}

/** A context on an open transaction, and what is to be told once it has committed. */
export function createCtx(host: Host, tx: Tx, actor: Actor): { ctx: Ctx; hints(): Hints } {
  const events = new Map<string, LiveEvent>();
  let isWork = false;
  const ctx: Ctx = {
    tx,
    actor,
    ports: host.ports,
    clock: host.clock,
    log: host.log,
    announce: (event) => void events.set(`${event.topic}:${event.id}`, event),
    wake: () => {
      isWork = true;
    },
    signal: async (signal, payload) => {
      for (const listener of host.listeners.get(signal.name) ?? []) await listener.run(ctx, payload as never);
    },
  };
  return { ctx, hints: () => ({ events: [...events.values()], isWork }) };
}

/** Runs `work` in one transaction with a context: for jobs and loops, which are not operations. */
export async function inTransaction<T>(host: Host, actor: Actor, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  const { result, hints } = await host.transaction(async (tx) => {
    const { ctx, hints } = createCtx(host, tx, actor);
    return { result: await work(ctx), hints };
  });
  tellOf(host, hints());
  return result;
}

/** A commit that notifies holds up all others until it is on the disk, so this waits until after it. */
function tellOf(host: Host, hints: Hints): void {
  if (hints.events.length > 0 || hints.isWork) host.publish(hints);
}

/** The hub's own hand: jobs, loops, incoming webhooks. */
export const systemActor: Actor = {
  kind: 'system',
  id: 'spindle',
  name: 'Spindle',
  scopes: new Set(['*']),
  designerId: null,
};

export const mayUse = (actor: Actor, scope: string): boolean =>
  actor.scopes.has('*') || actor.scopes.has(scope);

/**
 * The one door, for HTTP, command line, jobs and assistants alike: scope, parse, run, audit.
 * Throws HubError `forbidden` or `invalid`; what `run` throws passes through.
 */
export const runOperation = <I extends z.ZodType, O extends z.ZodType>(
  host: Host,
  operation: Operation<I, O>,
  actor: Actor,
  rawInput: unknown,
  around?: (tx: Tx, run: () => Promise<z.output<O>>) => Promise<z.output<O>>,
): Promise<z.output<O>> =>
  withSpan(
    'internal',
    operation.name,
    () => ({
      'spindle.operation': operation.name,
      'spindle.operation.kind': operation.kind,
      'enduser.kind': actor.kind,
    }),
    () => run(host, operation, actor, rawInput, around),
  );

/** The same for a query that writes its own text; null where it does not. */
export const runAsText = async (
  host: Host,
  operation: AnyOperation,
  actor: Actor,
  rawInput: unknown,
): Promise<AnswerText | null> => {
  if (!operation.runText) return null;
  const input: unknown = admit(operation, actor, rawInput);
  return operation.runText(createCtx(host, host.db, actor).ctx, input);
};

/** The input as the operation takes it, of somebody who may. */
function admit<I extends z.ZodType, O extends z.ZodType>(
  operation: Operation<I, O>,
  actor: Actor,
  rawInput: unknown,
): z.output<I> {
  if (!mayUse(actor, operation.scope)) {
    throw new HubError(
      'forbidden',
      `${actor.name} may not do this: it needs the right “${operation.scope}”. Ask the owner of the studio.`,
    );
  }
  return parseInput(operation, rawInput);
}

async function run<I extends z.ZodType, O extends z.ZodType>(
  host: Host,
  operation: Operation<I, O>,
  actor: Actor,
  rawInput: unknown,
  around?: (tx: Tx, run: () => Promise<z.output<O>>) => Promise<z.output<O>>,
): Promise<z.output<O>> {
  const input = admit(operation, actor, rawInput);
  if (operation.kind === 'query' || operation.kind === 'pure') {
    const { ctx } = createCtx(host, host.db, actor);
    return operation.output.parse(await operation.run(ctx, input));
  }
  let told: Hints | null = null;
  const change = (): Promise<z.output<O>> =>
    host.transaction(async (tx) => {
      const run = async () => {
        const { ctx, hints } = createCtx(host, tx, actor);
        const output = operation.output.parse(await operation.run(ctx, input));
        await host.audit(tx, {
          operation: operation.name,
          actor,
          subject: operation.subject?.(input, output) ?? null,
          input: withoutSecrets(operation, input),
          at: host.clock.now(),
        });
        told = hints();
        return output;
      };
      return around ? around(tx, run) : run();
    });
  const answer = await countUnderWay(host.ports, change);
  if (told) tellOf(host, told);
  return answer;
}

/** Parses and answers with one sentence a field. A field that is not known is refused: it would be lost in silence. */
export function parseInput<I extends z.ZodType>(operation: Operation<I>, rawInput: unknown): z.output<I> {
  refuseUnknown(operation, rawInput);
  const parsed = operation.input.safeParse(rawInput ?? {});
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => ({
    path: `/${issue.path.join('/')}`,
    message: inputSentence(issue),
  }));
  throw new HubError('invalid', fields[0]?.message ?? 'The request does not fit.', { fields });
}

function refuseUnknown(operation: AnyOperation, rawInput: unknown): void {
  const known = (operation.input as { shape?: Record<string, unknown> }).shape;
  if (!known || typeof rawInput !== 'object' || rawInput === null) return;
  const unknown = Object.keys(rawInput).filter((key) => !Object.hasOwn(known, key));
  const [first] = unknown;
  if (first === undefined) return;
  throw new HubError(
    'invalid',
    `${first}: is not known here. Known are ${Object.keys(known).join(', ') || 'no fields'}.`,
    {
      fields: unknown.map((key) => ({ path: `/${key}`, message: 'is not known here' })),
    },
  );
}

function withoutSecrets(operation: AnyOperation, input: unknown): Record<string, unknown> {
  const entries = Object.entries(input as Record<string, unknown>);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, operation.secretFields?.includes(key) ? '[removed]' : value]),
  );
}
