import type { Design } from './designs.ts';
import type { Piece } from './draft-sizes.ts';
import { drawPieces } from './draw-pieces.ts';
import { drawLegend, drawTestSquares } from './fittings.ts';
import { rectangle } from './geometry.ts';
import { layOutOnSheets } from './layout.ts';
import { openSheet } from './sheet.ts';

const A0 = { width: 841, height: 1189, margin: 10 };
const TITLE_BLOCK = { width: 200, height: 100 };

/** The A0 file for a copy shop: one large page, or as few true A0 pages as the pieces need. */
export async function a0Pdf(design: Design, pieces: readonly Piece[]): Promise<Uint8Array> {
  const room = { width: A0.width - 2 * A0.margin, height: A0.height - 2 * A0.margin };
  const pages = layOutOnSheets(pieces, room, TITLE_BLOCK);
  const sheet = await openSheet({
    title: `${design.title} (A0)`,
    subject: `Sewing pattern, A0, ${design.sizes.join(', ')}`,
    keywords: design.tags,
    layers: design.sizes,
  });
  for (const [index, layout] of pages.entries()) {
    sheet.addPage(A0.width, A0.height, (pen) => {
      const { margin } = A0;
      const frame = rectangle(margin, margin, room.width, room.height);
      pen.stroke(frame, { colour: '#9a9a9a', widthMm: 0.15 });
      if (index === 0) {
        pen.text(design.title, margin + 5, margin + 17, { sizeMm: 12, font: 'bold' });
        pen.text(`Sewing pattern · A0 · true scale · 1 cm seam allowance included`, margin + 5, margin + 25, {
          sizeMm: 4,
          colour: '#555555',
        });
        drawTestSquares(pen, margin + 5, margin + 35);
        drawLegend(pen, design, margin + 130, margin + 38);
      }
      pen.text(
        `${design.title} · sheet ${index + 1} of ${pages.length}`,
        A0.width - margin - 4,
        A0.height - margin - 4,
        {
          sizeMm: 4,
          colour: '#777777',
          align: 'right',
        },
      );
      drawPieces(pen, {
        pieces: layout.pieces,
        sizes: design.sizes,
        dx: margin,
        dy: margin,
        seen: { left: 0, top: 0, right: A0.width, bottom: A0.height },
      });
    });
  }
  return sheet.bytes();
}
