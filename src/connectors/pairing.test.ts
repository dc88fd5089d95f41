import { describe, expect, it } from 'vitest';
import type { DesiredImage, ObservedImage } from './connector.ts';
import { pairImages } from './pairing.ts';

const [old, current] = ['a', 'b'].map((one) => one.repeat(64)) as [string, string];
const wanted = (sha256: string, alt: string): DesiredImage => ({
  sha256,
  alt,
  contentType: 'image/png',
  sizeBytes: 1,
});
const there = (remoteId: string, alt: string, sha256?: string): ObservedImage => ({
  remoteId,
  alt,
  ...(sha256 ? { sha256 } : {}),
});

describe('pictures', () => {
  it('are known by their bytes, with their words first', () => {
    const { pairs, rest } = pairImages(
      [wanted(current, 'Front'), wanted(current, 'Back')],
      [there('1', 'Back', current), there('2', 'Front', current), there('3', 'Front', old)],
    );
    expect(pairs.map((pair) => pair.observed?.remoteId)).toEqual(['2', '1']);
    expect(rest.map((one) => one.remoteId)).toEqual(['3']);
  });

  it('are not known by words alone: one that came late is not the newer one', () => {
    const late = there('1', 'Front');
    expect(pairImages([wanted(current, 'Front')], [late])).toEqual({
      pairs: [{ desired: wanted(current, 'Front'), observed: null }],
      rest: [late],
    });
  });
});
