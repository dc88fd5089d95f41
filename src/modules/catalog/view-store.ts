import { rowsOf } from '../../db/query.ts';
import type { Actor, Tx } from '../../kit/ctx.ts';
import type { PatternImage } from './offer-view.ts';
import type { Pattern } from './pattern.ts';
import { escapeLike, type PatternRow } from './store.ts';

export interface PatternView extends PatternRow {
  images: PatternImage[] | null;
  offers: Pattern['offers'] | null;
}

/** A pattern with its pictures and offers as one row: a page is one statement. */
const view = `p.id, p.designer_id as "designerId", p.craft, p.title, p.slug, p.story, p.tags, p.category, p.sizes,
  p.languages, p.attributes, p.state, p.version, p.created_at as "createdAt", p.updated_at as "updatedAt",
  (select json_agg(json_build_object('id', i.id, 'sha256', i.sha256, 'alt', i.alt, 'position', i.position,
      'contentType', a.content_type, 'sizeBytes', a.size_bytes) order by i.position, i.id)
    from pattern_image i join asset a on a.sha256 = i.sha256 where i.pattern_id = p.id) as images,
  (select json_agg(json_build_object('id', o.id, 'kind', o.kind, 'name', o.name, 'sku', o.sku, 'state', o.state,
      'price', json_build_object('amountMinor', o.price_minor, 'currency', o.currency))
      order by (o.kind = 'whole') desc, o.created_at, o.id)
    from offer o where o.pattern_id = p.id) as offers`;

/** Null: not there, or another designer's. `isLocked`: nobody else changes it until the transaction ends. */
export async function selectPatternView(
  tx: Tx,
  actor: Actor,
  id: string,
  isLocked = false,
): Promise<PatternView | null> {
  const [row] = await rowsOf<PatternView>(
    tx,
    `select ${view} from pattern p where p.id = $1 and ($2::uuid is null or p.designer_id = $2)
     ${isLocked ? 'for no key update of p' : ''}`,
    [id, actor.designerId],
  );
  return row ?? null;
}

export interface PatternFilter {
  search?: string | undefined;
  state?: string | undefined;
  craft?: string | undefined;
}

/** The limit stands in the text: as a value it makes PostgreSQL plan the statement anew each time. Sorted by title, then id; `after` is the last row of the page before. */
export function searchPatterns(
  tx: Tx,
  actor: Actor,
  filter: PatternFilter,
  after: { title: string; id: string } | null,
  count: number,
): Promise<PatternView[]> {
  const values: unknown[] = [];
  const conditions: string[] = [];
  const where = (condition: (...places: string[]) => string, ...given: unknown[]): void => {
    conditions.push(condition(...given.map((value) => `$${values.push(value)}`)));
  };
  if (actor.designerId) where((one) => `p.designer_id = ${one}`, actor.designerId);
  if (filter.search) where((one) => `p.title ilike ${one}`, `%${escapeLike(filter.search)}%`);
  if (filter.state) where((one) => `p.state = ${one}`, filter.state);
  if (filter.craft) where((one) => `p.craft = ${one}`, filter.craft);
  if (after) where((title, id) => `(p.title, p.id) > (${title}, ${id}::uuid)`, after.title, after.id);
  return rowsOf<PatternView>(
    tx,
    `select ${view} from pattern p ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
     order by p.title, p.id limit ${Math.trunc(count)}`,
    values,
  );
}
