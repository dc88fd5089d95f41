import type { Host } from '../../../kit/run-operation.ts';
import { notifyInbox } from './store.ts';

/** Between two notices; each is a commit of its own. */
const pauseMs = 250;

/** Tells other processes that webhooks came: at once, and in a rush now and then. A notice that is lost costs them seconds. */
export function createTeller(host: Host): () => void {
  let isWanted = false;
  let isTelling = false;
  const tell = async (): Promise<void> => {
    isTelling = true;
    while (isWanted) {
      isWanted = false;
      await notifyInbox(host.db).catch((error: unknown) =>
        host.log.debug({ err: error }, 'nobody could be told of webhooks'),
      );
      await new Promise((resolve) => setTimeout(resolve, pauseMs).unref());
    }
    isTelling = false;
  };
  return () => {
    isWanted = true;
    if (!isTelling) void tell();
  };
}
