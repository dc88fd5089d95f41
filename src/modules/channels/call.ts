import {
  type BucketSpec,
  type Connector,
  ConnectorError,
  type ConnectorRequest,
  type ConnectorResponse,
} from '../../connectors/connector.ts';
import { defineCounter } from '../../kit/metrics.ts';
import type { Host } from '../../kit/run-operation.ts';
import { withSpan } from '../../kit/trace.ts';
import { pacerOf } from './pacer.ts';

export interface CallOptions {
  signal?: AbortSignal;
  /** The engine's fence, right before each call leaves: throws to stop it. */
  beforeCall?: () => Promise<void>;
  /** At the moment of leaving, without waiting for anything: throws to stop the call. */
  atCall?: () => void;
  /** 10 recall … 200 drift: decides who may use the last of the day's calls. */
  priority?: number;
  /** One call, body included. */
  timeoutMs?: number;
}

const labels = ['connector', 'kind', 'outcome'] as const;
const calls = defineCounter('spindle_shop_calls_total', 'Calls to shops by how they ended.', labels);
const callSeconds = defineCounter(
  'spindle_shop_call_seconds_total',
  'Time that calls to shops took.',
  labels,
);

/** A read may be asked again at once: a shop that stumbles is not one that is down. In milliseconds. */
const readAgainAfterMs = [150, 600];
/** Who waited this long for an answer does not ask again at once. */
const slowMs = 5000;

/**
 * One call to a shop: counted, limited, fenced, timed. A read that fails on the way or in the shop is asked twice more.
 * Throws ConnectorError as `ConnectorIo.fetch` says.
 */
export async function call(
  host: Host,
  connector: Connector,
  bucket: BucketSpec,
  url: string | (() => string),
  request: ConnectorRequest,
  options: CallOptions,
): Promise<ConnectorResponse> {
  const address = () => (typeof url === 'string' ? url : url());
  const isWrite = request.isWrite ?? !['GET', undefined].includes(request.method);
  if (isWrite)
    return readable(connector, await send(host, connector, bucket, address, request, true, options), true);
  const again = (why: { status: number } | { err: unknown }) =>
    host.log.debug({ ...why, connector: connector.id }, 'a read failed and is asked again');
  for (const againMs of readAgainAfterMs) {
    const startedMs = host.clock.monotonicMs();
    try {
      const answer = await send(host, connector, bucket, address, request, false, options);
      if (answer.status < 500) return await whole(connector, answer);
      await answer.body?.cancel();
      again({ status: answer.status });
    } catch (error) {
      const isOver = options.signal?.aborted || host.clock.monotonicMs() - startedMs > slowMs;
      if (isOver || !(error instanceof ConnectorError && error.kind === 'transient')) throw error;
      again({ err: error });
    }
    await pause(againMs * (0.5 + Math.random()));
  }
  return whole(connector, await send(host, connector, bucket, address, request, false, options));
}

async function send(
  host: Host,
  connector: Connector,
  bucket: BucketSpec,
  address: () => string,
  request: ConnectorRequest,
  isWrite: boolean,
  options: CallOptions,
): Promise<Response> {
  const pacer = pacerOf(host, bucket);
  let sentAtMs: number;
  try {
    sentAtMs = await pacer.turn(options.priority ?? 100, options.beforeCall);
  } catch (error) {
    if (error instanceof ConnectorError)
      calls.add({ connector: connector.id, kind: 'any', outcome: 'held-back' });
    throw error;
  }
  options.atCall?.();
  const url = address();
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 30_000);
  const signal = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout;
  const method = request.method ?? 'GET';
  const startedMs = performance.now();
  const note = (outcome: string): void => {
    const named = { connector: connector.id, kind: isWrite ? 'write' : 'read', outcome };
    calls.add(named);
    callSeconds.add(named, (performance.now() - startedMs) / 1000);
  };
  let response: Response;
  try {
    response = await withSpan(
      'client',
      method,
      () => ({
        'http.request.method': method,
        'server.address': new URL(url).hostname,
        'spindle.connector': connector.id,
      }),
      async (span) => {
        const answer = await fetch(url, {
          method,
          headers: request.headers ?? {},
          body: request.body as RequestInit['body'],
          signal,
          redirect: 'error',
        });
        span.set({ 'http.response.status_code': answer.status });
        return answer;
      },
    );
  } catch (cause) {
    note('no-answer');
    throw noAnswer(connector, isWrite && !neverSent(cause), cause);
  }
  pacer.answered(sentAtMs);
  note(response.status === 429 ? '429' : `${Math.floor(response.status / 100)}xx`);
  if (response.status === 429) {
    const retryAfter = Number(response.headers.get('retry-after'));
    await pacer.refused(
      sentAtMs,
      Math.min(Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter * 1000 : 1000, 86_400_000),
      connector.readRate(response.headers),
    );
  } else {
    // Nobody's answer waits for the book-keeping.
    pacer
      .note(connector.readRate(response.headers))
      .catch((error: unknown) =>
        host.log.warn({ err: error, connector: connector.id }, 'an allowance could not be noted'),
      );
  }
  return response;
}

/** The answer to a read with all of its body, so that one which breaks off counts as none. */
async function whole(connector: Connector, response: Response): Promise<ConnectorResponse> {
  const text = await readable(connector, response, false).text();
  const { status, headers } = response;
  return readable(connector, { status, headers, text: async () => text }, false);
}

type Answer = Pick<Response, 'status' | 'headers' | 'text'>;

function readable(connector: Connector, response: Answer, isWrite: boolean): ConnectorResponse {
  const text = async (): Promise<string> => {
    try {
      return await response.text();
    } catch (cause) {
      throw noAnswer(connector, isWrite, cause);
    }
  };
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: async () => {
      const body = await text();
      try {
        return JSON.parse(body) as unknown;
      } catch (cause) {
        throw noAnswer(connector, isWrite, cause);
      }
    },
  };
}

const noAnswer = (connector: Connector, mayHaveHappened: boolean, cause: unknown): ConnectorError =>
  new ConnectorError(
    mayHaveHappened ? 'ambiguous' : 'transient',
    mayHaveHappened
      ? `${connector.name} did not answer, so it is not known whether the change was made. Spindle looks first, then goes on.`
      : `${connector.name} could not be reached. Spindle tries again by itself.`,
    { cause },
  );

/** Refused or unresolved connections carried nothing to the shop. */
function neverSent(error: unknown): boolean {
  const codes = new Set([
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'UND_ERR_CONNECT_TIMEOUT',
  ]);
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (codes.has((cause as NodeJS.ErrnoException).code ?? '')) return true;
    if (cause instanceof AggregateError && cause.errors.some(neverSent)) return true;
  }
  return false;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
