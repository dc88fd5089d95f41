import { z } from 'zod';
import { Id } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { Pattern } from './pattern.ts';
import { readPattern } from './read-patterns.ts';

export const getPattern = defineOperation({
  name: 'catalog.getPattern',
  kind: 'query',
  summary: 'Read one pattern with its images and offers',
  route: { method: 'GET', path: '/patterns/{patternId}' },
  scope: 'catalog:read',
  input: z.object({ patternId: Id }),
  output: Pattern,
  versioned: true,
  run: (ctx, { patternId }) => readPattern(ctx, patternId),
});
