import { defineCheck } from '../check.ts';

export const knownKind = defineCheck({
  id: 'known-kind',
  summary: 'We know what kind of file it is',
  kinds: ['unknown'],
  run: () => [
    {
      severity: 'warn',
      message:
        'We do not know this kind of file, so nothing in it could be checked. Open it once yourself before you publish.',
    },
  ],
});
