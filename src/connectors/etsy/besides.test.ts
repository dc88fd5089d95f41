import { createHash, createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EtsySandbox, startEtsySandbox } from '../../../sandbox/index.ts';
import { sha256Hex } from '../../kit/crypto.ts';
import { document, everyField, failureOf, picture } from '../testing/harness.ts';
import { createTestIo, type TestIo } from '../testing/test-io.ts';
import { fromEtsyError } from './client.ts';
import { etsy } from './index.ts';
import { toEtsyInventory } from './map.ts';
import { fromEtsyReceipt } from './orders.ts';

describe('Etsy besides', () => {
  let sandbox: EtsySandbox;
  let io: TestIo;
  beforeEach(async () => {
    sandbox = await startEtsySandbox({ limits: { perSecond: 1000, perDay: 10_000 } });
    io = createTestIo({ baseUrl: sandbox.url, settings: {}, secrets: { ...sandbox.credentials } });
  });
  afterEach(() => sandbox.close());

  const consent = async (): Promise<void> => {
    if (etsy.auth.kind !== 'oauth2') throw new Error('Etsy uses OAuth');
    const codeVerifier = 'v'.repeat(64);
    const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url');
    const redirectUri = 'http://127.0.0.1/back';
    const address = etsy.auth.authorizeUrl(io, { redirectUri, state: 's', codeChallenge });
    const answer = await fetch(address, { redirect: 'manual' });
    const back = new URL(answer.headers.get('location') ?? '');
    expect(back.searchParams.get('state')).toBe('s');
    const code = back.searchParams.get('code') ?? '';
    Object.assign(io.secrets, await etsy.auth.exchangeCode(io, { code, redirectUri, codeVerifier }));
  };

  it('connects by consent, and renews with a token that works once', async () => {
    if (etsy.auth.kind !== 'oauth2') throw new Error('Etsy uses OAuth');
    await consent();
    expect((await etsy.identify(io)).settings).toEqual({
      shopId: String(sandbox.shopId),
      currency: 'USD',
      taxonomyId: '6343',
    });
    const endsAt = etsy.auth.expiresAt(io.secrets);
    expect(endsAt?.getTime()).toBeGreaterThan(Date.now() + 3_000_000);
    const renewed = await etsy.auth.refresh(io);
    expect(renewed.accessToken).not.toBe(io.secrets.accessToken);
    expect(renewed.refreshToken).not.toBe(io.secrets.refreshToken);
    expect((await failureOf(etsy.auth.refresh(io))).kind).toBe('unauthorised');
    Object.assign(io.secrets, renewed);
    expect((await etsy.identify(io)).currency).toBe('USD');
  });

  it('uses the real consent page with the real API', () => {
    if (etsy.auth.kind !== 'oauth2') throw new Error('Etsy uses OAuth');
    const trip = { redirectUri: 'https://hub.example/back', state: 's', codeChallenge: 'c' };
    const address = new URL(etsy.auth.authorizeUrl({ ...io, baseUrl: etsy.baseUrl }, trip));
    expect(address.origin + address.pathname).toBe('https://www.etsy.com/oauth/connect');
    expect(address.searchParams.get('code_challenge_method')).toBe('S256');
  });

  it('shares the allowance among all shops of one app, and reads it from the answers', async () => {
    await consent();
    const bucket = (id: string, keystring?: string) =>
      etsy.bucket({ id, settings: {}, secrets: keystring ? { keystring } : {} }).key;
    expect(bucket('1', 'abc')).toBe(bucket('2', 'abc'));
    expect(bucket('1', 'abc')).not.toBe(bucket('1', 'abd'));
    expect(bucket('1', 'abc')).not.toContain('abc');
    const response = await io.fetch(`${sandbox.url}/v3/application/users/me`, {
      headers: {
        'x-api-key': `${io.secrets.keystring}:${io.secrets.sharedSecret}`,
        authorization: `Bearer ${io.secrets.accessToken}`,
      },
    });
    expect(etsy.readRate(response.headers)).toMatchObject({ perSecond: 1000, perDay: 10_000 });
    expect(etsy.readRate(response.headers).remainingDay).toBeLessThan(10_000);
    expect(etsy.readRate(new Headers())).toEqual({});
  });

  it('mends a listing that somebody turned physical, and leaves the stock as it is', async () => {
    await consent();
    Object.assign(io.settings, (await etsy.identify(io)).settings);
    const { listingId } = sandbox.admin.seed({
      title: 'Old pattern',
      sku: 'OLD',
      quantity: 41,
      files: [{ name: 'old.pdf', bytes: Buffer.from(document('old')) }],
      images: [{ bytes: Buffer.from(picture('old')), altText: 'Old' }],
    });
    sandbox.admin.edit({ listingId, type: 'physical' });
    const observed = await etsy.observe(io, String(listingId));
    if (!observed) throw new Error('The listing is gone');
    expect(observed.isDigital).toBe(false);
    const file = document('new');
    const { desired } = etsy.project({
      title: 'Old pattern',
      story: observed.description,
      tags: [],
      category: observed.category,
      price: { amountMinor: 725, currency: 'USD' },
      sku: 'OLD',
      state: 'live',
      images: [{ sha256: io.addAsset(picture('new')), contentType: 'image/png', sizeBytes: 1, alt: 'Old' }],
      files: [
        {
          slot: 'a4',
          name: 'new.pdf',
          sha256: io.addAsset(file),
          contentType: 'application/pdf',
          sizeBytes: file.length,
        },
      ],
      settings: io.settings,
    });
    const target = { remoteId: String(listingId), desired, observed };
    for (const step of etsy.plan({ desired, observed, owned: everyField }))
      await etsy.perform(io, step, target);
    const [listing] = sandbox.admin.state().listings;
    expect(listing).toMatchObject({ type: 'download', state: 'active', priceMinor: 725, quantity: 41 });
    expect(listing?.files.map((one) => one.name)).toEqual(['new.pdf']);
    expect(listing?.images.map((one) => one.sha256)).toEqual([sha256Hex(picture('new'))]);
  });

  it('never removes the last file, whatever a stale plan says', async () => {
    await consent();
    Object.assign(io.settings, (await etsy.identify(io)).settings);
    const { listingId, files } = sandbox.admin.seed({
      title: 'Old pattern',
      files: [{ name: 'old.pdf', bytes: Buffer.from(document('old')) }],
    });
    const step = {
      kind: 'remove-file',
      summary: 'Remove old.pdf',
      fields: ['files' as const],
      calls: 2,
      effect: 'remove-file' as const,
      isReversible: false,
      payload: { removeId: String(files[0]?.fileId) },
    };
    const target = { remoteId: String(listingId), desired: {} as never, observed: null };
    expect((await failureOf(etsy.perform(io, step, target))).message).toMatch(/last file/);
    expect(sandbox.admin.state().listings[0]).toMatchObject({ type: 'download' });
  });
});

describe('what Etsy answers', () => {
  const now = new Date('2026-11-21T06:00:00Z');
  const read = (status: number, body: unknown, headers: Record<string, string> = {}) =>
    fromEtsyError(status, JSON.stringify(body), new Headers(headers), true, now);

  it('is understood as an object and as an array', () => {
    expect(read(400, { error: 'Title is bad' }).message).toContain('“Title is bad”');
    expect(
      read(400, [
        { path: 'title', type: 'invalid', message: 'is too long' },
        { path: 'tags', type: 'invalid', message: 'are too many' },
      ]).message,
    ).toContain('“title: is too long; tags: are too many”');
    expect(read(401, { error: 'invalid_token', error_description: 'access token is expired' }).kind).toBe(
      'unauthorised',
    );
    expect(read(500, { error: 'Server Error' }).kind).toBe('ambiguous');
    expect(fromEtsyError(502, '<html>', new Headers(), false, now).kind).toBe('transient');
  });
  it('asks to wait in seconds or until a date', () => {
    expect(read(429, {}, { 'retry-after': '86400' }).retryAfterMs).toBe(86_400_000);
    expect(read(429, {}, { 'retry-after': 'Sat, 21 Nov 2026 06:00:30 GMT' }).retryAfterMs).toBe(30_000);
    expect(read(429, {}).retryAfterMs).toBe(1000);
  });
  it('keeps the seller’s variations out of reach of one price', () => {
    const price = { amount: 500, divisor: 100, currency_code: 'USD' };
    const product = { sku: 'a', offerings: [{ price, quantity: 3, is_enabled: true }] };
    expect(toEtsyInventory({ products: [product, product] }, { price: 6 })).toBeNull();
    expect(
      toEtsyInventory({ products: [{ ...product, is_deleted: true }, product] }, { price: 6 }),
    ).toMatchObject({
      products: [{ sku: 'a', offerings: [{ price: 6, quantity: 3, is_enabled: true }] }],
    });
  });
});

describe('Etsy receipts', () => {
  const money = (amount: number) => ({ amount, divisor: 100, currency_code: 'USD' });
  const receipt = {
    receipt_id: 1,
    status: 'Partially Refunded',
    is_paid: true,
    name: 'Robin O&#39;Buyer',
    buyer_user_id: 2,
    buyer_email: null,
    country_iso: 'US',
    created_timestamp: 1_790_000_000,
    updated_timestamp: 1_790_000_100,
    grandtotal: money(2051),
    total_shipping_cost: money(0),
    total_tax_cost: money(151),
    total_vat_cost: money(0),
    discount_amt: money(100),
    transactions: [
      { transaction_id: 3, title: 'A', quantity: 2, listing_id: 4, sku: '', price: money(500) },
      { transaction_id: 5, title: 'B', quantity: 1, listing_id: null, sku: 'B', price: money(1000) },
    ],
    refunds: [{ amount: money(500), status: 'success' }],
  };
  it('add up, with tax shared among the lines and the discount on the order', () => {
    const order = fromEtsyReceipt(receipt);
    expect(order).toMatchObject({
      status: 'partly-refunded',
      totalMinor: 2051,
      orderDiscountMinor: 100,
      shippingMinor: 0,
      refundedMinor: 500,
      buyer: { name: "Robin O'Buyer", email: null },
    });
    expect(order.lines.map((line) => [line.totalMinor, line.taxMinor])).toEqual([
      [1000, 76],
      [1000, 75],
    ]);
  });
  it('count no tax that is inside the prices already', () => {
    const order = fromEtsyReceipt({ ...receipt, grandtotal: money(1900), total_vat_cost: money(300) });
    expect(order.lines.every((line) => line.taxMinor === 0)).toBe(true);
    expect(order.totalMinor).toBe(2000 + order.shippingMinor - order.orderDiscountMinor);
  });
});

describe('Etsy notices', () => {
  const key = Buffer.from('0123456789abcdef');
  const now = new Date('2026-11-21T06:00:00Z');
  const notice = (event: string, prefix: string) => {
    const rawBody = Buffer.from(
      JSON.stringify({
        event_type: event,
        resource_url: 'https://x/v3/application/shops/1/receipts/54321',
        shop_id: 1,
      }),
    );
    const timestamp = String(now.getTime() / 1000);
    const signature = createHmac('sha256', key).update(`m1.${timestamp}.${rawBody}`).digest('base64');
    const headers = {
      'webhook-id': 'm1',
      'webhook-timestamp': timestamp,
      'webhook-signature': `${prefix}${signature}`,
    };
    return etsy.webhooks?.verify({ headers, rawBody }, `whsec_${key.toString('base64')}`, now);
  };
  it('are taken in the old and the new words, with and without a version, among several signatures', () => {
    const accepted = { kind: 'accepted', deliveryId: 'm1', topic: 'order.paid' };
    expect(notice('order.paid', '')).toEqual(accepted);
    expect(notice('ORDER_PAID', 'v1,')).toEqual(accepted);
    expect(notice('order.paid', 'v1,bm90IGl0 v1,')).toEqual(accepted);
    expect(notice('order.paid', 'v2,')).toMatchObject({ kind: 'refused' });
  });
  it('name the receipt to read', () => {
    const body = Buffer.from('{"event_type":"order.paid","resource_url":"https://x/shops/1/receipts/54321"}');
    expect(etsy.webhooks?.interpret('order.paid', body)).toEqual([
      { kind: 'order-changed', remoteId: '54321' },
    ]);
    expect(etsy.webhooks?.interpret('order.paid', Buffer.from('nonsense'))).toEqual([{ kind: 'nothing' }]);
  });
});
