import type { Reply, ShopRequest } from '../kit/router.ts';
import { jsonOf } from '../kit/router.ts';
import { idsOf, isForced, pageOf, slugOf, type WooContext } from './context.ts';
import { invalidId, refuse } from './errors.ts';
import { takeId, type WooTerm } from './state.ts';

export type TermKind = 'tags' | 'categories';
const field = { tags: 'tags', categories: 'categories' } as const;

export function addTerm(context: WooContext, kind: TermKind, input: Partial<WooTerm>): WooTerm {
  const terms = context.state[kind];
  const name = input.name ?? '';
  const term = {
    id: takeId(context.state),
    name,
    slug: slugOf(
      input.slug || name,
      Object.values(terms).map((entry) => entry.slug),
    ),
    description: input.description ?? '',
    parent: input.parent ?? 0,
  };
  terms[term.id] = term;
  return term;
}

export const findTerm = (context: WooContext, kind: TermKind, name: string): WooTerm | undefined =>
  Object.values(context.state[kind]).find((term) => term.name.toLowerCase() === name.toLowerCase());

function view(context: WooContext, kind: TermKind, term: WooTerm) {
  const count = Object.values(context.state.products).filter((product) =>
    product[field[kind]].includes(term.id),
  ).length;
  const { id, name, slug, description, parent } = term;
  return kind === 'tags'
    ? { id, name, slug, description, count }
    : { id, name, slug, parent, description, display: 'default', image: null, menu_order: 0, count };
}

export function termRoutes(kind: TermKind) {
  const own = (context: WooContext, request: ShopRequest): WooTerm => {
    const term = context.state[kind][request.params.id ?? ''];
    if (!term) throw refuse(404, 'woocommerce_rest_term_invalid', 'Resource does not exist.');
    return term;
  };
  return {
    list: (context: WooContext, request: ShopRequest): Reply => {
      const { query } = request;
      const include = idsOf(query, 'include');
      const search = query.get('search')?.toLowerCase();
      const slug = query.get('slug');
      const found = Object.values(context.state[kind])
        .filter(
          (term) =>
            (include.length === 0 || include.includes(term.id)) &&
            (!search || term.name.toLowerCase().includes(search)) &&
            (!slug || term.slug === slug),
        )
        .sort((a, b) => a.name.localeCompare(b.name));
      return pageOf(context, request, found, (term) => view(context, kind, term));
    },
    get: (context: WooContext, request: ShopRequest): Reply => ({
      status: 200,
      body: view(context, kind, own(context, request)),
    }),
    create: (context: WooContext, request: ShopRequest): Reply => {
      const input = (jsonOf(request.body) ?? {}) as Partial<WooTerm>;
      if (!input.name)
        throw refuse(400, 'rest_missing_callback_param', 'Missing parameter(s): name', { params: ['name'] });
      const same = findTerm(context, kind, input.name);
      if (same)
        throw refuse(400, 'term_exists', 'A term with the name provided already exists with this parent.', {
          resource_id: same.id,
        });
      return { status: 201, body: view(context, kind, addTerm(context, kind, input)) };
    },
    update: (context: WooContext, request: ShopRequest): Reply => {
      const term = own(context, request);
      const { name, slug, description, parent } = (jsonOf(request.body) ?? {}) as Partial<WooTerm>;
      Object.assign(term, JSON.parse(JSON.stringify({ name, slug, description, parent })));
      return { status: 200, body: view(context, kind, term) };
    },
    remove: (context: WooContext, request: ShopRequest): Reply => {
      const term = own(context, request);
      if (!isForced(request))
        throw refuse(501, 'woocommerce_rest_trash_not_supported', 'Resource does not support trashing.');
      const body = view(context, kind, term);
      delete context.state[kind][term.id];
      for (const product of Object.values(context.state.products))
        product[field[kind]] = product[field[kind]].filter((id) => id !== term.id);
      return { status: 200, body };
    },
  };
}

/** Ids as given, or names, which create or reuse the term. */
export function termIds(
  context: WooContext,
  kind: TermKind,
  input: { id?: number; name?: string }[],
): number[] {
  return input.map(({ id, name }) => {
    if (id) {
      if (!context.state[kind][id]) throw invalidId(kind === 'tags' ? 'tag' : 'category', 400);
      return Number(id);
    }
    const term = findTerm(context, kind, name ?? '') ?? addTerm(context, kind, { name });
    return term.id;
  });
}
