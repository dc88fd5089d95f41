/** Steps for the images of a listing, in the wanted order. Pure. */
import type { DesiredImage, ObservedImage, Step } from '../connector.ts';
import { pairImages } from '../pairing.ts';
import { sameText, sizeText } from '../text.ts';
import { etsyLimits } from './limits.ts';

export function planImages(desired: readonly DesiredImage[], observed: readonly ObservedImage[]): Step[] {
  // Etsy keeps no active listing without an image.
  if (desired.length === 0) return [];
  const { pairs, rest } = pairImages(desired, observed);
  const old = [...rest];
  const steps: Step[] = [];
  const kept = pairs.flatMap((pair) => (pair.observed ? [pair.observed] : []));
  const present = observed.filter((image) => kept.includes(image));
  if (kept.some((image, index) => image !== present[index])) steps.push(orderImages([...kept, ...old]));
  let count = observed.length;
  for (const [index, pair] of pairs.entries()) {
    if (pair.observed) {
      if (!sameText(pair.observed.alt, pair.desired.alt))
        steps.push(describeImage(pair.observed, pair.desired, index + 1));
      continue;
    }
    // With every place taken one old image goes first.
    if (count >= etsyLimits.imageCount.value) {
      const freed = old.shift();
      if (freed) {
        steps.push(removeImage(freed));
        count--;
      }
    }
    steps.push(uploadImage(pair.desired, index + 1));
    count++;
  }
  return [...steps, ...old.map(removeImage)];
}

export const uploadImage = (image: DesiredImage, rank: number): Step => ({
  kind: 'upload-image',
  summary: `Upload image ${rank} (${sizeText(image.sizeBytes)})`,
  fields: ['images'],
  calls: 1,
  effect: 'upload',
  isReversible: true,
  payload: { sha256: image.sha256, contentType: image.contentType, alt: image.alt, rank },
});

const describeImage = (image: ObservedImage, wanted: DesiredImage, rank: number): Step => ({
  kind: 'describe-image',
  summary: `Change the description of image ${rank}`,
  fields: ['images'],
  calls: 1,
  effect: 'update',
  isReversible: true,
  payload: { imageId: image.remoteId, alt: wanted.alt, rank },
});

const orderImages = (images: readonly ObservedImage[]): Step => ({
  kind: 'order-images',
  summary: 'Put the images in order',
  fields: ['images'],
  calls: 1,
  effect: 'update',
  isReversible: true,
  payload: { imageIds: images.map((image) => image.remoteId) },
});

const removeImage = (image: ObservedImage): Step => ({
  kind: 'remove-image',
  summary: image.alt === '' ? 'Remove an image' : `Remove the image “${image.alt}”`,
  fields: ['images'],
  calls: 1,
  effect: 'remove-image',
  isReversible: image.sha256 !== undefined,
  payload: { imageId: image.remoteId },
});
