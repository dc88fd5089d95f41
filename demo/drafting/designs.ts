import { recipes } from './recipes.ts';

/** A design as its seller would list it: plain data. */
export interface Design {
  id: string;
  title: string;
  craft: 'sewing';
  story: string;
  tags: string[];
  priceMinor: number;
  currency: string;
  /** Smallest first; also the names of the layers in the PDFs. */
  sizes: string[];
}

const design = (id: string, title: string, priceMinor: number, story: string, tags: string[]): Design => ({
  id,
  title,
  craft: 'sewing',
  story,
  tags: ['sewing pattern', 'pdf pattern', 'a4 and a0', ...tags],
  priceMinor,
  currency: 'EUR',
  sizes: recipes[id]?.bodies.map(({ size }) => size) ?? [],
});

export const designs: Design[] = [
  design(
    'aaron',
    'Aaron A-shirt',
    690,
    'A sleeveless shirt for warm days or as a layer under a shirt. Two body pieces and two bindings; an evening of sewing in a stretchy jersey.',
    ['a-shirt', 'tank top', 'menswear', 'jersey', 'beginner'],
  ),
  design(
    'bella',
    'Bella body block',
    890,
    'A darted bodice block for woven fabric with a set-in sleeve. Sew it in muslin, fit it once, and draft your own dresses and blouses from it.',
    ['bodice block', 'sloper', 'womenswear', 'woven', 'pattern drafting'],
  ),
  design(
    'brian',
    'Brian body block',
    890,
    'A plain body block with a set-in sleeve and no darts, the starting point for shirts, sweaters and jackets of your own.',
    ['body block', 'sloper', 'menswear', 'pattern drafting', 'toile'],
  ),
  design(
    'diana',
    'Diana draped top',
    990,
    'A top with a softly draped cowl neck and fitted sleeves. The drape falls best in a light viscose jersey.',
    ['cowl neck top', 'draped top', 'womenswear', 'viscose jersey', 'intermediate'],
  ),
  design(
    'huey',
    'Huey hoodie',
    1190,
    'A zip-up hoodie with a two-part hood, front pockets, and ribbed cuffs and waistband.',
    ['hoodie', 'zip hoodie', 'menswear', 'sweatshirt fleece', 'intermediate'],
  ),
  design(
    'hugo',
    'Hugo hoodie',
    1190,
    'A pullover hoodie with raglan sleeves, a three-part hood and a kangaroo pocket.',
    ['hoodie', 'raglan', 'kangaroo pocket', 'menswear', 'sweatshirt fleece'],
  ),
  design(
    'jaeger',
    'Jaeger jacket',
    1890,
    'A single-breasted sport coat with notched lapels, patch pockets, a chest pocket and a full lining. Seventeen pieces for a patient sewist.',
    ['jacket pattern', 'sport coat', 'tailoring', 'menswear', 'advanced'],
  ),
  design(
    'simon',
    'Simon shirt',
    1390,
    'A classic button-down shirt with a yoke, a collar on a stand, sleeve plackets and barrel cuffs.',
    ['shirt pattern', 'button-down', 'menswear', 'woven', 'intermediate'],
  ),
  design(
    'sven',
    'Sven sweatshirt',
    990,
    'A straightforward sweatshirt with set-in sleeves and ribbing at hem and cuffs. Quick on an overlocker.',
    ['sweatshirt', 'sweater', 'menswear', 'sweatshirt fleece', 'beginner'],
  ),
  design(
    'teagan',
    'Teagan T-shirt',
    790,
    'A fitted T-shirt in three pieces with a ribbed neckline. A first jersey project that gets worn.',
    ['t-shirt', 'tee', 'menswear', 'jersey', 'beginner'],
  ),
];

/** @throws RangeError when there is no such design */
export function designOf(id: string): Design {
  const found = designs.find((candidate) => candidate.id === id);
  if (!found) throw new RangeError(`no design ${id}; there are ${designs.map((d) => d.id).join(', ')}`);
  return found;
}
