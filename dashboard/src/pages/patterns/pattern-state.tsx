import { IconArchive, IconPencil, IconTag } from '@tabler/icons-react';
import type { PatternState } from '../../api/patterns.ts';
import { texts } from '../../texts/index.ts';
import { WordBadge } from '../../ui/word-badge.tsx';

const looks = {
  draft: { icon: IconPencil, ink: 'waiting' },
  active: { icon: IconTag, ink: 'good' },
  archived: { icon: IconArchive, ink: 'quiet' },
} as const;

export const PatternStateBadge = ({ state }: { state: PatternState }) => (
  <WordBadge {...looks[state]}>{texts.patterns.states[state]}</WordBadge>
);
