/** Spans, when somebody wants them (`src/observe/tracing.ts`); otherwise each call costs one comparison. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

export interface Span {
  set(attributes: Attributes): void;
}

/** `internal` inside the hub, `client` for a call to somebody else, `consumer` for work from a queue. */
export type SpanKind = 'internal' | 'server' | 'client' | 'consumer';

export interface Tracer {
  run<T>(kind: SpanKind, name: string, attributes: Attributes, work: (span: Span) => Promise<T>): Promise<T>;
}

let tracer: Tracer | null = null;
const nothing: Span = { set: () => {} };

export function setTracer(next: Tracer | null): void {
  tracer = next;
}

/** Runs `work` within a span; what it throws marks the span and passes through. */
export const withSpan = <T>(
  kind: SpanKind,
  name: string,
  attributes: () => Attributes,
  work: (span: Span) => Promise<T>,
): Promise<T> => (tracer ? tracer.run(kind, name, attributes(), work) : work(nothing));
