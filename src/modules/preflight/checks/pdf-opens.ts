import { defineCheck } from '../check.ts';

export const pdfOpens = defineCheck({
  id: 'pdf-opens',
  summary: 'The PDF can be opened, and every page of it',
  kinds: ['pdf'],
  run({ facts }) {
    if (facts.isLocked) return [];
    if (facts.pages === undefined) {
      return [
        {
          severity: 'block',
          measured: facts.problems?.pdfium ?? null,
          message: 'The PDF cannot be opened: it is damaged or not whole. Export it again.',
        },
      ];
    }
    if (!facts.problems?.pages) return [];
    return [
      {
        severity: 'block',
        measured: facts.problems.pages,
        message: `In the PDF, ${facts.problems.pages}. Export it again.`,
      },
    ];
  },
});
