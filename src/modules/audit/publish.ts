import type { Listener } from '../../db/listener.ts';
import type { LiveEvent, Tx } from '../../kit/ctx.ts';
import type { Log } from '../../kit/log.ts';
import type { Hints } from '../../kit/run-operation.ts';
import { notify } from './store.ts';

/** Between two notices of a busy process: what comes meanwhile goes together. */
const pauseMs = 15;

/**
 * The host's `publish`: tells all processes by NOTIFY, at once when nothing else is told, together with others when much
 * happens. PostgreSQL lets one notifying transaction commit at a time, so a notice for each change would make all
 * changes wait for each other's disk. A notice that is lost costs little: views read again when they reconnect, the engine looks anyway.
 */
export function createPublisher(
  db: Tx,
  listener: Pick<Listener, 'tellHere' | 'name'>,
  log: Log,
): (hints: Hints) => void {
  let waiting = new Map<string, LiveEvent>();
  let isWork = false;
  let isTelling = false;
  const tell = async (): Promise<void> => {
    isTelling = true;
    while (waiting.size > 0 || isWork) {
      const [events, wakes] = [[...waiting.values()], isWork];
      waiting = new Map();
      isWork = false;
      try {
        // The engine of this process need not wait for the way through the database.
        if (wakes) listener.tellHere('spindle_dirty');
        await notify(db, wakes ? listener.name : null, events);
      } catch (error) {
        log.debug({ err: error }, 'live views could not be told');
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs).unref());
    }
    isTelling = false;
  };
  return (hints) => {
    for (const event of hints.events) waiting.set(`${event.topic}:${event.id}`, event);
    isWork ||= hints.isWork;
    if (!isTelling) void tell();
  };
}
