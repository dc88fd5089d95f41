import { sha256Hex } from '../../kit/crypto.ts';
import { defineConnector } from '../connector.ts';
import { auth } from './auth.ts';
import { etsyAddress } from './client.ts';
import { classicRate, etsyLimits, publishFee } from './limits.ts';
import { order, orders } from './orders.ts';
import { perform } from './perform.ts';
import { differences, plan } from './plan.ts';
import { project } from './project.ts';
import { find, identify, list, observe } from './read.ts';
import { webhooks } from './webhooks.ts';

const number = (headers: Headers, name: string): number | undefined => {
  const text = headers.get(name);
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
};

export const etsy = defineConnector({
  id: 'etsy',
  name: 'Etsy',
  baseUrl: etsyAddress,
  auth,
  settings: [
    {
      name: 'taxonomyId',
      label: 'Etsy category number',
      help: 'Leave it empty: Spindle uses “Patterns & Blueprints”.',
      isSecret: false,
    },
  ],
  capabilities: {
    bytesServedBy: 'shop',
    filesBy: 'upload',
    imagesBy: 'upload',
    orders: ['webhook', 'poll'],
    mode: 'desk',
    traceReaches: 'shop',
    buyerContact: {
      rule: 'never',
      why: 'Etsy lets you write to its buyers through Etsy messages only.',
      source: 'Etsy seller policy, by secondary sources; checked 2026-11-21',
    },
    hasDrafts: true,
    publishFee,
    writable: ['title', 'description', 'price', 'tags', 'category', 'sku', 'images', 'files', 'state'],
  },
  limits: etsyLimits,
  ownedByShop: [],
  bucket: ({ id, secrets }) => ({
    // The allowance belongs to the app: every shop connected through the same key shares it.
    key: secrets.keystring ? `etsy:${sha256Hex(secrets.keystring).slice(0, 16)}` : `etsy:${id}`,
    ...classicRate,
  }),
  readRate: (headers) => ({
    perSecond: number(headers, 'x-limit-per-second'),
    remainingSecond: number(headers, 'x-remaining-this-second'),
    perDay: number(headers, 'x-limit-per-day'),
    remainingDay: number(headers, 'x-remaining-today'),
  }),
  identify,
  list,
  observe,
  find,
  project,
  plan,
  differences,
  perform,
  orders,
  order,
  webhooks,
});
