import { defineCheck } from '../check.ts';

const sentence = 'The file ends too early: part of it is missing. Copy or export it again.';

export const truncated = defineCheck({
  id: 'truncated',
  summary: 'The file is whole, down to its end',
  kinds: ['pdf', 'png', 'jpeg', 'webp', 'gif', 'zip', '3mf', 'epub', 'docx'],
  run({ kind, facts }) {
    const problems = facts.problems ?? {};
    if (kind === 'pdf') {
      if (!problems.end) return [];
      // Readers repair a missing end when everything before it is there.
      return [{ severity: facts.pages ? 'warn' : 'block', measured: problems.end, message: sentence }];
    }
    if (problems.picture) return [{ severity: 'block', measured: problems.picture, message: sentence }];
    return problems.archive ? [{ severity: 'block', measured: problems.archive, message: sentence }] : [];
  },
});
