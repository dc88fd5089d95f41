import { z } from 'zod';

export const FileName = z
  .string()
  .trim()
  .min(1, 'The file has no name.')
  .max(200)
  .refine((name) => !/[\\/\p{Cc}]/u.test(name), 'A file name has no slashes.');

export const RoleName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'A role is a short word such as a4, instructions or chart.')
  .meta({ description: 'What the file is for: a4, letter, a0, projector, instructions, chart …' });

export const Language = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$/, 'A language is a code such as en, de or pt-BR.');
