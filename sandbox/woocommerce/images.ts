import { createHash } from 'node:crypto';
import type { WooContext } from './context.ts';
import { refuse } from './errors.ts';
import { takeId, type WooImage } from './state.ts';

export interface ImageInput {
  id?: number;
  src?: string;
  name?: string;
  alt?: string;
}

const failed = (message: string) => refuse(400, 'woocommerce_product_image_upload_error', message);

function mimeOf(bytes: Buffer): string | undefined {
  if (bytes.subarray(0, 4).toString('hex') === '89504e47') return 'image/png';
  if (bytes.subarray(0, 2).toString('hex') === 'ffd8') return 'image/jpeg';
  if (bytes.subarray(0, 3).toString('latin1') === 'GIF') return 'image/gif';
  return bytes.subarray(8, 12).toString('latin1') === 'WEBP' ? 'image/webp' : undefined;
}

export function storeImage(context: WooContext, bytes: Buffer, source: string, input: ImageInput): WooImage {
  const mimeType = mimeOf(bytes);
  if (!mimeType) throw failed('Sorry, this file type is not permitted for security reasons.');
  const fallback = URL.canParse(source) ? (new URL(source).pathname.split('/').pop() ?? '') : source;
  const image = {
    id: takeId(context.state),
    name: input.name ?? fallback,
    alt: input.alt ?? '',
    mimeType,
    bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    source,
  };
  context.state.images[image.id] = image;
  return image;
}

/** The given list replaces the old one; every `src` is fetched anew, even one that the shop has fetched before. */
export async function imageIds(context: WooContext, inputs: ImageInput[]): Promise<number[]> {
  const ids: number[] = [];
  for (const input of inputs) {
    const known = input.id ? context.state.images[input.id] : undefined;
    if (input.id && !known)
      throw refuse(400, 'woocommerce_product_invalid_image_id', `#${input.id} is an invalid image ID.`);
    if (known) {
      if (input.alt !== undefined) known.alt = input.alt;
      if (input.name !== undefined) known.name = input.name;
      ids.push(known.id);
      continue;
    }
    if (!input.src || !URL.canParse(input.src)) throw failed(`Invalid URL ${input.src ?? ''}.`);
    let bytes: Buffer;
    try {
      const answer = await fetch(input.src, { signal: AbortSignal.timeout(15_000) });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      bytes = Buffer.from(await answer.arrayBuffer());
    } catch (error) {
      throw failed(`Error getting remote image ${input.src}. ${(error as Error).message}`);
    }
    ids.push(storeImage(context, bytes, input.src, input).id);
  }
  return ids;
}
