import { defineCheck } from '../check.ts';

export const fileNotEmpty = defineCheck({
  id: 'file-not-empty',
  summary: 'The file has something in it',
  kinds: ['empty'],
  run: () => [
    {
      severity: 'block',
      measured: '0 bytes',
      message: 'The file is empty. It was probably still being saved: save it again and put it back.',
    },
  ],
});
