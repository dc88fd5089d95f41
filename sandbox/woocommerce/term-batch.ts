import { jsonOf, Refusal, type Reply, type ShopRequest } from '../kit/router.ts';
import type { WooContext } from './context.ts';
import { refuse } from './errors.ts';
import type { WooTerm } from './state.ts';
import { addTerm, findTerm, type TermKind } from './terms.ts';

/** Only `create`: at most 100 items, each refusal in its own place of a 200; a term that exists is one of them. */
export const createTerms =
  (kind: TermKind) =>
  (context: WooContext, request: ShopRequest): Reply => {
    const { create = [] } = (jsonOf(request.body) ?? {}) as { create?: Partial<WooTerm>[] };
    if (create.length > 100)
      throw refuse(
        413,
        'woocommerce_rest_request_entity_too_large',
        'Unable to accept more than 100 items for this request.',
      );
    const one = (input: Partial<WooTerm>): unknown => {
      try {
        if (!input.name)
          throw refuse(400, 'rest_missing_callback_param', 'Missing parameter(s): name', {
            params: ['name'],
          });
        const same = findTerm(context, kind, input.name);
        if (same)
          throw refuse(400, 'term_exists', 'A term with the name provided already exists with this parent.', {
            resource_id: same.id,
          });
        const { id, name, slug } = addTerm(context, kind, input);
        return { id, name, slug };
      } catch (error) {
        if (error instanceof Refusal) return { id: 0, error: error.reply.body };
        throw error;
      }
    };
    return { status: 200, body: { create: create.map(one) } };
  };
