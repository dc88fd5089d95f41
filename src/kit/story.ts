import { AsyncLocalStorage } from 'node:async_hooks';

/** What every line of the log and every span belongs to: one request, one job, one run. */
export interface Story {
  requestId?: string;
  job?: string;
}

const stories = new AsyncLocalStorage<Story>();

/** Everything that `run` starts belongs to this story. */
export const tellStory = <T>(story: Story, run: () => T): T => stories.run(story, run);

export const currentStory = (): Story | undefined => stories.getStore();
