import type { Loop } from '../../kit/module.ts';
import { turn } from './look.ts';
import { beat } from './pulse.ts';

const beatMs = 60_000;
const lookMs = 15_000;
/** Thorough looks come more seldom. */
const thoroughMs = 60_000;

/** Beats each minute, and looks several times a minute what needs somebody. Any number of processes may do so. */
export const watchLoop: Loop = {
  name: 'alerts.watch',
  async start(host) {
    let isStopping = false;
    let timer: NodeJS.Timeout | undefined;
    let running: Promise<void> = Promise.resolve();
    let beatDueMs = Number.NEGATIVE_INFINITY;
    let thoroughDueMs = Number.NEGATIVE_INFINITY;
    const once = async (): Promise<void> => {
      // by the wall clock: a computer that slept must beat at once, and its other clock stood still
      const nowMs = host.clock.now().getTime();
      if (nowMs >= beatDueMs || nowMs < beatDueMs - 2 * beatMs) {
        await beat(host);
        beatDueMs = nowMs + beatMs;
      }
      const monotonicMs = host.clock.monotonicMs();
      const isThorough = monotonicMs >= thoroughDueMs;
      if ((await turn(host, lookMs - 1_000, isThorough)) && isThorough)
        thoroughDueMs = monotonicMs + thoroughMs;
    };
    const tick = (): void => {
      running = once()
        .catch((error: unknown) =>
          host.log.error({ err: error }, 'what needs somebody could not be looked for'),
        )
        .finally(() => {
          if (!isStopping) timer = setTimeout(tick, lookMs);
        });
    };
    tick();
    return {
      async stop() {
        isStopping = true;
        clearTimeout(timer);
        await running;
      },
    };
  },
};
