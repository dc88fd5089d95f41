import type { Design } from './designs.ts';
import type { Piece } from './draft-sizes.ts';
import { rectangle, segment } from './geometry.ts';
import type { Pen } from './pen.ts';
import type { Recipe } from './recipes.ts';
import { sewing } from './sewing-steps.ts';
import { openSheet } from './sheet.ts';

const LEFT = 22;
const WIDTH = 166;
const BODY = { sizeMm: 3.7 };
const HEAD = { sizeMm: 5, font: 'bold' as const };

/** Two A4 pages: choosing a size, printing and cutting; then the sewing, step by step. */
export async function instructionsPdf(
  design: Design,
  recipe: Recipe,
  pieces: readonly Piece[],
): Promise<Uint8Array> {
  const sheet = await openSheet({
    title: `${design.title}: instructions`,
    subject: 'Sewing instructions',
    keywords: design.tags,
    layers: [],
  });
  sheet.addPage(210, 297, (pen) => drawPreparation(pen, design, recipe, pieces));
  sheet.addPage(210, 297, (pen) => drawSteps(pen, design));
  return sheet.bytes();
}

function drawPreparation(pen: Pen, design: Design, recipe: Recipe, pieces: readonly Piece[]): void {
  pen.text(design.title, LEFT, 32, { sizeMm: 10, font: 'bold' });
  let y = pen.paragraph(design.story, LEFT, 42, WIDTH, { sizeMm: 4.2, colour: '#444444' }) + 6;
  pen.text('Your size (body, in cm)', LEFT, y, HEAD);
  y = drawBodies(pen, recipe, y + 8) + 8;
  pen.text('You need', LEFT, y, HEAD);
  y = pen.paragraph(sewing[design.id]?.needs ?? '', LEFT, y + 7, WIDTH, BODY) + 6;
  pen.text('Printing', LEFT, y, HEAD);
  y = pen.paragraph(
    'Print the A4 file at 100 % ("actual size") and measure the 5 cm and the 1 in square before you print the rest; or take the A0 file to a copy shop. Every size is a layer that you can switch off in a viewer with layers. The seam allowance of 1 cm is included.',
    LEFT,
    y + 7,
    WIDTH,
    BODY,
  );
  y += 6;
  pen.text('Pieces', LEFT, y, HEAD);
  y += 7;
  for (const piece of pieces) {
    pen.text(String(piece.number), LEFT + 6, y, { ...BODY, font: 'bold', align: 'right' });
    pen.text(piece.title, LEFT + 10, y, BODY);
    pen.text(piece.cutNote, LEFT + 66, y, BODY);
    y += 5.2;
  }
}

function drawBodies(pen: Pen, recipe: Recipe, top: number): number {
  const rows: [string, string][] = [
    ['Chest', 'chest'],
    ['Waist', 'waist'],
    ['Hips', 'hips'],
    ['Neck', 'neck'],
  ];
  const step = (WIDTH - 34) / recipe.bodies.length;
  for (const [index, { size }] of recipe.bodies.entries()) {
    pen.text(size, LEFT + 34 + (index + 0.5) * step, top, { sizeMm: 3.5, font: 'bold', align: 'centre' });
  }
  let y = top;
  for (const [label, key] of rows) {
    pen.stroke(segment(LEFT, y + 2, LEFT + WIDTH, y + 2), { colour: '#cccccc', widthMm: 0.2 });
    y += 6.5;
    pen.text(label, LEFT, y, BODY);
    for (const [index, { measurements }] of recipe.bodies.entries()) {
      const cm = ((measurements[key] ?? 0) / 10).toFixed(0);
      pen.text(cm, LEFT + 34 + (index + 0.5) * step, y, { ...BODY, align: 'centre' });
    }
  }
  return y + 3;
}

function drawSteps(pen: Pen, design: Design): void {
  pen.text('Sewing', LEFT, 32, { sizeMm: 8, font: 'bold' });
  let y = 46;
  for (const [index, step] of (sewing[design.id]?.steps ?? []).entries()) {
    pen.stroke(rectangle(LEFT, y - 4, 5, 5), { colour: '#777777', widthMm: 0.3 });
    pen.text(String(index + 1), LEFT + 12, y, { ...BODY, font: 'bold', align: 'right' });
    y = pen.paragraph(step, LEFT + 16, y, WIDTH - 16, BODY) + 3;
  }
  pen.text('Drafted with FreeSewing, open-source software under the MIT licence.', LEFT, 277, {
    sizeMm: 3,
    colour: '#777777',
  });
}
