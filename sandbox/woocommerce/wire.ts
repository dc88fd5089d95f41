import { both, decimalOf, minorOf, type WooContext } from './context.ts';
import type { WooOrder, WooProduct, WooTerm, WooWebhook } from './state.ts';

const termView = (term: WooTerm | undefined) =>
  term ? [{ id: term.id, name: term.name, slug: term.slug }] : [];

export const priceOf = (product: WooProduct): string =>
  product.salePrice !== '' && Number(product.salePrice) < Number(product.regularPrice)
    ? product.salePrice
    : product.regularPrice;

export function toProduct(context: WooContext, product: WooProduct) {
  const { state, url } = context;
  const price = priceOf(product);
  const isOut = product.manageStock && (product.stockQuantity ?? 0) <= 0;
  return {
    id: product.id,
    name: product.name,
    slug: product.slug,
    permalink: `${url}/product/${product.slug}/`,
    ...both('date_created', product.createdAt),
    ...both('date_modified', product.modifiedAt),
    type: product.type,
    status: product.status,
    featured: product.featured,
    catalog_visibility: product.catalogVisibility,
    description: product.description,
    short_description: product.shortDescription,
    sku: product.sku,
    global_unique_id: '',
    price,
    regular_price: product.regularPrice,
    sale_price: product.salePrice,
    ...both('date_on_sale_from', null),
    ...both('date_on_sale_to', null),
    on_sale: price !== product.regularPrice,
    purchasable: product.status === 'publish' && price !== '',
    total_sales: product.totalSales,
    virtual: product.virtual,
    downloadable: product.downloadable,
    downloads: product.downloads.map((download) => ({ ...download })),
    download_limit: product.downloadLimit,
    download_expiry: product.downloadExpiry,
    external_url: '',
    button_text: '',
    tax_status: product.taxStatus,
    tax_class: product.taxClass,
    manage_stock: product.manageStock,
    stock_quantity: product.manageStock ? product.stockQuantity : null,
    backorders: 'no',
    backorders_allowed: false,
    backordered: false,
    low_stock_amount: null,
    sold_individually: false,
    weight: '',
    dimensions: { length: '', width: '', height: '' },
    shipping_required: !product.virtual,
    shipping_taxable: !product.virtual,
    shipping_class: '',
    shipping_class_id: 0,
    reviews_allowed: true,
    average_rating: '0.00',
    rating_count: 0,
    upsell_ids: [],
    cross_sell_ids: [],
    parent_id: 0,
    purchase_note: product.purchaseNote,
    categories: product.categories.flatMap((id) => termView(state.categories[id])),
    brands: [],
    tags: product.tags.flatMap((id) => termView(state.tags[id])),
    images: product.images.flatMap((id) => {
      const image = state.images[id];
      if (!image) return [];
      const src = `${url}/wp-content/uploads/${image.id}.${image.mimeType.split('/')[1]}`;
      return [{ id, ...both('date_created', product.createdAt), src, name: image.name, alt: image.alt }];
    }),
    attributes: product.attributes,
    default_attributes: [],
    variations: [],
    grouped_products: [],
    menu_order: product.menuOrder,
    price_html: '',
    related_ids: [],
    meta_data: product.metaData,
    stock_status: isOut ? 'outofstock' : 'instock',
    has_options: false,
    post_password: '',
  };
}

export const orderTotals = (order: WooOrder) => {
  const items = order.lines.reduce((sum, line) => sum + minorOf(line.price) * line.quantity, 0);
  const tax = order.lines.reduce((sum, line) => sum + line.taxMinor, 0);
  const refunded = order.refunds.reduce((sum, refund) => sum + refund.amountMinor, 0);
  return { items, tax, total: items + tax, refunded };
};

export const toRefund = (refund: WooOrder['refunds'][number]) => ({
  id: refund.id,
  ...both('date_created', refund.createdAt),
  amount: decimalOf(refund.amountMinor),
  reason: refund.reason,
  refunded_by: 1,
  refunded_payment: false,
  meta_data: [],
  line_items: [],
  shipping_lines: [],
  tax_lines: [],
  fee_lines: [],
});

export function toOrder(context: WooContext, order: WooOrder) {
  const totals = orderTotals(order);
  const address = {
    first_name: order.buyer.firstName,
    last_name: order.buyer.lastName,
    company: '',
    address_1: '',
    address_2: '',
    city: '',
    state: '',
    postcode: '',
    country: order.buyer.country,
  };
  return {
    id: order.id,
    parent_id: 0,
    status: order.status,
    currency: context.state.currency,
    version: '9.9.5',
    prices_include_tax: false,
    ...both('date_created', order.createdAt),
    ...both('date_modified', order.modifiedAt),
    discount_total: '0.00',
    discount_tax: '0.00',
    shipping_total: '0.00',
    shipping_tax: '0.00',
    cart_tax: decimalOf(totals.tax),
    total: decimalOf(totals.total),
    total_tax: decimalOf(totals.tax),
    customer_id: order.customerId,
    order_key: order.orderKey,
    billing: { ...address, email: order.buyer.email, phone: '' },
    shipping: { ...address, phone: '' },
    payment_method: 'cod',
    payment_method_title: 'Sandbox payment',
    transaction_id: '',
    customer_ip_address: '127.0.0.1',
    customer_user_agent: '',
    created_via: 'checkout',
    customer_note: '',
    ...both('date_completed', order.completedAt),
    ...both('date_paid', order.paidAt),
    cart_hash: '',
    number: String(order.id),
    meta_data: [],
    line_items: order.lines.map((line) => {
      const lineTotal = decimalOf(minorOf(line.price) * line.quantity);
      return {
        id: line.id,
        name: line.name,
        product_id: line.productId,
        variation_id: 0,
        quantity: line.quantity,
        tax_class: '',
        subtotal: lineTotal,
        subtotal_tax: decimalOf(line.taxMinor),
        total: lineTotal,
        total_tax: decimalOf(line.taxMinor),
        taxes: [],
        meta_data: [],
        sku: line.sku,
        price: Number(line.price || '0'),
        image: { id: '', src: '' },
        parent_name: null,
      };
    }),
    tax_lines: [],
    shipping_lines: [],
    fee_lines: [],
    coupon_lines: [],
    refunds: order.refunds.map((refund) => ({
      id: refund.id,
      reason: refund.reason,
      total: `-${decimalOf(refund.amountMinor)}`,
    })),
    payment_url: '',
    is_editable: false,
    needs_payment: false,
    needs_processing: false,
    currency_symbol: context.state.currency === 'EUR' ? '€' : '$',
  };
}

/** The secret is not among it: the shop never shows it again. */
export const toWebhook = (hook: WooWebhook) => ({
  id: hook.id,
  name: hook.name,
  status: hook.status,
  topic: hook.topic,
  resource: hook.topic.split('.')[0],
  event: hook.topic.split('.')[1],
  hooks: [],
  delivery_url: hook.deliveryUrl,
  ...both('date_created', hook.createdAt),
  ...both('date_modified', hook.modifiedAt),
});
