import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromDecimal, toDecimal } from './money.ts';

test('an amount survives the way to decimal text and back, in currencies with 0, 2 and 3 digits', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1e11, max: 1e11 }),
      fc.constantFrom('EUR', 'JPY', 'KWD', 'USD'),
      (amountMinor, currency) => {
        expect(fromDecimal(toDecimal({ amountMinor, currency }), currency)).toBe(
          amountMinor === 0 ? 0 : amountMinor,
        );
      },
    ),
  );
});

test.each([
  ['12.5', 'EUR', 1250],
  ['12.500', 'EUR', 1250],
  ['0.07', 'EUR', 7],
  ['500', 'JPY', 500],
  ['12.345', 'EUR', null],
  ['1,50', 'EUR', null],
  ['abc', 'EUR', null],
  ['', 'EUR', null],
  ['1e3', 'EUR', null],
  ['NaN', 'EUR', null],
])('%s %s is %s minor units', (text, currency, minor) => {
  expect(fromDecimal(text, currency)).toBe(minor);
});
