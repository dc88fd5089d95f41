import { coverPng } from './cover.ts';
import { type Design, designOf } from './designs.ts';
import { draftPieces, type Piece } from './draft-sizes.ts';
import { asFirstPrinted, erratumOf } from './erratum.ts';
import { instructionsPdf } from './instructions.ts';
import { a0Pdf } from './pdf-a0.ts';
import { tilesPdf } from './pdf-tiles.ts';
import { type Recipe, recipes } from './recipes.ts';

export interface DraftedFile {
  name: string;
  bytes: Uint8Array;
}

function recipeOf(id: string): Recipe {
  const recipe = recipes[id];
  if (!recipe) throw new RangeError(`no recipe for the design ${id}`);
  return recipe;
}

/** Only the A4 file of a design, as first printed or corrected. */
export async function draftTiles(id: string, isCorrected: boolean): Promise<DraftedFile> {
  const design = designOf(id);
  return tilesOf(design, draftPieces(recipeOf(id)), isCorrected);
}

async function tilesOf(design: Design, pieces: Piece[], isCorrected: boolean): Promise<DraftedFile> {
  const erratum = erratumOf(design, pieces);
  const bytes = isCorrected
    ? await tilesPdf(design, pieces, erratum.note)
    : await tilesPdf(design, asFirstPrinted(pieces, erratum));
  return { name: `${design.id}-a4.pdf`, bytes };
}

/**
 * Drafts a design's four files; the same input gives the same bytes.
 * With `erratum` the A4 file is the corrected printing: one notch or line of one size moves, and the
 * overview says so.
 * @throws RangeError when there is no such design
 */
export async function draftDesign(
  id: string,
  opts: { erratum?: boolean } = {},
): Promise<{ files: DraftedFile[] }> {
  const design = designOf(id);
  const recipe = recipeOf(id);
  const pieces = draftPieces(recipe);
  return {
    files: [
      await tilesOf(design, pieces, opts.erratum ?? false),
      { name: `${id}-a0.pdf`, bytes: await a0Pdf(design, pieces) },
      { name: `${id}-instructions.pdf`, bytes: await instructionsPdf(design, recipe, pieces) },
      { name: `${id}-cover.png`, bytes: await coverPng(design, recipe, pieces) },
    ],
  };
}
