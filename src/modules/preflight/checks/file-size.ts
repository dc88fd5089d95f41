import { defineCheck } from '../check.ts';
import { megabytes } from '../words.ts';

const largeBytes = 20_000_000;

export const fileSize = defineCheck({
  id: 'file-size',
  summary: 'The file is small enough for every shop and for a phone',
  kinds: null,
  run: ({ sizeBytes }) =>
    sizeBytes <= largeBytes
      ? []
      : [
          {
            severity: sizeBytes > 5 * largeBytes ? 'warn' : 'note',
            measured: megabytes(sizeBytes),
            expected: megabytes(largeBytes),
            message: `The file is ${megabytes(sizeBytes)}. Some shops take 20 MB a file and no more: there it cannot be listed as it is.`,
          },
        ],
});
