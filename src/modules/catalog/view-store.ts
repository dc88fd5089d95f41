import { rowsOf } from '../../db/query.ts';
import type { Actor, Tx } from '../../kit/ctx.ts';
import type { PatternImage } from './offer-view.ts';
import type { Pattern } from './pattern.ts';
import { escapeLike, type PatternRow } from './store.ts';

export interface PatternView extends PatternRow {
  images: PatternImage[] | null;
  offers: Pattern['offers'] | null;
}

const fields = `p.id, p.designer_id as "designerId", p.craft, p.title, p.slug, p.story, p.tags, p.category, p.sizes,
  p.languages, p.attributes, p.state, p.version`;
const images = `(select json_agg(json_build_object('id', i.id, 'sha256', i.sha256, 'alt', i.alt, 'position', i.position,
      'contentType', a.content_type, 'sizeBytes', a.size_bytes) order by i.position, i.id)
    from pattern_image i join asset a on a.sha256 = i.sha256 where i.pattern_id = p.id)`;
const offers = `(select json_agg(json_build_object('id', o.id, 'kind', o.kind, 'name', o.name, 'sku', o.sku, 'state', o.state,
      'price', json_build_object('amountMinor', o.price_minor, 'currency', o.currency))
      order by (o.kind = 'whole') desc, o.created_at, o.id)
    from offer o where o.pattern_id = p.id)`;

/** A pattern with its pictures and offers as one row: a page is one statement. */
const view = `${fields}, p.created_at as "createdAt", p.updated_at as "updatedAt", ${images} as images, ${offers} as offers`;

const iso = (moment: string): string =>
  `to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The same as it leaves the hub, for `row_to_json`. */
const outside = `${fields}, ${iso('p.created_at')} as "createdAt", ${iso('p.updated_at')} as "updatedAt",
  coalesce(${images}, '[]') as images, coalesce(${offers}, '[]') as offers`;

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

/** A place in the list, which is sorted by title, then id: the last row of the page before. */
export interface PlaceInList {
  title: string;
  id: string;
}

export function searchPatterns(
  tx: Tx,
  actor: Actor,
  filter: PatternFilter,
  after: PlaceInList | null,
  count: number,
): Promise<PatternView[]> {
  const { text, values } = search(view, actor, filter, after, count);
  return rowsOf<PatternView>(tx, text, values);
}

/** The same patterns, each as JSON that PostgreSQL wrote: the hub's one thread has little to do with it. */
export function searchPatternTexts(
  tx: Tx,
  actor: Actor,
  filter: PatternFilter,
  after: PlaceInList | null,
  count: number,
): Promise<(PlaceInList & { json: string })[]> {
  const { text, values } = search(outside, actor, filter, after, count);
  return rowsOf<PlaceInList & { json: string }>(
    tx,
    `select v.title, v.id, row_to_json(v)::text as json from (${text}) v order by v.title, v.id`,
    values,
  );
}

/** The limit stands in the text: as a value it makes PostgreSQL plan the statement anew each time. */
function search(
  columns: string,
  actor: Actor,
  filter: PatternFilter,
  after: PlaceInList | null,
  count: number,
): { text: string; values: unknown[] } {
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
  const text = `select ${columns} from pattern p ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
    order by p.title, p.id limit ${Math.trunc(count)}`;
  return { text, values };
}
