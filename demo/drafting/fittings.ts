import type { Design } from './designs.ts';
import { rectangle, segment } from './geometry.ts';
import type { Pen } from './pen.ts';
import { styleOfSize } from './size-styles.ts';

/** The two squares by which a print is measured: 5 cm and 1 in, drawn as closed paths at (x, y) mm. */
export function drawTestSquares(pen: Pen, x: number, y: number): void {
  const line = { colour: '#000000', widthMm: 0.25 };
  pen.stroke(rectangle(x, y, 50, 50), line);
  pen.text('5 cm', x + 25, y + 22, { sizeMm: 6, font: 'bold', align: 'centre' });
  pen.text('This square must', x + 25, y + 29, { sizeMm: 3, align: 'centre' });
  pen.text('measure 5 cm x 5 cm', x + 25, y + 33.2, { sizeMm: 3, align: 'centre' });
  pen.stroke(rectangle(x + 58, y, 25.4, 25.4), line);
  pen.text('1 in', x + 70.7, y + 11.5, { sizeMm: 5, font: 'bold', align: 'centre' });
  pen.text('1 inch x 1 inch', x + 70.7, y + 17, { sizeMm: 2.6, align: 'centre' });
  pen.text('Print at 100 %, "actual size".', x + 58, y + 36, { sizeMm: 3 });
  pen.text('Measure before you cut.', x + 58, y + 40.4, { sizeMm: 3 });
}

/** One row a size: its stroke and its name, the name's layer switches it. */
export function drawLegend(pen: Pen, design: Design, x: number, y: number): void {
  pen.text('Sizes', x, y, { sizeMm: 4, font: 'bold' });
  for (const [index, size] of design.sizes.entries()) {
    const style = styleOfSize(index);
    const at = y + 7 + index * 6;
    pen.stroke(segment(x, at - 1.2, x + 28, at - 1.2), {
      colour: style.colour,
      widthMm: 0.45,
      dashMm: style.dashMm,
    });
    pen.text(size, x + 32, at, { sizeMm: 3.6, font: 'bold', colour: style.colour });
  }
  const below = y + 7 + design.sizes.length * 6;
  pen.text('Each size is a layer of this file:', x, below, { sizeMm: 2.8, colour: '#555555' });
  pen.text('switch off those you do not print.', x, below + 4, { sizeMm: 2.8, colour: '#555555' });
}
