import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { equalInConstantTime, type KeyRing, seal, unseal } from './crypto.ts';

const key = (id: string) => ({ id, key: randomBytes(32) });

test('what was sealed opens again with any key of the ring', () => {
  const old = key('old');
  const ring: KeyRing = { keys: [old] };
  fc.assert(
    fc.property(fc.string(), (plain) => {
      const sealed = seal(ring, plain, 'place');
      expect(unseal({ keys: [key('new'), old] }, sealed, 'place')).toBe(plain);
    }),
  );
});

test('a changed byte, another place and an unknown key are refused', () => {
  const ring: KeyRing = { keys: [key('one')] };
  const sealed = seal(ring, 'secret', 'here');
  expect(() => unseal(ring, sealed, 'there')).toThrow();
  expect(() => unseal({ keys: [key('two')] }, sealed, 'here')).toThrow(/No key one/);
  fc.assert(
    fc.property(fc.nat({ max: sealed.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ change, at);
      expect(() => unseal(ring, changed, 'here')).toThrow();
    }),
  );
});

test('the same text sealed twice looks different', () => {
  const ring: KeyRing = { keys: [key('one')] };
  expect(seal(ring, 'x', 'p').equals(seal(ring, 'x', 'p'))).toBe(false);
});

test('equality needs equal length and equal bytes', () => {
  expect(equalInConstantTime('abc', 'abc')).toBe(true);
  expect(equalInConstantTime('abc', 'abd')).toBe(false);
  expect(equalInConstantTime('abc', 'abcd')).toBe(false);
});
