// Loaded into a hub before its own code: says who calls a shop, and lets the lab turn its clock and its disk.
import { type FileHandle, open } from 'node:fs/promises';

export interface Control {
  /** How far the wall clock is off, in milliseconds; the monotonic clock stays right, as on a real computer. */
  clockOffMs?: number;
  /** Each write and flush of a file takes this much longer. */
  diskDelayMs?: number;
  /** Each write of a file fails with ENOSPC. */
  isDiskFull?: boolean;
}

const state: Required<Control> = { clockOffMs: 0, diskDelayMs: 0, isDiskFull: false };
process.on('message', (message) => {
  const { faults } = message as { faults?: Control };
  if (faults) Object.assign(state, faults);
});
process.channel?.unref();

const agent = `${process.env.FAULTS_NAME ?? 'hub'}/${process.pid}`;
const { fetch } = globalThis;
globalThis.fetch = (input, init) => {
  const headers = new Headers(init?.headers);
  headers.set('user-agent', agent);
  return fetch(input, { ...init, headers });
};

const RealDate = Date;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, self) =>
    Reflect.construct(target, given.length === 0 ? [RealDate.now() + state.clockOffMs] : given, self),
  apply: () => new RealDate(RealDate.now() + state.clockOffMs).toString(),
  get: (target, key, self) =>
    key === 'now' ? () => RealDate.now() + state.clockOffMs : Reflect.get(target, key, self),
});

const handle = await open(import.meta.filename, 'r');
const prototype = Object.getPrototypeOf(handle) as Record<'write' | 'sync', FileHandle['write']>;
await handle.close();
for (const name of ['write', 'sync'] as const) {
  const real = prototype[name] as (...given: unknown[]) => Promise<unknown>;
  prototype[name] = async function slowed(this: FileHandle, ...given: unknown[]) {
    if (state.diskDelayMs > 0) await new Promise((done) => setTimeout(done, state.diskDelayMs));
    if (state.isDiskFull)
      throw Object.assign(new Error(`ENOSPC: no space left on device, ${name}`), { code: 'ENOSPC' });
    return real.apply(this, given);
  } as never;
}
