import { mainJob } from './main-job.ts';
import type { Story } from './story.ts';

/** The main job with fewer moments, for the sample in the suite. */
export const shortJob: Story = { ...mainJob, name: 'short-job', patterns: 3, moments: 4 };
