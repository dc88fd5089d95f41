import type { HubModule } from '../../kit/module.ts';
import { grantOnOrders, moveOnMerge } from './grant.ts';
import { mailLibraryJob } from './library-mail.ts';
import { copiesOnRelease, makeCopiesJob, makeReleaseCopiesJob } from './make-copies.ts';
import {
  createLibraryLink,
  getOrderDelivery,
  readDeliveryNumbers,
  revokeLinks,
  sendLibraryMail,
} from './order-delivery.ts';

export { channelRules, type LinkState, libraryUrl } from './delivery.ts';
export { makeLibraryKey } from './links.ts';
export {
  countDownload,
  countShopDownload,
  type Deliverable,
  type OpenedLink,
  openAddress,
  openLink,
  prepareDownload,
} from './open-link.ts';
export { sizeText } from './order-mail.ts';
export {
  type KeyState,
  type Library,
  type LibraryFile,
  type LibraryPattern,
  readLibrary,
  renewLink,
} from './read-library.ts';

export { readStudioName } from './store.ts';

export const deliveryModule: HubModule = {
  name: 'delivery',
  operations: [getOrderDelivery, createLibraryLink, revokeLinks, sendLibraryMail, readDeliveryNumbers],
  listeners: [grantOnOrders, moveOnMerge, copiesOnRelease],
  jobs: [makeCopiesJob, makeReleaseCopiesJob, mailLibraryJob],
};
