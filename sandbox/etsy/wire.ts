import type { EtsyListing, EtsyReceipt, EtsyState, StoredFile } from './state.ts';

export const money = (minor: number, currency: string) => ({
  amount: minor,
  divisor: 100,
  currency_code: currency,
});

function humanSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(2)} KB` : `${(bytes / 1024 / 1024).toFixed(2)} MB`;
}

export function fileData(state: EtsyState, listing: EtsyListing): string {
  const kinds = new Map<string, number>();
  for (const { fileId } of listing.files) {
    const kind = state.files[fileId]?.name.split('.').pop()?.toUpperCase() ?? '';
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return [...kinds].map(([kind, count]) => `${count} ${kind}`).join(', ');
}

/** No hash and no URL: a seller cannot read her own bytes back. */
export function toFile(listing: EtsyListing, entry: EtsyListing['files'][number], file: StoredFile) {
  return {
    listing_file_id: file.id,
    listing_id: listing.listingId,
    rank: entry.rank,
    filename: file.name,
    filesize: humanSize(file.bytes.length),
    size_bytes: file.bytes.length,
    filetype: file.mimeType,
    create_timestamp: entry.createdAt,
    created_timestamp: entry.createdAt,
  };
}

export const toFiles = (state: EtsyState, listing: EtsyListing) =>
  listing.files
    .toSorted((a, b) => a.rank - b.rank)
    .map((entry) => toFile(listing, entry, state.files[entry.fileId] as StoredFile));

export function toImage(url: string, listing: EtsyListing, entry: EtsyListing['images'][number]) {
  const at = (size: string) => `${url}/images/${size}/${entry.imageId}`;
  return {
    listing_id: listing.listingId,
    listing_image_id: entry.imageId,
    // The real shop works these out later; until then they are null.
    hex_code: null,
    red: null,
    green: null,
    blue: null,
    hue: null,
    saturation: null,
    brightness: null,
    is_black_and_white: null,
    creation_tsz: entry.createdAt,
    created_timestamp: entry.createdAt,
    rank: entry.rank,
    url_75x75: at('75x75'),
    url_170x135: at('170x135'),
    url_570xN: at('570xN'),
    url_fullxfull: at('fullxfull'),
    full_height: null,
    full_width: null,
    alt_text: entry.altText === '' ? null : entry.altText,
  };
}

export const toImages = (url: string, listing: EtsyListing) =>
  listing.images.toSorted((a, b) => a.rank - b.rank).map((entry) => toImage(url, listing, entry));

export const toInventory = (state: EtsyState, listing: EtsyListing) => ({
  products: [
    {
      product_id: listing.productId,
      sku: listing.sku,
      is_deleted: false,
      offerings: [
        {
          offering_id: listing.offeringId,
          quantity: listing.quantity,
          is_enabled: true,
          is_deleted: false,
          price: money(listing.priceMinor, state.currency),
          readiness_state_id: null,
        },
      ],
      property_values: [],
    },
  ],
  price_on_property: [],
  quantity_on_property: [],
  sku_on_property: [],
  readiness_state_on_property: [],
});

export function toListing(state: EtsyState, url: string, listing: EtsyListing) {
  return {
    listing_id: listing.listingId,
    user_id: state.userId,
    shop_id: state.shopId,
    title: listing.title,
    description: listing.description,
    rich_description: null,
    state: listing.state,
    creation_timestamp: listing.createdAt,
    created_timestamp: listing.createdAt,
    ending_timestamp: listing.endingAt,
    original_creation_timestamp: listing.createdAt,
    last_modified_timestamp: listing.updatedAt,
    updated_timestamp: listing.updatedAt,
    state_timestamp: listing.stateAt,
    quantity: listing.quantity,
    shop_section_id: listing.shopSectionId,
    featured_rank: -1,
    url: `${url}/listing/${listing.listingId}`,
    num_favorers: 0,
    non_taxable: !listing.isTaxable,
    is_taxable: listing.isTaxable,
    is_customizable: false,
    is_personalizable: false,
    listing_type: listing.type,
    tags: listing.tags,
    materials: listing.materials,
    shipping_profile_id: listing.shippingProfileId,
    return_policy_id: null,
    processing_min: null,
    processing_max: null,
    who_made: listing.whoMade,
    when_made: listing.whenMade,
    is_supply: listing.isSupply,
    item_weight: null,
    item_weight_unit: null,
    item_length: null,
    item_width: null,
    item_height: null,
    item_dimensions_unit: null,
    is_private: false,
    style: listing.styles,
    file_data: fileData(state, listing),
    has_variations: false,
    should_auto_renew: listing.shouldAutoRenew,
    language: 'en-US',
    price: money(listing.priceMinor, state.currency),
    taxonomy_id: listing.taxonomyId,
    readiness_state_id: null,
    suggested_title: null,
  };
}

export function toTransaction(state: EtsyState, receipt: EtsyReceipt, line: EtsyReceipt['lines'][number]) {
  return {
    transaction_id: line.transactionId,
    title: line.title,
    description: line.description,
    seller_user_id: state.userId,
    buyer_user_id: receipt.buyerUserId,
    create_timestamp: receipt.createdAt,
    created_timestamp: receipt.createdAt,
    paid_timestamp: receipt.isPaid ? receipt.createdAt : null,
    shipped_timestamp: null,
    quantity: line.quantity,
    listing_image_id: null,
    receipt_id: receipt.receiptId,
    is_digital: line.isDigital,
    file_data: line.fileData,
    listing_id: line.listingId,
    transaction_type: 'listing',
    product_id: line.productId,
    sku: line.sku,
    price: money(line.priceMinor, state.currency),
    shipping_cost: money(0, state.currency),
    variations: [],
    product_data: [],
    shipping_profile_id: null,
    min_processing_days: null,
    max_processing_days: null,
    shipping_method: null,
    shipping_upgrade: null,
    expected_ship_date: null,
    buyer_coupon: 0,
    shop_coupon: 0,
  };
}

export const itemsMinor = (receipt: EtsyReceipt): number =>
  receipt.lines.reduce((sum, line) => sum + line.priceMinor * line.quantity, 0);

export function toReceipt(state: EtsyState, receipt: EtsyReceipt, showsBuyerEmail: boolean) {
  const items = itemsMinor(receipt);
  const inShop = (minor: number) => money(minor, state.currency);
  return {
    receipt_id: receipt.receiptId,
    receipt_type: 0,
    seller_user_id: state.userId,
    seller_email: 'seller@example.com',
    buyer_user_id: receipt.buyerUserId,
    buyer_email: showsBuyerEmail ? receipt.buyerEmail : null,
    name: receipt.buyerName,
    first_line: null,
    second_line: null,
    city: null,
    state: null,
    zip: null,
    status: receipt.status,
    formatted_address: null,
    country_iso: receipt.countryIso,
    payment_method: 'cc',
    payment_email: null,
    message_from_seller: null,
    message_from_buyer: null,
    message_from_payment: null,
    is_paid: receipt.isPaid,
    is_shipped: receipt.status === 'Completed',
    create_timestamp: receipt.createdAt,
    created_timestamp: receipt.createdAt,
    update_timestamp: receipt.updatedAt,
    updated_timestamp: receipt.updatedAt,
    is_gift: false,
    gift_message: '',
    gift_sender: '',
    grandtotal: inShop(items + receipt.taxMinor),
    subtotal: inShop(items),
    total_price: inShop(items),
    total_shipping_cost: inShop(0),
    total_tax_cost: inShop(receipt.taxMinor),
    total_vat_cost: inShop(0),
    discount_amt: inShop(0),
    gift_wrap_price: inShop(0),
    shipments: [],
    transactions: receipt.lines.map((line) => toTransaction(state, receipt, line)),
    refunds: receipt.refunds.map((refund) => ({
      amount: inShop(refund.amountMinor),
      created_timestamp: refund.createdAt,
      reason: refund.reason,
      note_from_issuer: null,
      status: 'success',
    })),
  };
}
