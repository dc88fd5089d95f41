/** The stroke of each nested size: told apart by colour on screen and by dash on a black printer. */
export interface SizeStyle {
  colour: string;
  dashMm: number[];
}

const styles: SizeStyle[] = [
  { colour: '#b3261e', dashMm: [] },
  { colour: '#1b5fa8', dashMm: [6, 2] },
  { colour: '#1d7a3e', dashMm: [2, 1.5] },
  { colour: '#8a3ca0', dashMm: [8, 2, 1.5, 2] },
  { colour: '#c05a00', dashMm: [4, 1.5, 1, 1.5, 1, 1.5] },
  { colour: '#1c6f78', dashMm: [10, 3] },
];

export function styleOfSize(index: number): SizeStyle {
  const style = styles[index % styles.length];
  if (!style) throw new RangeError(`no stroke for size number ${index}`);
  return style;
}

/** "Sizes 46 to 54" for both "Size 46" … and plain "46" … */
export function sizeRange(sizes: readonly string[]): string {
  const bare = sizes.map((size) => size.replace(/^Size /, ''));
  return `Sizes ${bare[0]} to ${bare.at(-1)}`;
}
