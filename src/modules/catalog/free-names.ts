import type { Tx } from '../../kit/ctx.ts';
import { freeName } from './pattern.ts';
import { selectTakenNames } from './store.ts';

/** A slug and a SKU to be found, from the same stem: `grune-bluse` and `SPN-grune-bluse`. */
export interface Wish {
  stem: string;
  /** Given by the seller: taken as it is. */
  sku: string | null;
}

const skuOf = (stem: string): string => `SPN-${stem}`;

/** The names as they would be if nobody had them. */
export const plainNames = (wishes: readonly Wish[]): { slug: string; sku: string }[] => {
  const [slugs, skus] = [new Set<string>(), new Set<string>()];
  return wishes.map(({ stem, sku }) => ({
    slug: freeName(stem, slugs),
    sku: sku ?? freeName(skuOf(stem), skus),
  }));
};

/** The first free of `stem`, `stem-2`, `stem-3` … for each wish. Looked up by name, however large the catalogue is. */
export async function freeNames(
  tx: Tx,
  designerId: string,
  wishes: readonly Wish[],
): Promise<{ slug: string; sku: string }[]> {
  const times = new Map<string, number>();
  for (const { stem } of wishes) times.set(stem, (times.get(stem) ?? 0) + 1);
  const taken = { slugs: new Set<string>(), skus: new Set<string>() };
  // Each round looks at twice as many numbers, only where the round before left too few free ones.
  let open = [...times.keys()];
  for (let most = 8; open.length > 0; most *= 2) {
    const names = new Map(open.map((stem) => [stem, numbered(stem, most + (times.get(stem) ?? 0))]));
    const all = [...names.values()].flat();
    const found = await selectTakenNames(tx, designerId, all, all.map(skuOf));
    for (const slug of found.slugs) taken.slugs.add(slug);
    for (const sku of found.skus) taken.skus.add(sku);
    open = open.filter((stem) => {
      const looked = names.get(stem) ?? [];
      const free = (has: (name: string) => boolean) => looked.filter((name) => !has(name)).length;
      const needed = times.get(stem) ?? 0;
      return (
        free((name) => taken.slugs.has(name)) < needed || free((name) => taken.skus.has(skuOf(name))) < needed
      );
    });
  }
  return wishes.map(({ stem, sku }) => ({
    slug: freeName(stem, taken.slugs),
    sku: sku ?? freeName(skuOf(stem), taken.skus),
  }));
}

const numbered = (stem: string, most: number): string[] => [
  stem,
  ...Array.from({ length: most - 1 }, (_, index) => `${stem}-${index + 2}`),
];
