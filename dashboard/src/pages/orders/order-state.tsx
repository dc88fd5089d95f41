import {
  IconArrowBackUp,
  IconCircleCheck,
  IconCircleX,
  IconClockHour4,
  IconFlask,
} from '@tabler/icons-react';
import type { OrderSummary } from '../../api/orders.ts';
import { texts } from '../../texts/index.ts';
import { WordBadge } from '../../ui/word-badge.tsx';

const looks = {
  pending: { icon: IconClockHour4, ink: 'waiting' },
  paid: { icon: IconCircleCheck, ink: 'good' },
  cancelled: { icon: IconCircleX, ink: 'quiet' },
  refunded: { icon: IconArrowBackUp, ink: 'quiet' },
  'partly-refunded': { icon: IconArrowBackUp, ink: 'waiting' },
} as const;

/** A test order says so instead of its state: it counts nowhere. */
export const OrderStateBadge = ({ order }: { order: Pick<OrderSummary, 'status' | 'isTest'> }) =>
  order.isTest ? (
    <WordBadge icon={IconFlask} ink="drift">
      {texts.orders.test}
    </WordBadge>
  ) : (
    <WordBadge {...looks[order.status]}>{texts.orders.states[order.status]}</WordBadge>
  );
