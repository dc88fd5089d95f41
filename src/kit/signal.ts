import type { Ctx } from './ctx.ts';

/** Something that happened in a module, told to others inside the same transaction. Carried by name, wired in compose. */
export interface Signal<P> {
  readonly name: string;
  /** Only for the types: never set. */
  readonly payload?: P;
}

export interface Listener {
  readonly signal: string;
  /** `module.whatItDoes`, for logs. */
  readonly name: string;
  run(ctx: Ctx, payload: never): Promise<void>;
}

/** A signal lives in the module that gives it: `export const releasePublished = defineSignal<…>('files.releasePublished')`. */
export const defineSignal = <P>(name: string): Signal<P> => ({ name });

/** A listener lives in the module that reacts. It runs in the giver's transaction: when it throws, the change is undone. */
export const on = <P>(
  signal: Signal<P>,
  name: string,
  run: (ctx: Ctx, payload: P) => Promise<void>,
): Listener => ({
  signal: signal.name,
  name,
  run: run as Listener['run'],
});
