import { expect, it } from 'vitest';
import { readPublicUrl } from './public-url.ts';

it('takes an origin, with or without a slash', () => {
  expect(readPublicUrl(undefined)).toBeUndefined();
  expect(readPublicUrl(' ')).toBeUndefined();
  expect(readPublicUrl('https://patterns.example.com')).toBe('https://patterns.example.com');
  expect(readPublicUrl('https://Patterns.example.com:8443/')).toBe('https://patterns.example.com:8443');
  expect(readPublicUrl('http://127.0.0.1:7777')).toBe('http://127.0.0.1:7777');
});

it.each([
  'patterns.example.com',
  'http://patterns.example.com',
  'ftp://patterns.example.com',
  'https://example.com/hub',
  'https://me:word@example.com',
  'https://example.com/?a=1',
])('refuses %s with what to write', (text) => {
  expect(() => readPublicUrl(text)).toThrow('https://patterns.example.com');
});
