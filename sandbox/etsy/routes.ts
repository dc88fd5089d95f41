import type { Reply, Route, ShopRequest } from '../kit/router.ts';
import { type EtsyContext, ownShop } from './context.ts';
import { deleteFile, getFile, listFiles, uploadFile } from './files.ts';
import { deleteImage, getImage, listImages, uploadImage } from './images.ts';
import { getInventory, putInventory } from './inventory.ts';
import {
  batchListings,
  createListing,
  deleteListing,
  getListing,
  listActiveListings,
  listListings,
  updateListing,
} from './listings.ts';
import type { Multipart } from './multipart.ts';
import { getReceipt, listReceipts, listReceiptTransactions } from './receipts.ts';
import { getMe, getShop, getShopOfUser, ping } from './shop.ts';
import { taxonomyNodes } from './taxonomy.ts';

export interface EtsyRoute {
  /** Empty: the api key is enough. */
  scopes: string[];
  /** Only this body is accepted. */
  body?: 'form' | 'json';
  plain?: (context: EtsyContext, request: ShopRequest, isOwner: boolean) => Reply;
  multipart?: (context: EtsyContext, request: ShopRequest, form: Multipart) => Reply;
}

const application = '/v3/application';
const listings = `${application}/shops/:shopId/listings`;
const listing = `${application}/listings/:listingId`;

const route = (method: string, pattern: string, target: EtsyRoute): Route<EtsyRoute> => ({
  method,
  pattern,
  target,
});

/** Fixed words before parameters of the same place. */
export const etsyRoutes: Route<EtsyRoute>[] = [
  route('GET', `${application}/openapi-ping`, { scopes: [], plain: ping }),
  route('GET', `${application}/users/me`, { scopes: ['shops_r'], plain: getMe }),
  route('GET', `${application}/users/:userId/shops`, { scopes: [], plain: getShopOfUser }),
  route('GET', `${application}/shops/:shopId`, { scopes: [], plain: getShop }),
  route('GET', `${application}/shops/:shopId/sections`, {
    scopes: [],
    plain: (context, request) => {
      ownShop(context, request);
      return { status: 200, body: { count: 0, results: [] } };
    },
  }),
  route('GET', `${application}/seller-taxonomy/nodes`, {
    scopes: [],
    plain: () => ({ status: 200, body: taxonomyNodes() }),
  }),
  route('GET', `${application}/listings/batch`, { scopes: [], plain: batchListings }),
  route('POST', listings, { scopes: ['listings_w'], body: 'form', plain: createListing }),
  route('GET', `${listings}/active`, { scopes: [], plain: listActiveListings }),
  route('GET', listings, { scopes: ['listings_r'], plain: listListings }),
  route('PATCH', `${listings}/:listingId`, { scopes: ['listings_w'], body: 'form', plain: updateListing }),
  route('GET', listing, { scopes: [], plain: getListing }),
  route('DELETE', listing, { scopes: ['listings_d'], plain: deleteListing }),
  route('GET', `${listing}/inventory`, { scopes: ['listings_r'], plain: getInventory }),
  route('PUT', `${listing}/inventory`, { scopes: ['listings_w'], body: 'json', plain: putInventory }),
  route('GET', `${listings}/:listingId/files`, { scopes: ['listings_r'], plain: listFiles }),
  route('GET', `${listings}/:listingId/files/:fileId`, { scopes: ['listings_r'], plain: getFile }),
  route('POST', `${listings}/:listingId/files`, { scopes: ['listings_w'], multipart: uploadFile }),
  route('DELETE', `${listings}/:listingId/files/:fileId`, { scopes: ['listings_w'], plain: deleteFile }),
  route('GET', `${listing}/images`, { scopes: [], plain: listImages }),
  route('GET', `${listing}/images/:imageId`, { scopes: [], plain: getImage }),
  route('POST', `${listings}/:listingId/images`, { scopes: ['listings_w'], multipart: uploadImage }),
  route('DELETE', `${listings}/:listingId/images/:imageId`, { scopes: ['listings_w'], plain: deleteImage }),
  route('GET', `${application}/shops/:shopId/receipts`, { scopes: ['transactions_r'], plain: listReceipts }),
  route('GET', `${application}/shops/:shopId/receipts/:receiptId`, {
    scopes: ['transactions_r'],
    plain: getReceipt,
  }),
  route('GET', `${application}/shops/:shopId/receipts/:receiptId/transactions`, {
    scopes: ['transactions_r'],
    plain: listReceiptTransactions,
  }),
];
