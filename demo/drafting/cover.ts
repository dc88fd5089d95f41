import sharp from 'sharp';
import type { Design } from './designs.ts';
import type { Piece, SizedPiece } from './draft-sizes.ts';
import { faces } from './faces.ts';
import {
  boxHeight,
  boxWidth,
  compose,
  emptyBox,
  joinBoxes,
  type Op,
  type Place,
  placed,
  shift,
} from './geometry.ts';
import { layOut } from './layout.ts';
import type { Recipe } from './recipes.ts';
import { sizeRange } from './size-styles.ts';

const WIDTH = 2400;
const HEIGHT = 1800;
const PICTURE = { left: 140, top: 140, width: WIDTH - 280, height: 1180 };

/** The listing's picture: the largest pieces, nested, on a calm ground, with the title. 2400 x 1800 px. */
export async function coverPng(
  design: Design,
  recipe: Recipe,
  pieces: readonly Piece[],
): Promise<Uint8Array> {
  const svg = coverSvg(design, recipe, pieces);
  return sharp(Buffer.from(svg)).png({ palette: true, colours: 64, effort: 1, dither: 0 }).toBuffer();
}

function coverSvg(design: Design, recipe: Recipe, pieces: readonly Piece[]): string {
  const area = (piece: Piece): number => boxWidth(piece.box) * boxHeight(piece.box);
  const shown = [...pieces].sort((a, b) => area(b) - area(a)).slice(0, 5);
  const { ground, ink } = recipe;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="${ground}"/>`,
    `<rect x="60" y="60" width="${WIDTH - 120}" height="${HEIGHT - 120}" fill="none" stroke="${ink}" stroke-opacity="0.35" stroke-width="4"/>`,
    picture(shown, ink),
    `<path d="M140 1400H${WIDTH - 140}" stroke="${ink}" stroke-opacity="0.35" stroke-width="4"/>`,
    words(design.title, 'bold', 150, 140, 1560, ink),
    words(
      `Sewing pattern  ·  ${sizeRange(design.sizes)}  ·  PDF in A4 and A0`,
      'regular',
      58,
      144,
      1662,
      ink,
    ),
    '</svg>',
  ].join('\n');
}

function picture(pieces: Piece[], ink: string): string {
  const ratio = PICTURE.width / PICTURE.height;
  const widest = Math.max(...pieces.map((piece) => boxWidth(piece.box))) + 12;
  // The sheet width whose packing comes nearest to the picture's shape.
  const tries = [600, 750, 900, 1050, 1200, 1400, 1600, 1800, 2200]
    .filter((width) => width >= widest)
    .map((width) => layOut(pieces, width, false))
    .map((layout) => {
      const box = layout.pieces.reduce((all, piece) => joinBoxes(all, piece.box), emptyBox());
      const scale = Math.min(PICTURE.width / boxWidth(box), PICTURE.height / boxHeight(box));
      return { layout, box, scale, miss: Math.abs(Math.log(boxWidth(box) / boxHeight(box) / ratio)) };
    })
    .sort((a, b) => b.scale - a.scale || a.miss - b.miss);
  const best = tries[0];
  if (!best) return '';
  const { box, scale } = best;
  const toPicture = compose(
    shift(
      PICTURE.left + (PICTURE.width - boxWidth(box) * scale) / 2 - box.left * scale,
      PICTURE.top + (PICTURE.height - boxHeight(box) * scale) / 2 - box.top * scale,
    ),
    [scale, 0, 0, scale, 0, 0],
  );
  return best.layout.pieces
    .map(({ piece, place }) => nested(piece, compose(toPicture, place), ink))
    .join('\n');
}

function nested(piece: Piece, place: Place, ink: string): string {
  const sizes = piece.sizes.filter((size): size is SizedPiece => size !== undefined).reverse();
  const middle = Math.floor(sizes.length / 2);
  return sizes
    .map((sized, index) => {
      const seam = sized.strokes.find((stroke) => stroke.kind === 'seam') ?? sized.strokes[0];
      const outline = seam ? d(seam.ops, place) : '';
      const fill = index === 0 ? '#ffffff' : 'none';
      const isMain = index === middle;
      const look = `fill="${fill}" fill-opacity="0.75" stroke="${ink}" stroke-linejoin="round"`;
      return `<path d="${outline}" ${look} stroke-opacity="${isMain ? 1 : 0.38}" stroke-width="${isMain ? 7 : 3}"/>`;
    })
    .join('\n');
}

function d(ops: readonly Op[], place: Place): string {
  const at = (x: number, y: number): string =>
    placed(place, x, y)
      .map((value) => value.toFixed(1))
      .join(' ');
  return ops
    .map((op) => {
      if (op.kind === 'close') return 'Z';
      if (op.kind === 'curve') return `C${at(op.x1, op.y1)} ${at(op.x2, op.y2)} ${at(op.x, op.y)}`;
      return `${op.kind === 'move' ? 'M' : 'L'}${at(op.x, op.y)}`;
    })
    .join('');
}

/** Text as outlines, so that the picture does not depend on the fonts of the machine. */
function words(
  text: string,
  face: keyof typeof faces,
  size: number,
  x: number,
  y: number,
  ink: string,
): string {
  const { font } = faces[face];
  const scale = size / font.unitsPerEm;
  const { glyphs, positions } = font.layout(text);
  let pen = 0;
  const outlines = glyphs.map((glyph, index) => {
    const outline = `<path transform="translate(${pen.toFixed(1)} 0)" d="${glyph.path.toSVG()}"/>`;
    pen += positions?.[index]?.xAdvance ?? 0;
    return outline;
  });
  return `<g fill="${ink}" transform="translate(${x} ${y}) scale(${scale} ${-scale})">${outlines.join('')}</g>`;
}
