import type { HubModule } from '../../kit/module.ts';
import { approvePlan } from './approve-plan.ts';
import { board } from './board.ts';
import { copiesAheadJob } from './copies-ahead.ts';
import { adoptCertain, decideAdoption, finishAdoption } from './decide-adoption.ts';
import { dispatcherLoop } from './dispatcher.ts';
import { getListing } from './get-listing.ts';
import { followMaster, letGo, recreateListing } from './let-go.ts';
import { listAdoption } from './list-adoption.ts';
import { listListings } from './list-listings.ts';
import { listOn } from './list-on.ts';
import { listeners } from './listeners.ts';
import { pauseListing, resumeListing } from './pause-listing.ts';
import { previewFiles } from './preview-files.ts';
import { putBack } from './put-back.ts';
import { readAgain, readAgainJob } from './read-again.ts';
import { removeListing } from './remove-listing.ts';
import { acceptDrift, keepForThisShop, overwriteDrift } from './resolve-drift.ts';
import { retryListing } from './retry-listing.ts';
import { setOwnership } from './set-ownership.ts';
import { showPlan } from './show-plan.ts';
import { resumeEverything, stopEverything } from './stop-everything.ts';

export { resolveAddress } from './address-store.ts';
export { approvePlan } from './approve-plan.ts';
export { getListing } from './get-listing.ts';
export type { Status } from './listing.ts';
export { markDirty } from './mark-dirty.ts';
export { listingAdopted } from './signals.ts';
export { findListingByRemote, findListingsByRemote } from './store.ts';
export { type Verified, verifyChannel } from './verify.ts';

export const listingsModule: HubModule = {
  name: 'listings',
  operations: [
    board,
    listListings,
    getListing,
    showPlan,
    previewFiles,
    approvePlan,
    listOn,
    retryListing,
    pauseListing,
    resumeListing,
    removeListing,
    letGo,
    followMaster,
    recreateListing,
    setOwnership,
    acceptDrift,
    overwriteDrift,
    keepForThisShop,
    putBack,
    readAgain,
    listAdoption,
    decideAdoption,
    adoptCertain,
    finishAdoption,
    stopEverything,
    resumeEverything,
  ],
  listeners,
  jobs: [readAgainJob, copiesAheadJob],
  loops: [dispatcherLoop],
};
