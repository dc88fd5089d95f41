import { defineCheck } from '../check.ts';

export const pdfEncrypted = defineCheck({
  id: 'pdf-encrypted',
  summary: 'The PDF opens without a password and without restrictions',
  kinds: ['pdf'],
  run({ facts }) {
    if (facts.isLocked) {
      return [
        {
          severity: 'block',
          message: 'The PDF asks for a password. Your buyers could not open it: export it without one.',
        },
      ];
    }
    if (!facts.isEncrypted) return [];
    return [
      {
        severity: 'warn',
        message:
          'The PDF is encrypted with restrictions (printing, copying). Some readers and copy shops refuse it, and a buyer’s copy cannot be marked: export it without security.',
      },
    ];
  },
});
