/** The world for a connector in tests: real fetch, the engine's translation of what goes wrong on the way. */
import { sha256Hex } from '../../kit/crypto.ts';
import type { Log } from '../../kit/log.ts';
import {
  ConnectorError,
  type ConnectorIo,
  type ConnectorRequest,
  type ConnectorResponse,
} from '../connector.ts';

export interface TestCall {
  method: string;
  url: string;
  /** Null: no answer came. */
  status: number | null;
}

export interface TestIo extends ConnectorIo {
  /** Every call, in order. */
  calls: TestCall[];
  /** Puts bytes where `readAsset` finds them; answers their SHA-256. */
  addAsset(bytes: Uint8Array): string;
}

export interface TestIoOptions {
  baseUrl: string;
  settings: Record<string, string>;
  secrets: Record<string, string>;
  now?: () => Date;
  timeoutMs?: number;
}

const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };

/** `settings` and `secrets` are held, not copied: a test may change them in between. */
export function createTestIo(options: TestIoOptions): TestIo {
  const calls: TestCall[] = [];
  const assets = new Map<string, Uint8Array>();
  return {
    baseUrl: options.baseUrl.replace(/\/+$/, ''),
    settings: options.settings,
    secrets: options.secrets,
    calls,
    addAsset(bytes) {
      const sha256 = sha256Hex(bytes);
      assets.set(sha256, bytes);
      return sha256;
    },
    async readAsset(sha256) {
      const bytes = assets.get(sha256);
      if (!bytes) throw new Error(`No asset ${sha256}`);
      return bytes;
    },
    async saveSecrets(secrets) {
      Object.assign(options.secrets, secrets);
    },
    now: options.now ?? (() => new Date()),
    log: silent,
    fetch: (url, request = {}) =>
      send(typeof url === 'string' ? url : url(), request, calls, options.timeoutMs ?? 10_000),
  };
}

async function send(
  url: string,
  request: ConnectorRequest,
  calls: TestCall[],
  timeoutMs: number,
): Promise<ConnectorResponse> {
  const method = request.method ?? 'GET';
  const isWrite = request.isWrite ?? method !== 'GET';
  const call: TestCall = { method, url, status: null };
  calls.push(call);
  try {
    const response = await fetch(url, {
      method,
      headers: request.headers ?? {},
      body: request.body as RequestInit['body'],
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    });
    call.status = response.status;
    const text = (): Promise<string> =>
      response.text().catch((cause: unknown) => {
        throw noAnswer(isWrite, cause);
      });
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: async () => {
        const body = await text();
        try {
          return JSON.parse(body) as unknown;
        } catch (cause) {
          throw noAnswer(isWrite, cause);
        }
      },
    };
  } catch (cause) {
    const wasRefused = (cause as { cause?: { code?: string } }).cause?.code === 'ECONNREFUSED';
    throw noAnswer(isWrite && !wasRefused, cause);
  }
}

const noAnswer = (mayHaveHappened: boolean, cause: unknown): ConnectorError =>
  new ConnectorError(mayHaveHappened ? 'ambiguous' : 'transient', 'The shop did not answer.', { cause });
