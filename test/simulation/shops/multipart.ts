/** Twin of the sandbox's form reader: the network hands a form over as it was made, so no parser is waited for. */
import type { Multipart } from '../../../sandbox/etsy/multipart.ts';
import type { ShopRequest } from '../../../sandbox/kit/router.ts';

const forms = new WeakMap<ShopRequest, Multipart>();

export type { Multipart } from '../../../sandbox/etsy/multipart.ts';
export const keepForm = (request: ShopRequest, form: Multipart): void => void forms.set(request, form);

export async function multipartOf(request: ShopRequest): Promise<Multipart> {
  const form = forms.get(request);
  if (!form) throw new Error('This request carries no form');
  return form;
}
