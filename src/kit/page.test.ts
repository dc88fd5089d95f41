import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCursor, encodeCursor, toPage } from './page.ts';

test('a cursor gives back what it was made of', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.integer()), { minLength: 1, maxLength: 3 }), (values) => {
      expect(decodeCursor(encodeCursor(values), values.length)).toEqual(values);
    }),
  );
});

test.each(['', 'x', 'bnVsbA', encodeCursor([1, 2, 3]), Buffer.from('{"a":1}').toString('base64url')])(
  'refuses the cursor %s',
  (cursor) => {
    expect(() => decodeCursor(cursor, 2)).toThrow(/not valid/);
  },
);

test('there is a next page exactly when one row more was found', () => {
  expect(toPage([1, 2, 3], 3, (n) => [n])).toEqual({ items: [1, 2, 3], nextCursor: null });
  expect(toPage([1, 2, 3, 4], 3, (n) => [n])).toEqual({ items: [1, 2, 3], nextCursor: encodeCursor([3]) });
  expect(toPage([], 3, () => [])).toEqual({ items: [], nextCursor: null });
});
