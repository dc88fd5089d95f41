import { IconCircleCheck, IconClockHour4, IconHandStop, IconPlayerPause } from '@tabler/icons-react';
import type { Channel } from '../../api/channels.ts';
import { texts } from '../../texts/index.ts';
import { WordBadge } from '../../ui/word-badge.tsx';

const looks = {
  well: { icon: IconCircleCheck, ink: 'good' },
  waiting: { icon: IconClockHour4, ink: 'waiting' },
  paused: { icon: IconPlayerPause, ink: 'quiet' },
  'needs-you': { icon: IconHandStop, ink: 'needs' },
} as const;

export const HealthBadge = ({ health }: { health: Channel['health'] }) => (
  <WordBadge {...looks[health]}>{texts.shops.health[health]}</WordBadge>
);
