/** One step on Etsy. Every step may be repeated or stopped after: what it did is read again, never assumed. */
import { toDecimal } from '../../kit/money.ts';
import {
  ConnectorError,
  type ConnectorIo,
  type DesiredListing,
  type ObservedFile,
  type ObservedListing,
  type Step,
  type StepOutcome,
} from '../connector.ts';
import { call, listingPath, readFiles, readInventory, shopId } from './client.ts';
import { draftFacts } from './limits.ts';
import {
  fromEtsyFiles,
  fromEtsyListing,
  toEtsyInventory,
  withEtsyFile,
  withEtsyInventory,
  withEtsyListing,
} from './map.ts';
import type { EtsyFile, EtsyImage, EtsyInventory, EtsyListing } from './types.ts';

type Form = Record<string, string>;

export async function perform(
  io: ConnectorIo,
  step: Step,
  target: { remoteId: string | null; desired: DesiredListing; observed: ObservedListing | null },
): Promise<StepOutcome> {
  if (step.kind === 'create-draft') return createDraft(io, target.desired);
  const { remoteId, desired, observed } = target;
  if (remoteId === null) throw new Error(`${step.kind} needs a listing`);
  const { payload } = step;
  // Leaving `type` out has turned listings physical, so it always goes along, as it is.
  const type = target.observed?.facts.listingType === 'both' ? 'both' : 'download';
  const patch = async (form: Form): Promise<EtsyListing> =>
    call<EtsyListing>(io, listingPath(io, remoteId), { method: 'PATCH', form: { ...form, type } });
  /** Answers show what they are about; with what was known before, that is the whole listing. */
  const shows = (now: ObservedListing | null, more: Partial<StepOutcome> = {}): StepOutcome => ({
    ...{ observed: now, isPart: true, remoteId },
    ...more,
  });
  switch (step.kind) {
    case 'update-text':
      return shows(withEtsyListing(observed, await patch(textForm(desired, payload.fields as string[]))));
    case 'make-digital':
      await patch({});
      return { observed: null, remoteId };
    case 'publish':
      return shows(withEtsyListing(observed, await patch({ state: 'active' })));
    case 'pause':
      return shows(withEtsyListing(observed, await patch({ state: 'inactive' })));
    case 'order-images':
      await patch({ image_ids: (payload.imageIds as string[]).join(',') });
      return { observed: null, remoteId };
    case 'set-inventory':
      return shows(
        withEtsyInventory(observed, await setInventory(io, remoteId, desired, payload.fields as string[])),
      );
    case 'upload-file': {
      const { file, placed } = await uploadFile(io, remoteId, payload);
      return shows(withEtsyFile(observed, file), { placed });
    }
    case 'swap-file': {
      const rest = await removeFile(io, remoteId, String(payload.removeId));
      const { file, placed } = await uploadFile(io, remoteId, payload);
      return shows(withEtsyFile(observed && { ...observed, files: rest }, file), { placed });
    }
    case 'remove-file': {
      const files = await removeFile(io, remoteId, String(payload.removeId));
      return shows(observed && { ...observed, files });
    }
    case 'upload-image':
      return uploadImage(io, remoteId, payload);
    case 'describe-image':
      await postImage(
        io,
        remoteId,
        { listing_image_id: String(payload.imageId), overwrite: 'true' },
        payload,
      );
      return { observed: null, remoteId };
    case 'remove-image':
      await unlessGone(
        call(io, `${listingPath(io, remoteId)}/images/${payload.imageId}`, { method: 'DELETE' }),
      );
      return { observed: null, remoteId };
    case 'blocked':
      throw new ConnectorError('rejected', `${step.summary}.`, { field: 'files' });
    default:
      throw new Error(`Etsy knows no step ${step.kind}`);
  }
}

async function createDraft(io: ConnectorIo, desired: DesiredListing): Promise<StepOutcome> {
  const listing = await call<EtsyListing>(io, `/shops/${shopId(io)}/listings`, {
    method: 'POST',
    form: {
      ...textForm(desired, [
        'title',
        'description',
        'category',
        ...(desired.tags.length > 0 ? ['tags'] : []),
      ]),
      price: toDecimal(desired.price),
      quantity: String(draftFacts.quantity.value),
      who_made: draftFacts.whoMade.value,
      when_made: draftFacts.whenMade.value,
      is_supply: String(draftFacts.isSupply.value),
      should_auto_renew: String(draftFacts.shouldAutoRenew.value),
      type: 'download',
    },
  });
  return { observed: fromEtsyListing(listing, []), remoteId: String(listing.listing_id) };
}

function textForm(desired: DesiredListing, fields: readonly string[]): Form {
  return {
    ...(fields.includes('title') ? { title: desired.title } : {}),
    ...(fields.includes('description') ? { description: desired.description } : {}),
    ...(fields.includes('tags') ? { tags: desired.tags.join(',') } : {}),
    ...(fields.includes('category') && desired.category ? { taxonomy_id: desired.category } : {}),
  };
}

async function setInventory(
  io: ConnectorIo,
  remoteId: string,
  desired: DesiredListing,
  fields: readonly string[],
): Promise<EtsyInventory> {
  const json = toEtsyInventory(await readInventory(io, remoteId), {
    ...(fields.includes('price') ? { price: Number(toDecimal(desired.price)) } : {}),
    ...(fields.includes('sku') ? { sku: desired.sku } : {}),
  });
  if (!json)
    throw new ConnectorError(
      'rejected',
      'This Etsy listing has variations with prices of their own. Set its price on Etsy, or let the shop decide the price.',
      { field: 'price' },
    );
  return call<EtsyInventory>(io, `/listings/${remoteId}/inventory`, { method: 'PUT', json });
}

async function uploadFile(
  io: ConnectorIo,
  remoteId: string,
  payload: Step['payload'],
): Promise<{ file: EtsyFile; placed: StepOutcome['placed'] }> {
  const name = String(payload.name);
  const sha256 = String(payload.sha256);
  const multipart = new FormData();
  multipart.set('file', await blob(io, sha256, String(payload.contentType)), name);
  multipart.set('name', name);
  multipart.set('rank', String(payload.rank));
  const file = await call<EtsyFile>(io, `${listingPath(io, remoteId)}/files`, { method: 'POST', multipart });
  return {
    file,
    placed: [{ remoteId: String(file.listing_file_id), kind: 'file', sha256, slot: String(payload.slot) }],
  };
}

/**
 * Looks first: whatever the plan believed, the last file is never removed, since that turns the listing physical. Answers
 * the files that are left.
 */
async function removeFile(io: ConnectorIo, remoteId: string, fileId: string): Promise<ObservedFile[]> {
  const files = await readFiles(io, remoteId);
  const rest = files.filter((file) => String(file.listing_file_id) !== fileId);
  if (rest.length === files.length) return fromEtsyFiles(files);
  if (files.length <= 1)
    throw new ConnectorError(
      'transient',
      'The last file of an Etsy listing is never removed, because Etsy would make it a physical product. Spindle looks again.',
      { field: 'files' },
    );
  await unlessGone(call(io, `${listingPath(io, remoteId)}/files/${fileId}`, { method: 'DELETE' }));
  return fromEtsyFiles(rest);
}

async function uploadImage(
  io: ConnectorIo,
  remoteId: string,
  payload: Step['payload'],
): Promise<StepOutcome> {
  const sha256 = String(payload.sha256);
  const image = await postImage(
    io,
    remoteId,
    { image: await blob(io, sha256, String(payload.contentType)) },
    payload,
  );
  return {
    observed: null,
    remoteId,
    placed: [{ remoteId: String(image.listing_image_id), kind: 'image', sha256 }],
  };
}

function postImage(
  io: ConnectorIo,
  remoteId: string,
  source: Record<string, string | Blob>,
  payload: Step['payload'],
): Promise<EtsyImage> {
  const multipart = new FormData();
  for (const [name, value] of Object.entries(source))
    if (typeof value === 'string') multipart.set(name, value);
    else multipart.set(name, value, `image-${payload.rank}`);
  multipart.set('rank', String(payload.rank));
  multipart.set('alt_text', String(payload.alt));
  return call(io, `${listingPath(io, remoteId)}/images`, { method: 'POST', multipart });
}

const blob = async (io: ConnectorIo, sha256: string, contentType: string): Promise<Blob> =>
  new Blob([(await io.readAsset(sha256)) as Uint8Array<ArrayBuffer>], { type: contentType });

/** Removing what is not there any more has succeeded. */
async function unlessGone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.kind !== 'gone') throw error;
  }
}
