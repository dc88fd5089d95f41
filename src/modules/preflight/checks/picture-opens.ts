import { defineCheck, type NewFinding } from '../check.ts';

export const pictureOpens = defineCheck({
  id: 'picture-opens',
  summary: 'The picture can be shown, in colours that screens have',
  kinds: ['png', 'jpeg', 'webp', 'gif'],
  run({ facts }): NewFinding[] {
    if (facts.problems?.header) {
      return [
        {
          severity: 'block',
          measured: facts.problems.header,
          message: 'The picture cannot be opened, or it has more pixels than is safe. Export it again.',
        },
      ];
    }
    return facts.colourSpace === 'cmyk'
      ? [
          {
            severity: 'warn',
            measured: 'CMYK',
            expected: 'sRGB',
            message: 'The picture has print colours (CMYK). In a browser they look wrong: export it as sRGB.',
          },
        ]
      : [];
  },
});
