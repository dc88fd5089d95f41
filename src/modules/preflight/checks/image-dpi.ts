import { defineCheck, type Facts, type NewFinding } from '../check.ts';

const printDpi = 150;
const unusableDpi = 96;
/** Smaller pictures are logos and signs: their pixels do not show. */
const smallMm = 25;
/** A picture that fills the page is the page: a pattern or chart drawn so coarsely cannot be worked from. */
const blockDpi = 100;
const fullPage = 0.5;

const fillsPage = (image: NonNullable<Facts['images']>[number], { pageSizes }: Facts): boolean => {
  const size = pageSizes?.[image.page - 1];
  return size !== undefined && image.widthMm * image.heightMm > fullPage * size.widthMm * size.heightMm;
};

export const imageDpi = defineCheck({
  id: 'image-dpi',
  summary: 'Pictures are sharp enough at the size at which they are printed',
  kinds: ['pdf', 'jpeg', 'png'],
  run({ kind, facts }): NewFinding[] {
    if (kind !== 'pdf') {
      const isLow =
        facts.dpi !== undefined && facts.dpi > 1 && facts.dpi < unusableDpi && (facts.widthPx ?? 0) < 2000;
      return isLow
        ? [
            {
              severity: 'note',
              measured: `${Math.round(facts.dpi ?? 0)} dpi`,
              expected: `${printDpi} dpi`,
              message: `The picture says it is ${Math.round(facts.dpi ?? 0)} dpi. Fine on a screen, too coarse for print.`,
            },
          ]
        : [];
    }
    const coarse = (facts.images ?? []).filter(
      (image) => image.dpi < printDpi && Math.max(image.widthMm, image.heightMm) >= smallMm,
    );
    const worst = coarse.toSorted((a, b) => a.dpi - b.dpi)[0];
    if (!worst) return [];
    const page = coarse.find((image) => image.dpi < blockDpi && fillsPage(image, facts));
    if (page)
      return [
        {
          severity: 'block',
          page: page.page,
          measured: `${Math.round(page.dpi)} dpi`,
          expected: `${printDpi} dpi`,
          message: `Page ${page.page} is a picture of ${Math.round(page.dpi)} dpi: its lines and signs cannot be read on paper. Export the page as a drawing, or with at least ${printDpi} dpi.`,
        },
      ];
    const pages = [...new Set(coarse.map((image) => image.page))];
    return [
      {
        severity: 'warn',
        page: worst.page,
        measured: `${Math.round(worst.dpi)} dpi`,
        expected: `${printDpi} dpi`,
        message: `A picture on page ${worst.page} prints at ${Math.round(worst.dpi)} dpi${pages.length > 1 ? `, and ${pages.length} pages have coarse pictures` : ''}. It will look blurred on paper: place it smaller or with more pixels.`,
      },
    ];
  },
});
