import { api, done } from '../api/client.ts';
import { texts } from '../texts/index.ts';
import { useWrite } from '../ui/use-write.ts';

/** Stop everything, and go on. */
export function useStop(onDone?: () => void) {
  const topics = ['hub', 'listing', 'channel'] as const;
  const stop = useWrite({ run: () => done(api.POST('/stop')), topics, done: texts.stop.didStop, onDone });
  const resume = useWrite({
    run: () => done(api.POST('/resume')),
    topics,
    done: texts.stop.didResume,
    onDone,
  });
  return { stop, resume };
}
