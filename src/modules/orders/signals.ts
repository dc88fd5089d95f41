import { defineSignal } from '../../kit/signal.ts';

/** Orders are new or changed: status, buyer, lines. Given in the transaction that recorded them, each of them once. */
export const ordersRecorded = defineSignal<{ orderIds: readonly string[] }>('orders.ordersRecorded');

/** Two buyers turned out to be one: everything of `droppedId` belongs to `keptId`; the dropped row goes right after. */
export const buyersMerged = defineSignal<{ keptId: string; droppedId: string }>('orders.buyersMerged');
