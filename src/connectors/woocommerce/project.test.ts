import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyOffer, asObserved } from '../testing/arbitraries.ts';
import { everyField } from '../testing/harness.ts';
import { sameHtml, toHtml } from './html.ts';
import { wooLimits } from './limits.ts';
import { differences, plan } from './plan.ts';
import { project } from './project.ts';

describe('project for WooCommerce', () => {
  it('always fits the limits', () => {
    fc.assert(
      fc.property(anyOffer, (input) => {
        const { desired } = project(input);
        expect(desired.title.length).toBeLessThanOrEqual(wooLimits.titleLength.value);
        expect(desired.description.length).toBeLessThanOrEqual(wooLimits.descriptionLength.value);
        expect(desired.tags.length).toBeLessThanOrEqual(wooLimits.tagCount.value);
        expect(new Set(desired.tags.map((tag) => tag.toLowerCase())).size).toBe(desired.tags.length);
        for (const tag of desired.tags) expect(tag.length).toBeLessThanOrEqual(wooLimits.tagLength.value);
        expect(desired.images.length).toBeLessThanOrEqual(wooLimits.imageCount.value);
        expect(desired.files.length).toBeLessThanOrEqual(wooLimits.fileCount.value);
        for (const file of desired.files)
          expect(file.name.length).toBeLessThanOrEqual(wooLimits.fileNameLength.value);
      }),
    );
  });
  it('does nothing to what it made already, and plans nothing for it', () => {
    fc.assert(
      fc.property(anyOffer, (input) => {
        const { desired } = project(input);
        expect(project({ ...input, ...desired, story: desired.description }).desired).toEqual(desired);
        const observed = asObserved(desired, desired.state);
        expect(differences({ desired, observed, owned: everyField })).toEqual([]);
        expect(plan({ desired, observed, owned: everyField })).toEqual([]);
      }),
    );
  });
  it('blocks what cannot be sold', () => {
    const file = { slot: 'a', name: 'a.stl', sha256: '0', contentType: '', sizeBytes: 1 };
    const { problems } = project({
      title: ' ',
      story: '',
      tags: [],
      category: null,
      price: { amountMinor: -1, currency: 'EUR' },
      sku: '',
      state: 'live',
      images: [],
      files: [file],
      settings: { currency: 'USD' },
    });
    expect(problems.map((problem) => problem.field)).toEqual([
      'title',
      'sku',
      'price',
      'price',
      'files',
      'files',
    ]);
  });
});

describe('descriptions', () => {
  it('become paragraphs, and HTML stays as it is', () => {
    expect(toHtml('One\ntwo\n\nA < B & C')).toBe('<p>One<br>two</p>\n<p>A &lt; B &amp; C</p>');
    expect(toHtml('<p class="x">kept</p>')).toBe('<p class="x">kept</p>');
  });
  it('are the same after WordPress has been at them', () => {
    const html = toHtml('One\ntwo\n\n“A” & B');
    expect(sameHtml(html, '<p>One<br />\ntwo</p>\n\n<p>&#8220;A&#8221; &amp; B</p>\n')).toBe(true);
    expect(sameHtml(html, 'One\ntwo\n\n"A" & B')).toBe(true);
    expect(sameHtml(html, '<p>One<br>three</p>')).toBe(false);
    expect(sameHtml('<p>a <strong>b</strong></p>', '<p>a b</p>')).toBe(false);
  });
});
