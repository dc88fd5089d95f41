import type { FaultKind } from './faults.ts';

export interface LoggedCall {
  id: number;
  /** Milliseconds since the epoch, on the shop's clock. */
  at: number;
  method: string;
  path: string;
  query: string;
  status: number;
  fault?: FaultKind;
  /** The call would change the shop: not GET, HEAD or a token request. */
  isWrite: boolean;
  /** The shop did change, whatever was answered. */
  hadEffect: boolean;
  bodyBytes: number;
}

export interface LogCounts {
  calls: number;
  reads: number;
  /** Attempted writes, refused ones included. */
  writes: number;
  /** Writes that changed the shop. */
  effects: number;
}

export interface RequestLog {
  add(call: Omit<LoggedCall, 'id'>): void;
  list(): LoggedCall[];
  counts(): LogCounts;
  clear(): void;
}

export function createRequestLog(keep = 20_000): RequestLog {
  let calls: LoggedCall[] = [];
  let nextId = 1;
  let counts: LogCounts = { calls: 0, reads: 0, writes: 0, effects: 0 };
  return {
    add: (call) => {
      calls.push({ ...call, id: nextId++ });
      if (calls.length > keep) calls = calls.slice(-Math.floor(keep / 2));
      counts.calls += 1;
      if (call.isWrite) counts.writes += 1;
      else counts.reads += 1;
      if (call.hadEffect) counts.effects += 1;
    },
    list: () => [...calls],
    counts: () => ({ ...counts }),
    clear: () => {
      calls = [];
      counts = { calls: 0, reads: 0, writes: 0, effects: 0 };
    },
  };
}
