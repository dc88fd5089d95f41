/** WooCommerce's own shapes (REST v3), as far as they are used. Source: the schemas of WooCommerce 9.9.5. */

export interface WooTerm {
  id: number;
  name?: string;
}

export interface WooDownload {
  id: string;
  name: string;
  file: string;
}

export interface WooImage {
  id: number;
  src: string;
  name?: string;
  alt: string;
}

export type WooStatus = 'draft' | 'publish' | 'pending' | 'private' | 'future' | 'trash' | 'auto-draft';

export interface WooProduct {
  id: number;
  name: string;
  type: string;
  status: WooStatus;
  permalink: string;
  description: string;
  sku: string;
  regular_price: string;
  sale_price?: string;
  stock_status?: string;
  stock_quantity?: number | null;
  total_sales?: number | string;
  virtual: boolean;
  downloadable: boolean;
  downloads: WooDownload[];
  categories: WooTerm[];
  tags: WooTerm[];
  images: WooImage[];
  date_created_gmt?: string | null;
}

export type WooImageInput = { id: number; alt: string } | { src: string; alt: string };

/** What is written: only the fields that change. */
export interface WooProductInput {
  id?: number;
  name?: string;
  type?: 'simple';
  status?: 'draft' | 'publish';
  description?: string;
  sku?: string;
  regular_price?: string;
  virtual?: boolean;
  downloadable?: boolean;
  download_limit?: number;
  download_expiry?: number;
  downloads?: { id?: string; name: string; file: string }[];
  categories?: { id: number }[];
  tags?: { id: number }[];
  images?: WooImageInput[];
}

export interface WooError {
  code: string;
  message: string;
  data?: { status?: number; resource_id?: number; params?: Record<string, string> };
}

/** A batch answers 200 even where single items failed. */
export interface WooBatch<T> {
  create?: (T | { id: number; error: WooError })[];
  update?: (T | { id: number; error: WooError })[];
}

export interface WooOrderLine {
  id: number;
  name: string;
  product_id: number;
  quantity: number;
  sku: string | null;
  /** After discounts, before tax. */
  total: string;
  total_tax: string;
}

export interface WooOrder {
  id: number;
  number: string;
  status: string;
  currency: string;
  date_created_gmt: string;
  date_modified_gmt: string;
  total: string;
  customer_id: number;
  billing: { first_name?: string; last_name?: string; email?: string; country?: string };
  line_items: WooOrderLine[];
  refunds?: { id: number; total: string }[];
}

export interface WooWebhook {
  id: number;
  topic: string;
  status: string;
  delivery_url: string;
}
