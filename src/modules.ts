import type { HubModule } from './kit/module.ts';
import { mailModule } from './mail/index.ts';
import { accountsModule } from './modules/accounts/index.ts';
import { alertsModule } from './modules/alerts/index.ts';
import { auditModule } from './modules/audit/index.ts';
import { backupsModule } from './modules/backups/index.ts';
import { catalogModule } from './modules/catalog/index.ts';
import { channelsModule } from './modules/channels/index.ts';
import { deliveryModule } from './modules/delivery/index.ts';
import { filesModule } from './modules/files/index.ts';
import { listingsModule } from './modules/listings/index.ts';
import { marksModule } from './modules/marks/index.ts';
import { noticesModule } from './modules/notices/index.ts';
import { ordersModule } from './modules/orders/index.ts';
import { preflightModule } from './modules/preflight/index.ts';
import { studioModule } from './modules/studio/index.ts';
import { tasksModule } from './modules/tasks/index.ts';

/** Every module, one line each. */
export const modules: readonly HubModule[] = [
  accountsModule,
  studioModule,
  auditModule,
  tasksModule,
  mailModule,
  catalogModule,
  preflightModule,
  filesModule,
  channelsModule,
  marksModule,
  listingsModule,
  ordersModule,
  deliveryModule,
  noticesModule,
  backupsModule,
  alertsModule,
];
