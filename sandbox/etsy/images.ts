import type { Reply, ShopRequest } from '../kit/router.ts';
import { type EtsyContext, listingOf, ownShop } from './context.ts';
import { refuse } from './errors.ts';
import { touch } from './lifecycle.ts';
import type { Multipart } from './multipart.ts';
import { storeBytes } from './state.ts';
import { checkImage, maxImages } from './validate.ts';
import { toImage, toImages } from './wire.ts';

export function listImages(context: EtsyContext, request: ShopRequest): Reply {
  const results = toImages(context.url, listingOf(context, request.params.listingId));
  return { status: 200, body: { count: results.length, results } };
}

export function getImage(context: EtsyContext, request: ShopRequest): Reply {
  const listing = listingOf(context, request.params.listingId);
  const entry = listing.images.find((image) => image.imageId === Number(request.params.imageId));
  if (!entry) throw refuse(404, 'Could not find the image on this listing');
  return { status: 200, body: toImage(context.url, listing, entry) };
}

/** Puts an image at its rank and pushes the others down, or replaces the one there with `overwrite`. */
export function uploadImage(context: EtsyContext, request: ShopRequest, form: Multipart): Reply {
  ownShop(context, request);
  const listing = listingOf(context, request.params.listingId);
  const upload = form.files.image;
  const altText = form.fields.alt_text ?? '';
  const rank = Math.max(1, Number(form.fields.rank ?? 1));
  const overwrite = form.fields.overwrite === 'true' || form.fields.overwrite === '1';
  if ([...altText].length > 500) throw refuse(400, 'alt_text must be 500 characters or less');
  const existing = context.state.images[form.fields.listing_image_id ?? ''];
  if (!upload && !existing) throw refuse(400, 'Either an image or a known listing_image_id is required');
  const others = listing.images.filter(
    (entry) => entry.imageId !== (upload ? undefined : existing?.id) && !(overwrite && entry.rank === rank),
  );
  if (others.length >= maxImages) throw refuse(400, `A listing can have up to ${maxImages} images`);
  const stored = upload
    ? storeBytes(context.state, 'images', {
        name: upload.name,
        mimeType: checkImage(upload.bytes),
        bytes: upload.bytes,
      })
    : existing;
  if (!stored) throw refuse(404, 'Could not find the image');
  const entry = { imageId: stored.id, rank, altText, createdAt: context.clock.seconds() };
  const ordered = others.toSorted((a, b) => a.rank - b.rank);
  ordered.splice(Math.min(rank - 1, ordered.length), 0, entry);
  listing.images = ordered;
  for (const [index, image] of ordered.entries()) image.rank = index + 1;
  touch(context, listing);
  return { status: 201, body: toImage(context.url, listing, entry) };
}

/** The bytes stay with the shop, so the image can be put back by its id. */
export function deleteImage(context: EtsyContext, request: ShopRequest): Reply {
  ownShop(context, request);
  const listing = listingOf(context, request.params.listingId);
  const left = listing.images.filter((entry) => entry.imageId !== Number(request.params.imageId));
  if (left.length === listing.images.length) throw refuse(404, 'Could not find the image on this listing');
  listing.images = left;
  for (const [index, image] of left.entries()) image.rank = index + 1;
  touch(context, listing);
  return { status: 204 };
}
