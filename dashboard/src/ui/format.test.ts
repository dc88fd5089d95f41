import { describe, expect, it } from 'vitest';
import { formatBytes, formatRelative, parsePrice, priceText } from './format.ts';

describe('prices', () => {
  it('reads what a seller types into minor units', () => {
    expect(parsePrice('12.5', 'EUR')).toBe(1250);
    expect(parsePrice(' 12,50 ', 'EUR')).toBe(1250);
    expect(parsePrice('900', 'JPY')).toBe(900);
    expect(parsePrice('0', 'EUR')).toBe(0);
  });

  it('refuses what is no price', () => {
    for (const text of ['', 'free', '-1', '1.234', '1.5.0', '1e3'])
      expect(parsePrice(text, 'EUR')).toBeNull();
    expect(parsePrice('9.5', 'JPY')).toBeNull();
  });

  it('writes a price so that it reads back the same', () => {
    for (const minor of [0, 5, 99, 1250, 199_999]) {
      expect(parsePrice(priceText(minor, 'EUR'), 'EUR')).toBe(minor);
    }
  });
});

describe('times and sizes', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');

  it('says how long ago in the largest fitting unit', () => {
    expect(formatRelative('2026-03-01T09:00:00Z', now)).toBe('3 hours ago');
    expect(formatRelative('2026-03-01T12:05:00Z', now)).toBe('in 5 minutes');
  });

  it('says sizes with a unit', () => {
    expect(formatBytes(512)).toContain('512');
    expect(formatBytes(2_100_000)).toMatch(/2\.1\s?MB/);
  });
});
