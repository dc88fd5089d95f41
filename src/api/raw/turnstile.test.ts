import { describe, expect, it } from 'vitest';
import { createRefusals } from './refusals.ts';
import { createTurnstile } from './turnstile.ts';

describe('the turnstile', () => {
  it('lets so many in at once, the others in their order, and refuses when the line is full', async () => {
    const inTurn = createTurnstile({ atOnce: 2, mostWaiting: 3 });
    let [inside, most] = [0, 0];
    const order: number[] = [];
    const leave: (() => void)[] = [];
    const visit = (who: number) =>
      inTurn(async () => {
        order.push(who);
        inside += 1;
        most = Math.max(most, inside);
        await new Promise<void>((resolve) => leave.push(resolve));
        inside -= 1;
        if (who === 1) throw new Error('falls over');
        return who;
      });
    const visits = [0, 1, 2, 3, 4].map((who) => visit(who).catch(String));
    await expect(visit(5)).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: 10_000 });
    while (order.length < 5) {
      leave.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const go of leave) go();
    expect(await Promise.all(visits)).toEqual([0, 'Error: falls over', 2, 3, 4]);
    expect(order).toEqual([0, 1, 2, 3, 4]);
    expect(most).toBe(2);
  });
});

describe('refusals', () => {
  it('shut out the sender that has had too many, and nobody else', () => {
    const refusals = createRefusals({ max: 2, windowMs: 60_000 });
    refusals.count('a');
    expect(refusals.isTooMany('a')).toBeNull();
    refusals.count('a');
    expect(refusals.isTooMany('a')).toBeGreaterThan(0);
    expect(refusals.isTooMany('b')).toBeNull();
  });

  it('are forgotten with their window, and hold no more senders than they may', () => {
    const short = createRefusals({ max: 1, windowMs: 0 });
    short.count('a');
    expect(short.isTooMany('a')).toBeNull();
    const small = createRefusals({ max: 1, windowMs: 60_000, mostSenders: 1 });
    small.count('a');
    small.count('b');
    expect([small.isTooMany('a') !== null, small.isTooMany('b')]).toEqual([true, null]);
  });
});
