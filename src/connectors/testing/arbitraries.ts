/** Offers and listings of all kinds, for property tests of `project` and `plan`. */
import fc from 'fast-check';
import type { DesiredListing, ObservedListing, ProjectionInput } from '../connector.ts';

const words = (maxLength: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ unit: 'grapheme', maxLength }),
    fc.string({ maxLength }),
    fc.lorem({ maxCount: Math.max(1, Math.floor(maxLength / 6)) }),
    fc.constantFrom(
      '50% off: A & B & C: + + %',
      '  ',
      '<b>&amp;</b>',
      '👩‍👩‍👧‍👦 pattern',
      'ナース服 型紙',
      '$^`',
    ),
  );

const sha256 = fc.stringMatching(/^[0-9a-f]{64}$/);
const extension = fc.constantFrom('.pdf', '.PDF', '.zip', '.stl', '.exe', '');

export const anyOffer: fc.Arbitrary<ProjectionInput> = fc.record({
  title: words(300),
  story: words(2000),
  tags: fc.array(words(40), { maxLength: 30 }),
  category: fc.option(fc.constantFrom('tops', '6343', '12,15', '0'), { nil: null }),
  price: fc.record({
    amountMinor: fc.integer({ min: -5, max: 10_000_000 }),
    currency: fc.constantFrom('USD', 'EUR', 'JPY', 'KWD'),
  }),
  sku: fc.string({ maxLength: 120 }),
  state: fc.constantFrom('draft' as const, 'live' as const, 'paused' as const),
  images: fc.array(
    fc.record({
      sha256,
      contentType: fc.constant('image/png'),
      sizeBytes: fc.integer({ min: 1, max: 30_000_000 }),
      alt: words(700),
    }),
    { maxLength: 40 },
  ),
  files: fc.array(
    fc.record({
      slot: fc.stringMatching(/^[a-z]{1,8}$/),
      name: fc.tuple(words(120), extension).map(([stem, end]) => stem + end),
      sha256,
      contentType: fc.constant('application/pdf'),
      sizeBytes: fc.integer({ min: 1, max: 40_000_000 }),
      address: fc.constant('https://hub.example/f/token'),
    }),
    { maxLength: 8 },
  ),
  settings: fc.constantFrom<Record<string, string>>(
    {},
    { currency: 'EUR', taxonomyId: '77', categoryId: '9' },
  ),
});

/** What a shop carries that has exactly what is wanted, as its API would tell. */
export const asObserved = (desired: DesiredListing, state: ObservedListing['state']): ObservedListing => ({
  remoteId: '1',
  url: null,
  state,
  title: desired.title,
  description: desired.description,
  price: desired.price,
  tags: desired.tags,
  category: desired.category,
  sku: desired.sku || null,
  images: desired.images.map((image, index) => ({
    remoteId: String(100 + index),
    alt: image.alt,
    sha256: image.sha256,
  })),
  files: desired.files.map((file, index) => ({
    remoteId: String(200 + index),
    name: file.name,
    sizeBytes: file.sizeBytes,
    sha256: file.sha256,
    slot: file.slot,
    ...(file.address ? { url: file.address } : {}),
  })),
  isDigital: true,
  facts: {},
});
