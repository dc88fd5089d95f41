import { defineCheck } from '../check.ts';

export const pdfStreams = defineCheck({
  id: 'pdf-streams',
  summary: 'Nothing in the PDF swells when it is opened',
  kinds: ['pdf'],
  run({ facts }) {
    if (!facts.problems?.streams) return [];
    return [
      {
        severity: 'block',
        measured: facts.problems.streams,
        message:
          'A part of the PDF is packed twice and swells to over 100 MB: readers hang on it and virus scanners take it for an attack. Export it again.',
      },
    ];
  },
});
