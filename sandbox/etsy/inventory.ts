import { jsonOf, type Reply, type ShopRequest } from '../kit/router.ts';
import { type EtsyContext, listingOf } from './context.ts';
import { refuse } from './errors.ts';
import { touch } from './lifecycle.ts';
import { checkPrice } from './listings.ts';
import { toInventory } from './wire.ts';

interface InventoryInput {
  products?: {
    sku?: string | null;
    property_values?: unknown[];
    offerings?: { price?: number; quantity?: number; is_enabled?: boolean }[];
  }[];
}

export function getInventory(context: EtsyContext, request: ShopRequest): Reply {
  return {
    status: 200,
    body: toInventory(context.state, listingOf(context, request.params.listingId)),
  };
}

/** The only way to change price and quantity. A digital listing has one product without properties. */
export function putInventory(context: EtsyContext, request: ShopRequest): Reply {
  const listing = listingOf(context, request.params.listingId);
  const input = jsonOf(request.body) as InventoryInput | undefined;
  const product = input?.products?.[0];
  const offering = product?.offerings?.[0];
  if (!product || !offering) throw refuse(400, 'products must have a product with an offering');
  if (listing.type === 'download' && ((input?.products?.length ?? 0) > 1 || product.property_values?.length))
    throw refuse(400, 'Digital listings cannot have variations');
  const { price, quantity } = offering;
  if (typeof price !== 'number' || typeof quantity !== 'number')
    throw refuse(400, 'price and quantity must be numbers');
  checkPrice(price);
  if (!Number.isInteger(quantity) || quantity < 0 || quantity > 999)
    throw refuse(400, 'Quantity must be between 0 and 999');
  if (quantity === 0 && listing.state === 'active')
    throw refuse(400, 'At least one offering must have a quantity greater than 0');
  listing.priceMinor = Math.round(price * 100);
  listing.quantity = quantity;
  if (product.sku !== undefined) listing.sku = product.sku ?? '';
  touch(context, listing);
  return { status: 200, body: toInventory(context.state, listing) };
}
