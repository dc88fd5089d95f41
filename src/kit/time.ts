import { z } from 'zod';

/** A moment in an operation's output: a Date inside, ISO 8601 in UTC outside. */
export const At = z
  .date()
  .transform((date) => date.toISOString())
  .pipe(z.iso.datetime());
