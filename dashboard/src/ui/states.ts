import {
  IconArrowsExchange,
  IconCircleCheck,
  IconClockHour4,
  IconHandStop,
  IconMoon,
  IconPlayerPause,
  IconProgress,
} from '@tabler/icons-react';

export const statuses = [
  'needs-you',
  'drifted',
  'waiting',
  'on-its-way',
  'paused',
  'resting',
  'in-step',
] as const;
export type Status = (typeof statuses)[number];

/** A state is a word (in the texts), an icon and an ink: always the same ones. */
export const stateLooks: Record<Status, { icon: typeof IconProgress; ink: string }> = {
  'in-step': { icon: IconCircleCheck, ink: 'good' },
  'on-its-way': { icon: IconProgress, ink: 'moving' },
  waiting: { icon: IconClockHour4, ink: 'waiting' },
  'needs-you': { icon: IconHandStop, ink: 'needs' },
  drifted: { icon: IconArrowsExchange, ink: 'drift' },
  paused: { icon: IconPlayerPause, ink: 'quiet' },
  resting: { icon: IconMoon, ink: 'quiet' },
};
