/** Etsy's own shapes, as far as they are used. Source: Etsy Open API v3 description, 2026-08-17. */

export interface EtsyMoney {
  amount: number;
  divisor: number;
  currency_code: string;
}

export interface EtsyImage {
  listing_image_id: number;
  rank: number;
  alt_text: string | null;
  url_fullxfull?: string;
}

export interface EtsyFile {
  listing_file_id: number;
  rank: number;
  filename: string;
  size_bytes: number | null;
}

export interface EtsyOffering {
  price: EtsyMoney;
  quantity: number;
  is_enabled: boolean;
  is_deleted?: boolean;
  readiness_state_id?: number | null;
}

export interface EtsyProduct {
  sku: string | null;
  is_deleted?: boolean;
  offerings: EtsyOffering[];
  property_values?: {
    property_id: number;
    property_name?: string | null;
    scale_id?: number | null;
    value_ids: number[];
    values: string[];
  }[];
}

export interface EtsyInventory {
  products: EtsyProduct[];
  price_on_property?: number[];
  quantity_on_property?: number[];
  sku_on_property?: number[];
}

export type EtsyState = 'active' | 'inactive' | 'sold_out' | 'draft' | 'expired';

export interface EtsyListing {
  listing_id: number;
  title: string;
  description: string;
  state: EtsyState;
  url: string | null;
  price?: EtsyMoney;
  quantity: number;
  tags?: string[];
  taxonomy_id: number | null;
  listing_type: 'physical' | 'download' | 'both';
  shipping_profile_id?: number | null;
  has_variations?: boolean;
  should_auto_renew?: boolean;
  ending_timestamp?: number | null;
  created_timestamp?: number;
  updated_timestamp?: number;
  views?: number;
  skus?: string[];
  images?: EtsyImage[];
  inventory?: EtsyInventory | null;
}

export interface EtsyPage<T> {
  count: number;
  results: T[];
}

export interface EtsyShop {
  shop_id: number;
  shop_name: string;
  url: string | null;
  currency_code: string;
}

export interface EtsyTaxonomyNode {
  id: number;
  name: string;
  children: EtsyTaxonomyNode[];
}

export interface EtsyTransaction {
  transaction_id: number;
  title: string | null;
  quantity: number;
  listing_id: number | null;
  sku: string | null;
  price: EtsyMoney;
}

export interface EtsyReceipt {
  receipt_id: number;
  status: string;
  is_paid: boolean;
  name: string | null;
  buyer_user_id: number | null;
  buyer_email: string | null;
  country_iso: string | null;
  created_timestamp: number;
  updated_timestamp: number;
  grandtotal: EtsyMoney;
  total_shipping_cost: EtsyMoney | null;
  total_tax_cost: EtsyMoney | null;
  total_vat_cost: EtsyMoney | null;
  discount_amt: EtsyMoney | null;
  gift_wrap_price?: EtsyMoney | null;
  transactions: EtsyTransaction[];
  refunds?: { amount: EtsyMoney; status: string | null }[];
}

/** What a webhook carries: only where to look. Before 2026 the names were in capitals. */
export interface EtsyNotice {
  event_type: string;
  resource_url: string;
  shop_id: number;
}
