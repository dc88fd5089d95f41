import type { Reply, ShopRequest } from '../kit/router.ts';
import { type EtsyContext, ownShop } from './context.ts';
import { refuse } from './errors.ts';

export const ping = (): Reply => ({ status: 200, body: { application_id: 1_234_567 } });

export const getMe = ({ state }: EtsyContext): Reply => ({
  status: 200,
  body: { user_id: state.userId, shop_id: state.shopId },
});

export function getShopOfUser(context: EtsyContext, request: ShopRequest): Reply {
  if (Number(request.params.userId) !== context.state.userId) throw refuse(404, 'Could not find the user');
  return shopView(context);
}

export function getShop(context: EtsyContext, request: ShopRequest): Reply {
  ownShop(context, request);
  return shopView(context);
}

function shopView({ state, url }: EtsyContext): Reply {
  const all = Object.values(state.listings);
  const created = 1_600_000_000;
  return {
    status: 200,
    body: {
      shop_id: state.shopId,
      user_id: state.userId,
      shop_name: state.shopName,
      create_date: created,
      created_timestamp: created,
      title: null,
      announcement: null,
      currency_code: state.currency,
      is_vacation: false,
      vacation_message: null,
      digital_sale_message: null,
      update_date: created,
      updated_timestamp: created,
      listing_active_count: all.filter((listing) => listing.state === 'active').length,
      digital_listing_count: all.filter((listing) => listing.type === 'download').length,
      login_name: state.shopName.toLowerCase(),
      url: `${url}/shop/${state.shopName}`,
      num_favorers: 0,
      languages: ['en-US'],
      is_shop_us_based: state.currency === 'USD',
      transaction_sold_count: Object.keys(state.receipts).length,
      shop_location_country_iso: 'US',
      review_count: null,
      review_average: null,
    },
  };
}
