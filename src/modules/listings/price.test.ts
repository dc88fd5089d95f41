import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shopPrice } from './price.ts';

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

test('rates and factors are exact decimals, rounded once, half up', () => {
  expect(shopPrice(eur(100), { factor: 1.005 }, 'EUR')).toEqual(eur(101));
  expect(shopPrice(eur(3500), { rate: 1.0001 * 1 }, 'USD')).toEqual({ amountMinor: 3500, currency: 'USD' });
  expect(shopPrice(eur(1250), { rate: 163.2 }, 'JPY')).toEqual({ amountMinor: 2040, currency: 'JPY' });
  expect(shopPrice({ amountMinor: 2040, currency: 'JPY' }, { rate: 0.00613 }, 'EUR')).toEqual(eur(1251));
  expect(shopPrice(eur(900), {}, 'USD')).toBe(null);
});

test('what costs something is never given away by a rule', () => {
  expect(shopPrice(eur(40), { ending: 0 }, 'EUR')).toEqual(eur(100));
  expect(shopPrice(eur(1), { factor: 0.001 }, 'EUR')).toEqual(eur(1));
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000_000 }),
      fc.double({ min: 0.000001, max: 10, noNaN: true }),
      fc.option(fc.integer({ min: 0, max: 99 }), { nil: undefined }),
      (amount, factor, ending) => {
        const price = shopPrice(eur(amount), { factor, ...(ending === undefined ? {} : { ending }) }, 'EUR');
        expect(price?.amountMinor).toBeGreaterThan(0);
        expect(Number.isSafeInteger(price?.amountMinor)).toBe(true);
      },
    ),
  );
  expect(shopPrice(eur(0), { ending: 99, factor: 2 }, 'EUR')).toEqual(eur(0));
});
