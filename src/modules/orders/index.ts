import type { HubModule } from '../../kit/module.ts';
import { getBuyer, listBuyers } from './buyers.ts';
import { getOrder } from './get-order.ts';
import { inboxLoop } from './inbox/work-inbox.ts';
import { listOrders } from './list-orders.ts';
import { matchAdoptedJob, onAdopted } from './match-adopted.ts';
import { pollNow } from './poll-now.ts';
import { pollJob, pollLoop, rescanJob } from './polling/poll-orders.ts';
import { readNumbers } from './read-numbers.ts';
import { setBuyerConsent } from './set-buyer-consent.ts';
import { createTestOrder, deleteTestOrder } from './test-orders.ts';

export { type Received, receiveWebhook } from './inbox/receive-webhook.ts';
export { workInbox } from './inbox/work-inbox.ts';
export { isEntitling } from './order.ts';
export { pollOrders } from './polling/poll-orders.ts';
export { recordOrder, recordOrders } from './record-order.ts';
export { setBuyerConsent } from './set-buyer-consent.ts';
export { buyersMerged, ordersRecorded } from './signals.ts';
export { findBuyerByEmail, selectBuyer as readBuyer } from './store.ts';

export const ordersModule: HubModule = {
  name: 'orders',
  operations: [
    listOrders,
    readNumbers,
    createTestOrder,
    deleteTestOrder,
    getOrder,
    listBuyers,
    getBuyer,
    setBuyerConsent,
    pollNow,
  ],
  listeners: [onAdopted],
  jobs: [pollJob, rescanJob, matchAdoptedJob],
  loops: [inboxLoop, pollLoop],
};
