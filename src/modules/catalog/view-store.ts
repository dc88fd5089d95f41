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

/** The same as it leaves the hub, for `row_to_json`: rows in rows are written in less time than what is built by name. */
const outside = `${fields}, ${iso('p.created_at')} as "createdAt", ${iso('p.updated_at')} as "updatedAt",
  array(select picture from (
    select i.id, i.sha256, i.alt, i.position, a.content_type as "contentType", a.size_bytes as "sizeBytes"
    from pattern_image i join asset a on a.sha256 = i.sha256 where i.pattern_id = p.id
    order by i.position, i.id) picture) as images,
  array(select offer from (
    select o.id, o.kind, o.name, o.sku, o.state, price
    from offer o cross join lateral (select o.price_minor as "amountMinor", o.currency) price where o.pattern_id = p.id
    order by (o.kind = 'whole') desc, o.created_at, o.id) offer) as offers`;

/**
 * Which versions of which rows a pattern's view is made of: `xmin` is the transaction that wrote a row's present version, so
 * the same marks are the same view. What is added has a new one, what is removed leaves a gap.
 */
const mark = `concat(p.id, p.xmin, array(select o.xmin from offer o where o.pattern_id = p.id), array(
  select row(i.xmin, a.xmin) from pattern_image i join asset a on a.sha256 = i.sha256 where i.pattern_id = p.id))`;

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
  const { which, values } = search(actor, filter, after, count);
  return rowsOf<PatternView>(tx, `select ${view} from pattern p ${which}`, values);
}

/** The same patterns, each as JSON that PostgreSQL wrote: the hub's one thread has little to do with it. */
export function searchPatternTexts(
  tx: Tx,
  actor: Actor,
  filter: PatternFilter,
  after: PlaceInList | null,
  count: number,
): Promise<(PlaceInList & { mark: string; json: string })[]> {
  const { which, values } = search(actor, filter, after, count);
  return rowsOf(
    tx,
    `select p.title, p.id, ${mark} as mark, row_to_json(shown)::text as json
     from pattern p cross join lateral (select ${outside}) shown ${which}`,
    values,
  );
}

/** The marks of the same patterns, one after the other. */
export async function readPatternMarks(
  tx: Tx,
  actor: Actor,
  filter: PatternFilter,
  after: PlaceInList | null,
  count: number,
): Promise<string> {
  const { which, values } = search(actor, filter, after, count);
  const [row] = await rowsOf<{ marks: string | null }>(
    tx,
    `select string_agg(mark, '') as marks from (select ${mark} as mark from pattern p ${which}) v`,
    values,
  );
  return row?.marks ?? '';
}

/** The limit stands in the text: as a value it makes PostgreSQL plan the statement anew each time. */
function search(
  actor: Actor,
  filter: PatternFilter,
  after: PlaceInList | null,
  count: number,
): { which: string; values: unknown[] } {
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
  const which = `${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
    order by p.title, p.id limit ${Math.trunc(count)}`;
  return { which, values };
}
