import type { Tx } from '../kit/ctx.ts';

/** Durable jobs, enqueued in the transaction of the change that needs them. */
export interface Queue {
  enqueue(tx: Tx, job: string, payload: object, options?: EnqueueOptions): Promise<void>;
  /** Jobs that used up their tries and wait for a person. */
  countFailed(): Promise<number>;
  /** Jobs that are waiting or running now. */
  countOpen(): Promise<number>;
  /** Whether this process takes jobs; left out where it only enqueues. */
  isWorking?(): boolean;
}

export interface EnqueueOptions {
  /** Not before. */
  startAfter?: Date;
}

declare module '../kit/ctx.ts' {
  interface Ports {
    queue: Queue;
  }
}
