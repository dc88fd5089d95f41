import { createHmac } from 'node:crypto';
import type { LoadRequest } from '../harness/http-connection.ts';

export interface OrderParams {
  path: string;
  secret: string;
  /** What was sold; no order has an unknown line. */
  sku: string;
  /** How many are made, signed and kept in memory before the clock starts. */
  count: number;
  from: number;
  placedAt: string;
}

/** A WooCommerce order of one line, with all that such a shop sends of one: about 3 kB. */
export function wooOrder(id: number, sku: string, placedAt: string): object {
  const address = {
    ...{ first_name: 'Ada', last_name: `Buyer ${id}`, company: '', address_1: `Weberstraße ${id % 200}` },
    ...{ address_2: '', city: 'Leipzig', state: 'DE-SN', postcode: '04107', country: 'DE' },
  };
  return {
    ...{
      id,
      parent_id: 0,
      status: 'completed',
      currency: 'EUR',
      version: '10.3.4',
      prices_include_tax: true,
    },
    ...{
      date_created_gmt: placedAt,
      date_modified_gmt: placedAt,
      discount_total: '0.00',
      discount_tax: '0.00',
    },
    ...{ shipping_total: '0.00', shipping_tax: '0.00', cart_tax: '1.44', total: '9.00', total_tax: '1.44' },
    ...{ customer_id: 0, order_key: `wc_order_${id.toString(36).padStart(12, 'k')}` },
    billing: { ...address, email: `buyer-${id}@example.test`, phone: '+49 341 0000000' },
    shipping: { ...address, phone: '' },
    ...{ payment_method: 'ppcp-gateway', payment_method_title: 'PayPal', transaction_id: `T${id}` },
    ...{ customer_ip_address: '203.0.113.7', customer_note: '', date_completed_gmt: placedAt },
    customer_user_agent:
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0',
    cart_hash: id.toString(16).padStart(32, '0'),
    number: String(id),
    meta_data: Array.from({ length: 12 }, (_, index) => ({
      ...{ id: id * 20 + index, key: `_wc_order_attribution_field_${index}`, value: `typein-${index}` },
    })),
    line_items: [
      {
        ...{ id: id * 2, name: 'A pattern', product_id: 0, variation_id: 0, quantity: 1, tax_class: '' },
        ...{ subtotal: '7.56', subtotal_tax: '1.44', total: '7.56', total_tax: '1.44', sku, price: 7.56 },
        taxes: [{ id: 1, total: '1.44', subtotal: '1.44' }],
        meta_data: [],
        image: { id: 0, src: '' },
      },
    ],
    tax_lines: [{ id: id * 2 + 1, rate_code: 'DE-19', rate_id: 1, label: 'VAT', tax_total: '1.44' }],
    ...{ shipping_lines: [], fee_lines: [], coupon_lines: [], refunds: [] },
    ...{ payment_url: '', is_editable: false, needs_payment: false, needs_processing: false },
  };
}

export const signed = (body: Buffer, secret: string): Record<string, string> => ({
  'content-type': 'application/json',
  'x-wc-webhook-topic': 'order.created',
  'x-wc-webhook-source': 'https://shop.example/',
  'x-wc-webhook-signature': createHmac('sha256', secret).update(body).digest('base64'),
  'user-agent': 'WooCommerce/10.3.4 Hookshot (WordPress/6.8)',
});

/** All made and signed before the clock starts: the shops' work is not the hub's. */
export function requests({ path, secret, sku, count, from, placedAt }: OrderParams) {
  const ready = Array.from({ length: count }, (_, index): LoadRequest => {
    const body = Buffer.from(JSON.stringify(wooOrder(from + index, sku, placedAt)));
    return { method: 'POST', path, headers: signed(body, secret), body };
  });
  return (index: number): LoadRequest => ready[index - from] as LoadRequest;
}
