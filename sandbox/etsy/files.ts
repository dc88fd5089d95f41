import type { Reply, ShopRequest } from '../kit/router.ts';
import { type EtsyContext, listingOf, ownShop } from './context.ts';
import { refuse } from './errors.ts';
import { touch } from './lifecycle.ts';
import type { Multipart } from './multipart.ts';
import { storeBytes } from './state.ts';
import { checkFile, maxFiles } from './validate.ts';
import { toFile, toFiles } from './wire.ts';

export function listFiles(context: EtsyContext, request: ShopRequest): Reply {
  ownShop(context, request);
  const results = toFiles(context.state, listingOf(context, request.params.listingId));
  return { status: 200, body: { count: results.length, results } };
}

export function getFile(context: EtsyContext, request: ShopRequest): Reply {
  ownShop(context, request);
  const files = toFiles(context.state, listingOf(context, request.params.listingId));
  const file = files.find((entry) => entry.listing_file_id === Number(request.params.fileId));
  if (!file) throw refuse(404, 'Could not find the file on this listing');
  return { status: 200, body: file };
}

/** Uploads bytes, or attaches a file that the shop already holds; turns a physical listing digital. */
export function uploadFile(context: EtsyContext, request: ShopRequest, form: Multipart): Reply {
  ownShop(context, request);
  const listing = listingOf(context, request.params.listingId);
  const upload = form.files.file;
  const existing = context.state.files[form.fields.listing_file_id ?? ''];
  if (!upload && !form.fields.listing_file_id)
    throw refuse(400, 'Either a file with its name or a listing_file_id is required');
  if (!upload && !existing) throw refuse(404, 'Could not find the file');
  if (upload && !form.fields.name) throw refuse(400, 'name is required with a file');
  if (listing.files.length >= maxFiles) throw refuse(400, `A listing can have up to ${maxFiles} files`);
  if (!upload && listing.files.some((entry) => entry.fileId === existing?.id))
    throw refuse(400, 'The file is on this listing already');
  const file = upload
    ? storeBytes(context.state, 'files', {
        name: form.fields.name ?? '',
        mimeType: checkFile(form.fields.name ?? '', upload.bytes.length),
        bytes: upload.bytes,
      })
    : existing;
  if (!file) throw refuse(404, 'Could not find the file');
  const entry = {
    fileId: file.id,
    rank: Number(form.fields.rank ?? listing.files.length + 1),
    createdAt: context.clock.seconds(),
  };
  listing.files.push(entry);
  if (listing.type === 'physical') {
    listing.type = 'download';
    listing.shippingProfileId = null;
  }
  touch(context, listing);
  return { status: 201, body: toFile(listing, entry, file) };
}

/** The last file takes the digital listing with it: it becomes physical. */
export function deleteFile(context: EtsyContext, request: ShopRequest): Reply {
  ownShop(context, request);
  const listing = listingOf(context, request.params.listingId);
  const left = listing.files.filter((entry) => entry.fileId !== Number(request.params.fileId));
  if (left.length === listing.files.length) throw refuse(404, 'Could not find the file on this listing');
  listing.files = left;
  if (left.length === 0) listing.type = 'physical';
  touch(context, listing);
  return { status: 204 };
}
