import { defineCheck, type NewFinding } from '../check.ts';
import { pageSizeWords } from '../words.ts';

/** 14,400 units of 1/72 inch: what readers are bound to support (ISO 32000-1, annex C). */
const mostMm = 5080;
const leastMm = 20;

export const pdfPageSizes = defineCheck({
  id: 'pdf-page-sizes',
  summary: 'Pages have sizes that can be printed, and one size throughout',
  kinds: ['pdf'],
  run({ facts }) {
    const sizes = facts.pageSizes ?? [];
    const findings: NewFinding[] = [];
    const oddAt = sizes.findIndex((size) => Math.max(size.widthMm, size.heightMm) > mostMm + 1);
    const tinyAt = sizes.findIndex((size) => Math.min(size.widthMm, size.heightMm) < leastMm);
    for (const [at, words, severity] of [
      [oddAt, 'larger than PDF readers can show (5.08 m)', 'block'],
      [tinyAt, 'smaller than 2 cm', 'warn'],
    ] as const) {
      const size = sizes[at];
      if (!size) continue;
      findings.push({
        severity,
        page: at + 1,
        measured: `${Math.round(size.widthMm)} × ${Math.round(size.heightMm)} mm`,
        message: `Page ${at + 1} is ${words}: ${Math.round(size.widthMm)} × ${Math.round(size.heightMm)} mm. Check the page size in your export.`,
      });
    }
    const kinds = [...new Set(sizes.map(pageSizeWords))];
    if (kinds.length > 1) {
      findings.push({
        severity: 'warn',
        measured: kinds.slice(0, 6).join(', '),
        expected: 'one size',
        message: `The pages have ${kinds.length} different sizes (${kinds.slice(0, 4).join(', ')}). Printed in one go, some come out at another scale: split the file by page size.`,
      });
    }
    return findings;
  },
});
