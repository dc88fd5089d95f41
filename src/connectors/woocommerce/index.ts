import { defineConnector } from '../connector.ts';
import { politeRate, wooLimits } from './limits.ts';
import { order, orders } from './orders.ts';
import { batch, perform } from './perform.ts';
import { differences, plan } from './plan.ts';
import { project } from './project.ts';
import { find, identify, list, observe } from './read.ts';
import { webhooks } from './webhooks.ts';

export const woocommerce = defineConnector({
  id: 'woocommerce',
  name: 'WooCommerce',
  /** Self-hosted: each shop has its own address, in `siteUrl`. */
  baseUrl: '',
  auth: {
    kind: 'keys',
    fields: [
      {
        name: 'consumerKey',
        label: 'Consumer key',
        help: 'In your shop: WooCommerce > Settings > Advanced > REST API > Add key, with Read/Write. Begins with ck_.',
        isSecret: true,
      },
      {
        name: 'consumerSecret',
        label: 'Consumer secret',
        help: 'Shown once beside the key. Begins with cs_.',
        isSecret: true,
      },
    ],
  },
  settings: [
    {
      name: 'siteUrl',
      label: 'Shop address',
      help: 'As it stands in the browser, such as https://shop.example.com',
      isSecret: false,
    },
    {
      name: 'categoryId',
      label: 'Product category number',
      help: 'Leave it empty to choose categories in the shop.',
      isSecret: false,
    },
  ],
  capabilities: {
    bytesServedBy: 'hub',
    filesBy: 'address',
    imagesBy: 'address',
    orders: ['webhook', 'poll'],
    mode: 'live',
    traceReaches: 'order',
    buyerContact: {
      rule: 'transactional',
      why: 'It is your own shop: you may write to its buyers about what they bought; marketing needs their consent.',
      source: 'the seller is the controller of her own shop’s data; checked 2026-11-21',
    },
    hasDrafts: true,
    publishFee: null,
    writable: ['title', 'description', 'price', 'tags', 'category', 'sku', 'images', 'files', 'state'],
  },
  limits: wooLimits,
  ownedByShop: [],
  bucket: ({ id }) => ({ key: `woocommerce:${id}`, ...politeRate }),
  readRate: () => ({}),
  identify,
  list,
  observe,
  find,
  project,
  plan,
  differences,
  perform,
  batch,
  orders,
  order,
  webhooks,
});
