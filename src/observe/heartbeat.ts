import { HubError } from '../kit/errors.ts';
import type { Loop } from '../kit/module.ts';
import { readiness } from './readiness.ts';

const everyMs = 60_000;

/** `SPINDLE_HEARTBEAT_URL`. Throws HubError `invalid` for what is no address. */
export function readHeartbeatUrl(text: string | undefined): URL | null {
  if (!text?.trim()) return null;
  if (URL.canParse(text.trim()) && /^https?:$/.test(new URL(text.trim()).protocol))
    return new URL(text.trim());
  throw new HubError(
    'invalid',
    'SPINDLE_HEARTBEAT_URL is no address. Write it like https://hc-ping.com/your-own-id, or leave it out.',
  );
}

/** Asks an outside service once a minute, as long as everything works: when it hears nothing, it tells somebody. */
export const heartbeatLoop = (
  url: URL | null = readHeartbeatUrl(process.env.SPINDLE_HEARTBEAT_URL),
  intervalMs = everyMs,
): Loop => ({
  name: 'observe.heartbeat',
  async start(host) {
    if (!url) return { stop: async () => {} };
    const ending = new AbortController();
    let running: Promise<void> = Promise.resolve();
    const once = async (): Promise<void> => {
      const parts = await readiness(host);
      const broken = parts.filter((part) => !part.isReady);
      if (broken.length > 0) {
        host.log.warn(
          { parts: broken.map((part) => part.name) },
          'the heartbeat is left out: not everything works',
        );
        return;
      }
      const answer = await fetch(url, {
        signal: AbortSignal.any([ending.signal, AbortSignal.timeout(10_000)]),
      });
      await answer.body?.cancel();
      if (!answer.ok) host.log.warn({ status: answer.status }, 'the heartbeat was not taken');
    };
    let isRunning = false;
    const tick = (): void => {
      if (isRunning) return;
      isRunning = true;
      running = once()
        .catch((error: unknown) => {
          if (!ending.signal.aborted) host.log.warn({ err: error }, 'the heartbeat did not arrive');
        })
        .finally(() => {
          isRunning = false;
        });
    };
    tick();
    const timer = setInterval(tick, intervalMs);
    return {
      async stop() {
        clearInterval(timer);
        ending.abort();
        await running;
      },
    };
  },
});
