import { Aaron } from '@freesewing/aaron';
import { Bella } from '@freesewing/bella';
import { Brian } from '@freesewing/brian';
import type { PatternMaker } from '@freesewing/core';
import { Diana } from '@freesewing/diana';
import { Huey } from '@freesewing/huey';
import { Hugo } from '@freesewing/hugo';
import { Jaeger } from '@freesewing/jaeger';
import { cisFemaleAdult, cisMaleAdult } from '@freesewing/models';
import { Simon } from '@freesewing/simon';
import { Sven } from '@freesewing/sven';
import { Teagan } from '@freesewing/teagan';

/** How one design is drafted: the FreeSewing design, the body for each size, the cover's colours. */
export interface Recipe {
  maker: PatternMaker;
  bodies: { size: string; measurements: Record<string, number> }[];
  ground: string;
  ink: string;
}

const bodies = (
  table: Record<number, Record<string, number>>,
  sizes: Record<string, number>,
): Recipe['bodies'] => Object.entries(sizes).map(([size, key]) => ({ size, measurements: table[key] ?? {} }));

const lettered = bodies(cisMaleAdult, { XS: 34, S: 36, M: 38, L: 40, XL: 42, XXL: 44 });
// One size fewer: the waistband of an XXL is longer than an A0 sheet.
const letteredToXl = lettered.slice(0, 5);
const mens = bodies(cisMaleAdult, {
  'Size 46': 36,
  'Size 48': 38,
  'Size 50': 40,
  'Size 52': 42,
  'Size 54': 44,
});
const womens = bodies(cisFemaleAdult, {
  'Size 34': 30,
  'Size 36': 32,
  'Size 38': 34,
  'Size 40': 36,
  'Size 42': 38,
  'Size 44': 40,
});

export const recipes: Record<string, Recipe> = {
  aaron: { maker: Aaron, bodies: lettered, ground: '#e9efe8', ink: '#29483a' },
  bella: { maker: Bella, bodies: womens, ground: '#f4e9e6', ink: '#6a2f35' },
  brian: { maker: Brian, bodies: mens, ground: '#e8ecf2', ink: '#26374f' },
  diana: { maker: Diana, bodies: womens, ground: '#efe9f3', ink: '#47305f' },
  huey: { maker: Huey, bodies: lettered, ground: '#f3efe3', ink: '#5b4516' },
  hugo: { maker: Hugo, bodies: letteredToXl, ground: '#e4eef0', ink: '#1f4a54' },
  jaeger: { maker: Jaeger, bodies: mens, ground: '#ecebe7', ink: '#33312b' },
  simon: { maker: Simon, bodies: mens, ground: '#e6eef7', ink: '#1f3f69' },
  sven: { maker: Sven, bodies: lettered, ground: '#f5ebe0', ink: '#6b3b1c' },
  teagan: { maker: Teagan, bodies: lettered, ground: '#eaf1e2', ink: '#3c5222' },
};
