import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { HubError } from '../kit/errors.ts';

/** Gives the bytes from `start` on; rejects when they cannot be had now. */
type Fetch = (start: number) => Promise<Readable>;

const mostBreaks = 5;

/**
 * One stream over a line that may break: what is missing is asked for from where it broke. `first` is the answer that is
 * there already, from `start` to `end`, both included. Fails with HubError `unavailable` when the line breaks again and
 * again without a byte.
 */
export function readResumed(first: Readable, start: number, end: number, fetch: Fetch): Readable {
  return Readable.from(pieces(first, start, end, fetch), { objectMode: false });
}

async function* pieces(
  first: Readable,
  start: number,
  end: number,
  fetch: Fetch,
): AsyncGenerator<Uint8Array> {
  let at = start;
  let breaks = 0;
  let from: Readable | null = first;
  while (at <= end) {
    try {
      from ??= await fetch(at);
      for await (const chunk of from as AsyncIterable<Uint8Array>) {
        at += chunk.length;
        breaks = 0;
        yield chunk;
      }
      if (at > end) return;
      throw new Error(`The store ended its answer ${end + 1 - at} bytes early.`);
    } catch (cause) {
      from = null;
      breaks += 1;
      if (breaks >= mostBreaks)
        throw new HubError('unavailable', 'The store of files breaks off again and again. Try again later.', {
          cause,
        });
      await sleep(50 * 2 ** breaks);
    }
  }
}
