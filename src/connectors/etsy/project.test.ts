import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyOffer, asObserved } from '../testing/arbitraries.ts';
import { everyField } from '../testing/harness.ts';
import { altLength, etsyLimits, tagForbidden, titleForbidden, titleOnce } from './limits.ts';
import { differences, plan } from './plan.ts';
import { project } from './project.ts';

const offer = {
  title: 'Aaron',
  story: 'A shirt.',
  tags: [],
  category: null,
  price: { amountMinor: 850, currency: 'USD' },
  sku: 'A-1',
  state: 'draft' as const,
  images: [],
  files: [],
  settings: {},
};

describe('project for Etsy', () => {
  it('always fits the limits', () => {
    fc.assert(
      fc.property(anyOffer, (input) => {
        const { desired } = project(input);
        expect(desired.title.length).toBeLessThanOrEqual(etsyLimits.titleLength.value);
        expect(desired.title.replace(titleForbidden.value, '')).toBe(desired.title);
        for (const mark of titleOnce.value) expect(desired.title.split(mark).length).toBeLessThanOrEqual(2);
        expect(desired.description.length).toBeLessThanOrEqual(etsyLimits.descriptionLength.value);
        expect(desired.tags.length).toBeLessThanOrEqual(etsyLimits.tagCount.value);
        expect(new Set(desired.tags.map((tag) => tag.toLowerCase())).size).toBe(desired.tags.length);
        for (const tag of desired.tags) {
          expect(tag.length).toBeLessThanOrEqual(etsyLimits.tagLength.value);
          expect(tag.trim()).not.toBe('');
          expect(tag.replace(tagForbidden.value, '')).toBe(tag);
        }
        expect(desired.images.length).toBeLessThanOrEqual(etsyLimits.imageCount.value);
        for (const image of desired.images) expect(image.alt.length).toBeLessThanOrEqual(altLength.value);
        expect(desired.files.length).toBeLessThanOrEqual(etsyLimits.fileCount.value);
        for (const file of desired.files) expect(file.name).toMatch(/^[A-Za-z0-9._-]{1,70}$/);
        expect(new Set(desired.files.map((file) => file.name.toLowerCase())).size).toBe(desired.files.length);
        expect(desired.category).toMatch(/^\d+$/);
      }),
    );
  });
  it('does nothing to what it made already', () => {
    fc.assert(
      fc.property(anyOffer, (input) => {
        const { desired } = project(input);
        const again = project({ ...input, ...desired, story: desired.description });
        expect(again.desired).toEqual(desired);
      }),
    );
  });
  it('plans nothing for a listing that is as wanted', () => {
    fc.assert(
      fc.property(anyOffer, (input) => {
        const { desired } = project(input);
        const observed = asObserved(desired, desired.state);
        expect(differences({ desired, observed, owned: everyField })).toEqual([]);
        expect(plan({ desired, observed, owned: everyField })).toEqual([]);
      }),
    );
  });
  it('keeps what sellers write', () => {
    const { desired, problems } = project({
      ...offer,
      title: 'Schnittmuster „Größe 36–44“ ™ 100% & mehr & mehr',
      tags: ['Sewing Pattern', 'sewing pattern', 'women’s top', "men's wear", 'vintage sewing pattern women'],
    });
    expect(desired.title).toBe('Schnittmuster „Größe 36–44“ ™ 100% & mehr and mehr');
    expect(desired.tags).toEqual(['Sewing Pattern', "women's top", "men's wear", 'vintage sewing']);
    expect(problems.map((problem) => problem.severity)).not.toContain('block');
  });
  it('makes lines of markup', () => {
    const { desired } = project({ ...offer, story: '<p>One<br>two</p><ul><li>a</li><li>b</li></ul>' });
    expect(desired.description).toBe('One\ntwo\n\n- a\n- b');
  });
  it('blocks what cannot be sold', () => {
    const blocks = (changes: object): string[] =>
      project({ ...offer, ...changes })
        .problems.filter((problem) => problem.severity === 'block')
        .map((problem) => problem.field);
    expect(blocks({})).toEqual([]);
    expect(blocks({ story: ' ' })).toEqual(['description']);
    expect(blocks({ title: '👗' })).toEqual(['title']);
    expect(blocks({ price: { amountMinor: 19, currency: 'USD' } })).toEqual(['price']);
    expect(blocks({ settings: { currency: 'EUR' } })).toEqual(['price']);
    expect(blocks({ state: 'live' })).toEqual(['images', 'files']);
    const file = { slot: 'a', name: 'a.svg', sha256: '0', contentType: '', sizeBytes: 21_000_000 };
    expect(blocks({ files: [file] })).toEqual(['files', 'files']);
  });
});
