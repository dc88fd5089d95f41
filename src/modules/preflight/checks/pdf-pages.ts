import { defineCheck } from '../check.ts';

export const pdfPages = defineCheck({
  id: 'pdf-pages',
  summary: 'The PDF has pages, and not absurdly many',
  kinds: ['pdf'],
  run({ facts }) {
    if (facts.pages === 0)
      return [{ severity: 'block', measured: '0 pages', message: 'The PDF has no pages.' }];
    if ((facts.pages ?? 0) <= 500) return [];
    return [
      {
        severity: 'note',
        measured: `${facts.pages} pages`,
        expected: 'up to 500',
        message: `The PDF has ${facts.pages} pages; the first 500 were looked at.`,
      },
    ];
  },
});
