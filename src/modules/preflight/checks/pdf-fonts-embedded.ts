import { defineCheck } from '../check.ts';

export const pdfFontsEmbedded = defineCheck({
  id: 'pdf-fonts-embedded',
  summary: 'Every font that is used lies in the PDF',
  kinds: ['pdf'],
  run({ facts }) {
    const missing = (facts.fonts ?? []).filter((font) => !font.isEmbedded).map((font) => font.name);
    if (missing.length === 0) return [];
    const names =
      missing.slice(0, 5).join(', ') + (missing.length > 5 ? ` and ${missing.length - 5} more` : '');
    return [
      {
        severity: 'warn',
        measured: missing.slice(0, 20).join(', '),
        expected: 'embedded',
        message: `Not every font lies in the PDF (${names}). On another computer the text and its signs may look different: embed all fonts when you export.`,
      },
    ];
  },
});
