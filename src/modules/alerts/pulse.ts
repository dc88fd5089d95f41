import { type Host, inTransaction, systemActor } from '../../kit/run-operation.ts';
import { tell } from '../audit/index.ts';
import { insertSleep, movePulse } from './pulse-store.ts';
import { readStudioZone } from './store.ts';
import { sayIn } from './tell-person.ts';

/** A pulse that missed so much is a sleep; who is told of it from what length on is each person's choice. */
const shortestSleepMs = 5 * 60_000;

/** The hub is awake. The first beat after a gap, in whichever process, writes the gap down once. */
export const beat = (host: Host): Promise<void> =>
  inTransaction(host, systemActor, async (ctx) => {
    const now = ctx.clock.now();
    const before = await movePulse(ctx.tx, now);
    if (!before || now.getTime() - before.getTime() < shortestSleepMs) return;
    await insertSleep(ctx.tx, before, now);
    const { moment } = sayIn(await readStudioZone(ctx.tx));
    await tell(ctx, {
      sentence: `The hub slept from ${moment(before.toISOString())} to ${moment(now.toISOString())}. What happened on the shops meanwhile is read now.`,
    });
  });
