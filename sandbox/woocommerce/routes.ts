import { jsonOf, type Reply, type Route, type ShopRequest } from '../kit/router.ts';
import type { WooContext } from './context.ts';
import { customerDownloads } from './downloads.ts';
import { getOrder, listOrders, listRefunds, postRefund, putOrder, sendOrderDetails } from './orders.ts';
import {
  batchProducts,
  deleteProduct,
  getProduct,
  listProducts,
  postProduct,
  putProduct,
} from './products.ts';
import type { WooBody, WooSpec } from './spec.ts';
import { createTerms } from './term-batch.ts';
import { termRoutes } from './terms.ts';
import { deleteWebhook, getWebhook, listWebhooks, postWebhook, putWebhook } from './webhooks.ts';

export type WooAnswer = (context: WooContext, request: ShopRequest) => Reply | Promise<Reply>;

const api = '/wp-json/wc/v3';

function index({ url }: WooContext): Reply {
  return {
    status: 200,
    body: {
      namespace: 'wc/v3',
      routes: { '/wc/v3/products': {}, '/wc/v3/orders': {} },
      _links: { up: [{ href: `${url}/wp-json/` }] },
    },
  };
}

function systemStatus({ url, state }: WooContext): Reply {
  return {
    status: 200,
    body: {
      environment: { home_url: url, site_url: url, version: '9.9.5', wp_version: '6.9' },
      settings: {
        api_enabled: false,
        currency: state.currency,
        currency_symbol: state.currency === 'EUR' ? '&euro;' : '&#36;',
        thousand_separator: ',',
        decimal_separator: '.',
        number_of_decimals: 2,
      },
      active_plugins: [],
      security: { secure_connection: false, hide_errors: true },
    },
  };
}

const currency = ({ state }: WooContext): Reply => ({
  status: 200,
  body: { code: state.currency, name: state.currency, symbol: state.currency },
});

/** Every route behind the key check; bodies are judged by the shop's own description first. */
export function wooRoutes(spec: WooSpec): Route<WooAnswer>[] {
  const judged =
    (kind: WooBody, isUpdate: boolean, answer: WooAnswer): WooAnswer =>
    (context, request) => {
      spec.check(kind, jsonOf(request.body), isUpdate);
      return answer(context, request);
    };
  const batch: WooAnswer = (context, request) =>
    batchProducts(context, request, (item) => spec.check('products', item, true));
  const routes: [string, string, WooAnswer][] = [
    ['GET', '', index],
    ['GET', '/system_status', systemStatus],
    ['GET', '/data/currencies/current', currency],
    ['GET', '/products', listProducts],
    ['POST', '/products', judged('products', false, postProduct)],
    ['POST', '/products/batch', batch],
    ['PUT', '/products/batch', batch],
    ['GET', '/orders', listOrders],
    ['GET', '/orders/:id', getOrder],
    ['PUT', '/orders/:id', putOrder],
    ['GET', '/orders/:id/refunds', listRefunds],
    ['POST', '/orders/:id/refunds', judged('orders/1/refunds', false, postRefund)],
    ['POST', '/orders/:id/actions/send_order_details', sendOrderDetails],
    ['GET', '/webhooks', listWebhooks],
    ['POST', '/webhooks', judged('webhooks', false, postWebhook)],
    ['GET', '/webhooks/:id', getWebhook],
    ['PUT', '/webhooks/:id', judged('webhooks', true, putWebhook)],
    ['DELETE', '/webhooks/:id', deleteWebhook],
    ['GET', '/customers/:id/downloads', customerDownloads],
  ];
  for (const kind of ['tags', 'categories'] as const) {
    const terms = termRoutes(kind);
    routes.push(
      ['GET', `/products/${kind}`, terms.list],
      ['POST', `/products/${kind}`, judged(`products/${kind}`, false, terms.create)],
      ['POST', `/products/${kind}/batch`, createTerms(kind)],
      ['GET', `/products/${kind}/:id`, terms.get],
      ['PUT', `/products/${kind}/:id`, judged(`products/${kind}`, true, terms.update)],
      ['DELETE', `/products/${kind}/:id`, terms.remove],
    );
  }
  for (const method of ['PUT', 'PATCH', 'POST'])
    routes.push([method, '/products/:id', judged('products', true, putProduct)]);
  routes.push(['GET', '/products/:id', getProduct], ['DELETE', '/products/:id', deleteProduct]);
  return routes.map(([method, path, target]) => ({ method, pattern: api + path, target }));
}
