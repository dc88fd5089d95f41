import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cutText,
  decodeEntities,
  distinctNames,
  encodeEntities,
  oneLine,
  sameLines,
  sameText,
} from './text.ts';

const words = fc.string({ unit: 'grapheme', maxLength: 80 });

describe('cutText', () => {
  it('cuts at a word', () => {
    expect(cutText('sewing pattern for women', 16)).toBe('sewing pattern');
    expect(cutText('sewing pattern', 14)).toBe('sewing pattern');
    expect(cutText('sewing pattern for', 14)).toBe('sewing pattern');
  });
  it('cuts inside a word rather than losing most of it', () => {
    expect(cutText('a Donaudampfschifffahrtsgesellschaft', 20)).toBe('a Donaudampfschifffa');
  });
  it('never leaves half a grapheme, never exceeds, never changes what fits', () => {
    const whole = new Intl.Segmenter('und', { granularity: 'grapheme' });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 60 }), (text, max) => {
        const cut = cutText(text, max);
        expect(cut.length).toBeLessThanOrEqual(max);
        expect(text.startsWith(cut)).toBe(true);
        const ends = new Set([
          0,
          ...[...whole.segment(text)].map(({ index, segment }) => index + segment.length),
        ]);
        expect(ends.has(cut.length) || ends.has(cut.trimEnd().length) || cut === '').toBe(true);
        if (text.length <= max) expect(cut).toBe(text);
      }),
    );
  });
});

describe('equal words', () => {
  it('undoes what it encodes', () => {
    fc.assert(
      fc.property(words, (text) => {
        expect(decodeEntities(encodeEntities(text))).toBe(text);
        expect(sameText(text, encodeEntities(text))).toBe(true);
      }),
    );
    expect(decodeEntities('Women&#39;s &quot;A&quot; &amp; B &#x2013; C&hellip; &unknown;')).toBe(
      'Women\'s "A" & B – C… &unknown;',
    );
  });
  it('sees through white space, not through lines of a text', () => {
    expect(sameText(' a\u00a0 b\n', 'a b')).toBe(true);
    expect(sameLines('a\r\nb ', 'a\nb')).toBe(true);
    expect(sameLines('a\nb', 'a b')).toBe(false);
    expect(sameText('Gr\u00f6\u00dfe', 'Gro\u0308\u00dfe')).toBe(true);
  });
});

describe('distinctNames', () => {
  it('makes every name its own, in any case, keeping the extension and the length', () => {
    expect(distinctNames(['a.pdf', 'A.pdf', 'a.pdf', 'b.zip'], 70)).toEqual([
      'a.pdf',
      'A-2.pdf',
      'a-3.pdf',
      'b.zip',
    ]);
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[ab]{1,12}\.pdf$/), { maxLength: 20 }), (names) => {
        const distinct = distinctNames(names, 10);
        expect(new Set(distinct.map((name) => name.toLowerCase())).size).toBe(names.length);
        for (const name of distinct) {
          expect(name.length).toBeLessThanOrEqual(10);
          expect(name).toMatch(/\.pdf$/);
        }
      }),
    );
  });
  it('is one line', () => expect(oneLine(' a\n\tb ')).toBe('a b'));
});
