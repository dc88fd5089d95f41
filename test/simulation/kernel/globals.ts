/**
 * What a program reads from its machine (clock, timers, chance, network) comes from the simulation: the code that is
 * simulated stays as it ships, whatever of these it uses.
 */
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import type { Network } from '../shops/network.ts';
import { createRandom, type Random } from './random.ts';
import { type Actor, running, type Simulation, type Timer } from './simulation.ts';

interface Machine {
  simulation: Simulation;
  network: Network;
  chance: Random;
  nobody: Actor;
}

let machine: Machine | null = null;
const RealDate = Date;

/** From here on the process lives in this world. */
export function enter(simulation: Simulation, network: Network): void {
  const chance = createRandom(simulation.seed, 'chance');
  machine = { simulation, network, chance, nobody: simulation.createActor('nobody') };
}

const here = (): Machine => {
  if (!machine) throw new Error('Nothing is simulated yet');
  return machine;
};
const actor = (): Actor => running.getStore() ?? here().nobody;

export const wallMs = (): number =>
  machine ? Math.floor(machine.simulation.nowMs) + actor().wallOffsetMs : RealDate.now();
export const monotonicMs = (): number => here().simulation.nowMs - here().simulation.startedMs;

class SimulatedDate extends RealDate {
  constructor(...given: unknown[]) {
    super(...((given.length === 0 ? [wallMs()] : given) as [number]));
  }
  static override now(): number {
    return wallMs();
  }
}

class SimulatedTimeout implements Timer {
  isCancelled = false;
  unref = (): this => this;
  ref = (): this => this;
  hasRef = (): boolean => false;
  close(): this {
    this.isCancelled = true;
    return this;
  }
}

function startTimer(label: string, run: () => void, ms: number, isRepeated: boolean): SimulatedTimeout {
  const handle = new SimulatedTimeout();
  const owner = actor();
  const { simulation } = here();
  const delayMs = Math.max(1, Number.isFinite(ms) ? ms : 1);
  const arm = (): void => {
    simulation.after(delayMs, owner, label, () => {
      if (handle.isCancelled) return;
      if (isRepeated) arm();
      run();
    });
  };
  arm();
  return handle;
}

const stopTimer = (handle: unknown): void => {
  if (handle instanceof SimulatedTimeout) handle.isCancelled = true;
};

function timeoutSignal(ms: number): AbortSignal {
  const abort = new AbortController();
  startTimer(
    'timeout',
    () => abort.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
    ms,
    false,
  );
  return abort.signal;
}

export function installGlobals(): void {
  Object.assign(globalThis, {
    Date: SimulatedDate,
    setTimeout: (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
      startTimer('timer', () => run(...args), ms, false),
    setInterval: (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
      startTimer('interval', () => run(...args), ms, true),
    clearTimeout: stopTimer,
    clearInterval: stopTimer,
    fetch: (url: string | URL, init?: RequestInit) => here().network.fetch(actor(), String(url), init ?? {}),
  });
  performance.now = monotonicMs;
  Math.random = () => here().chance.next();
  AbortSignal.timeout = timeoutSignal;
  Object.assign(crypto, {
    randomBytes: (count: number) => here().chance.bytes(count),
    randomUUID: () => {
      const hex = here().chance.bytes(16).toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
    },
  });
  syncBuiltinESMExports();
}
