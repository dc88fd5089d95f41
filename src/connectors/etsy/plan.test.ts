import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DesiredFile, ObservedFile, ObservedListing } from '../connector.ts';
import { anyOffer, asObserved } from '../testing/arbitraries.ts';
import { everyField } from '../testing/harness.ts';
import { plan } from './plan.ts';
import { planFiles } from './plan-files.ts';
import { project } from './project.ts';

const file = (content: number, slot: number, name: number): DesiredFile => ({
  slot: `slot-${slot}`,
  name: `file-${name}.pdf`,
  sha256: `sha-${content}`,
  contentType: 'application/pdf',
  sizeBytes: 10 + content,
});
const anyFiles = fc.uniqueArray(
  fc.tuple(fc.nat(9), fc.nat(6), fc.nat(6)).map((parts) => file(...parts)),
  { maxLength: 5, selector: (one) => one.name },
);
/** Some of them unknown to the ledger, as put there by hand. */
const anyObserved = fc
  .tuple(anyFiles, fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }))
  .map(([files, known]): ObservedFile[] =>
    files.map((one, index) => ({
      remoteId: `f${index}`,
      name: one.name,
      sizeBytes: one.sizeBytes,
      ...(known[index] ? { sha256: one.sha256, slot: one.slot } : {}),
    })),
  );

describe('the files of an Etsy listing', () => {
  it('come to what is wanted by steps that never leave none and never more than five', () => {
    fc.assert(
      fc.property(anyFiles, anyObserved, (desired, observed) => {
        fc.pre(desired.length > 0);
        let there = [...observed];
        let next = 0;
        for (const { kind, payload } of planFiles(desired, observed)) {
          if (kind !== 'upload-file') {
            expect(there.length).toBeGreaterThan(1);
            there = there.filter((one) => one.remoteId !== payload.removeId);
          }
          if (kind !== 'remove-file') {
            const wanted = desired.find(
              (one) =>
                one.slot === payload.slot && one.sha256 === payload.sha256 && one.name === payload.name,
            );
            if (!wanted) throw new Error('An unwanted file is uploaded');
            there.push({
              remoteId: `new${next++}`,
              name: wanted.name,
              sizeBytes: wanted.sizeBytes,
              sha256: wanted.sha256,
              slot: wanted.slot,
            });
          }
          expect(there.length).toBeGreaterThan(0);
          expect(there.length).toBeLessThanOrEqual(5);
        }
        expect(there.map((one) => one.name).toSorted()).toEqual(desired.map((one) => one.name).toSorted());
        expect(planFiles(desired, there)).toEqual([]);
      }),
    );
  });
  it('are left as they are when none is wanted', () => {
    expect(planFiles([], [{ remoteId: '1', name: 'a.pdf', sizeBytes: 1 }])).toEqual([]);
  });
});

describe('plan for Etsy', () => {
  const desired = project({
    title: 'Aaron',
    story: 'A shirt.',
    tags: ['a'],
    category: null,
    price: { amountMinor: 850, currency: 'USD' },
    sku: 'A-1',
    state: 'live',
    images: [{ sha256: 'i', contentType: 'image/png', sizeBytes: 1, alt: 'front' }],
    files: [{ slot: 'a4', name: 'a.pdf', sha256: 'f', contentType: 'application/pdf', sizeBytes: 1 }],
    settings: {},
  }).desired;
  const live = asObserved(desired, 'live');
  const kinds = (observed: ObservedListing, changes: object = {}): string[] =>
    plan({ desired: { ...desired, ...changes }, observed, owned: everyField }).map((step) => step.kind);

  it('takes off sale before anything else, and publishes last', () => {
    expect(kinds(live, { title: 'B', state: 'paused' })).toEqual(['pause', 'update-text']);
    const draft = { ...live, state: 'draft' as const };
    const steps = plan({ desired: { ...desired, title: 'B' }, observed: draft, owned: everyField });
    expect(steps.map((step) => step.kind)).toEqual(['update-text', 'publish']);
    expect(steps.at(-1)?.fee).toEqual({ amountMinor: 20, currency: 'USD' });
    expect(steps.at(-1)?.isReversible).toBe(false);
  });
  it('renews nothing that ended, and calls that no difference', () => {
    expect(kinds({ ...live, state: 'ended' })).toEqual([]);
    expect(kinds({ ...live, state: 'ended' }, { state: 'draft' })).toEqual([]);
    expect(kinds({ ...live, state: 'paused' }, { state: 'draft' })).toEqual([]);
  });
  it('brings a listing back that lost its files and turned physical', () => {
    const lost = { ...live, isDigital: false, files: [] };
    expect(kinds(lost)).toEqual(['upload-file']);
    expect(kinds({ ...live, isDigital: false })).toEqual(['make-digital']);
  });
  it('leaves a truly physical product alone and says so', () => {
    const physical = { ...live, isDigital: false, files: [], facts: { hasShipping: true } };
    expect(kinds(physical, { title: 'B' })).toEqual(['blocked']);
    expect(kinds({ ...physical, facts: { hasVariations: true } })).toEqual(['blocked']);
  });
  it('sends price and SKU in one inventory call, words in one update', () => {
    expect(kinds(live, { price: { amountMinor: 900, currency: 'USD' }, sku: 'A-2' })).toEqual([
      'set-inventory',
    ]);
    expect(kinds(live, { title: 'B', tags: ['b'], description: 'C' })).toEqual(['update-text']);
  });
  it('sums up the calls and fields of a new listing', () => {
    fc.assert(
      fc.property(anyOffer, (input) => {
        const wanted = project(input).desired;
        const steps = plan({ desired: wanted, observed: null, owned: everyField });
        expect(steps[0]?.effect).toBe('create');
        expect(steps.filter((step) => step.effect === 'upload')).toHaveLength(
          wanted.files.length + wanted.images.length,
        );
        expect(steps.some((step) => step.effect === 'publish')).toBe(wanted.state === 'live');
        expect(JSON.parse(JSON.stringify(steps))).toEqual(steps);
      }),
    );
  });
});
