import type { ShopRequest } from '../kit/router.ts';
import { refuse } from './errors.ts';

export interface Multipart {
  fields: Record<string, string>;
  files: Record<string, { name: string; bytes: Buffer }>;
}

/** Reads multipart/form-data; a part without a file name is a text field, as on the real shop. */
export async function multipartOf(request: ShopRequest): Promise<Multipart> {
  const contentType = request.headers['content-type'] ?? '';
  if (!contentType.startsWith('multipart/form-data') || !contentType.includes('boundary='))
    throw refuse(400, 'The request must be multipart/form-data with a boundary');
  let form: FormData;
  try {
    form = await new Response(new Uint8Array(request.body), {
      headers: { 'content-type': contentType },
    }).formData();
  } catch {
    throw refuse(400, 'The multipart body could not be read');
  }
  const parsed: Multipart = { fields: {}, files: {} };
  for (const [key, value] of form.entries()) {
    if (typeof value === 'string') parsed.fields[key] = value;
    else parsed.files[key] = { name: value.name, bytes: Buffer.from(await value.arrayBuffer()) };
  }
  return parsed;
}
