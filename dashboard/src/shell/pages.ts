import {
  IconBuildingStore,
  IconHistory,
  IconLayoutGrid,
  IconMail,
  IconReceipt,
  IconScissors,
  IconSettings,
  IconUsers,
} from '@tabler/icons-react';
import { texts } from '../texts/index.ts';

const say = texts.nav;

/** The menu, in order; an entry shows to whom the scope is given. */
export const menu = [
  { to: '/', label: say.board, icon: IconLayoutGrid, scope: 'listings:read' },
  { to: '/patterns', label: say.patterns, icon: IconScissors, scope: 'catalog:read' },
  { to: '/shops', label: say.shops, icon: IconBuildingStore, scope: 'channels:read' },
  { to: '/orders', label: say.orders, icon: IconReceipt, scope: 'orders:read' },
  { to: '/buyers', label: say.buyers, icon: IconUsers, scope: 'buyers:read' },
  { to: '/notices', label: say.notices, icon: IconMail, scope: 'notices:read' },
  { to: '/activity', label: say.activity, icon: IconHistory, scope: 'activity:read' },
  { to: '/settings', label: say.settings, icon: IconSettings, scope: 'studio:read' },
] as const;
