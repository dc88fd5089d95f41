import type { HubModule } from '../../kit/module.ts';
import { archivePattern, archivePatterns, restorePattern } from './archive-patterns.ts';
import { createOffer } from './create-offer.ts';
import { createPattern } from './create-pattern.ts';
import { getPattern } from './get-pattern.ts';
import { addImage, removeImage, updateImages } from './images.ts';
import { importCatalog, previewImport } from './import/import-catalog.ts';
import { listPatterns } from './list-patterns.ts';
import { getOffer, listOffers } from './offers.ts';
import { addTimedPrice, priceMoment, removeTimedPrice } from './timed-prices.ts';
import { updateOffer } from './update-offer.ts';
import { updatePattern } from './update-pattern.ts';

export { activatePattern } from './archive-patterns.ts';
export { getPattern } from './get-pattern.ts';
export { putImage } from './images.ts';
export { addPatterns, designerFor, type NewPattern } from './new-patterns.ts';
export {
  currentPrice,
  type OfferPart,
  type OfferView,
  type PatternImage,
  type TimedPrice,
} from './offer-view.ts';
export { type Pattern, slugOf } from './pattern.ts';
export { readOffers } from './read-offers.ts';
export { offersChanged, offersToList } from './signals.ts';
export { listActiveOfferIds } from './store.ts';

export const catalogModule: HubModule = {
  name: 'catalog',
  operations: [
    listPatterns,
    createPattern,
    getPattern,
    updatePattern,
    archivePattern,
    restorePattern,
    archivePatterns,
    previewImport,
    importCatalog,
    addImage,
    updateImages,
    removeImage,
    listOffers,
    createOffer,
    getOffer,
    updateOffer,
    addTimedPrice,
    removeTimedPrice,
  ],
  jobs: [priceMoment],
};
