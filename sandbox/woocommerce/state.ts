import type { Violation } from '../kit/spec-check.ts';

export interface WooDownload {
  id: string;
  name: string;
  file: string;
}

export interface WooImage {
  id: number;
  name: string;
  alt: string;
  mimeType: string;
  bytes: Buffer;
  sha256: string;
  /** Where the shop fetched it. */
  source: string;
}

export interface WooTerm {
  id: number;
  name: string;
  slug: string;
  description: string;
  parent: number;
}

export interface WooProduct {
  id: number;
  name: string;
  slug: string;
  type: string;
  status: string;
  description: string;
  shortDescription: string;
  sku: string;
  /** Decimal text, or empty, which sells for nothing. */
  regularPrice: string;
  salePrice: string;
  virtual: boolean;
  downloadable: boolean;
  downloads: WooDownload[];
  downloadLimit: number;
  downloadExpiry: number;
  manageStock: boolean;
  stockQuantity: number | null;
  catalogVisibility: string;
  featured: boolean;
  taxStatus: string;
  taxClass: string;
  menuOrder: number;
  purchaseNote: string;
  categories: number[];
  tags: number[];
  images: number[];
  attributes: unknown[];
  metaData: { id: number; key: string; value: unknown }[];
  totalSales: number;
  /** Milliseconds, as all times here. */
  createdAt: number;
  modifiedAt: number;
}

export interface WooOrder {
  id: number;
  orderKey: string;
  status: string;
  customerId: number;
  buyer: { firstName: string; lastName: string; email: string; country: string };
  createdAt: number;
  modifiedAt: number;
  paidAt: number | null;
  completedAt: number | null;
  lines: {
    id: number;
    productId: number;
    name: string;
    sku: string;
    quantity: number;
    /** Decimal text of one piece. */
    price: string;
    taxMinor: number;
  }[];
  refunds: { id: number; amountMinor: number; reason: string; createdAt: number }[];
  emailsSent: number;
}

/** What lets one buyer have one file; made when the order is paid, keyed by the download's id. */
export interface WooPermission {
  downloadId: string;
  productId: number;
  orderId: number;
  orderKey: string;
  customerId: number;
  email: string;
  downloadsRemaining: string;
  accessExpiresAt: number | null;
  downloadCount: number;
}

export interface WooWebhook {
  id: number;
  name: string;
  status: string;
  topic: string;
  deliveryUrl: string;
  secret: string;
  failures: number;
  createdAt: number;
  modifiedAt: number;
}

export interface WooState {
  currency: string;
  nextId: number;
  products: Record<string, WooProduct>;
  images: Record<string, WooImage>;
  tags: Record<string, WooTerm>;
  categories: Record<string, WooTerm>;
  orders: Record<string, WooOrder>;
  permissions: WooPermission[];
  webhooks: Record<string, WooWebhook>;
  /** Hosts that the list of approved download directories learnt by itself. */
  approvedHosts: string[];
  deliveries: { webhookId: number; topic: string; status: number; at: number }[];
  violations: Violation[];
}

export const newState = (currency: string): WooState => ({
  currency,
  nextId: 10,
  products: {},
  images: {},
  tags: {},
  categories: { 15: { id: 15, name: 'Uncategorized', slug: 'uncategorized', description: '', parent: 0 } },
  orders: {},
  permissions: [],
  webhooks: {},
  approvedHosts: [],
  deliveries: [],
  violations: [],
});

export function takeId(state: WooState): number {
  state.nextId += 1;
  return state.nextId;
}
