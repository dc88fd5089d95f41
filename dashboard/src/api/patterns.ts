import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, done, live, nextCursor } from './client.ts';
import type { Answer, Body } from './types.ts';

export type Pattern = Answer<'catalog.getPattern'>;
export type PatternChanges = Body<'catalog.updatePattern'>;
export type PatternState = Pattern['state'];

export interface PatternFilter {
  search?: string | undefined;
  state?: PatternState | undefined;
}

export const patternsQuery = (filter: PatternFilter) =>
  infiniteQueryOptions({
    queryKey: ['patterns', filter],
    meta: { topics: ['pattern'] },
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      done(api.GET('/patterns', { params: { query: { ...filter, cursor: pageParam, limit: 100 } }, signal })),
    getNextPageParam: nextCursor,
  });

export const searchPatternsQuery = (search: string) =>
  live(['pattern'], ['patterns', 'search', search], () =>
    done(api.GET('/patterns', { params: { query: { search, limit: 8 } } })),
  );

export const patternQuery = (patternId: string) =>
  live(['pattern'], ['patterns', patternId], () =>
    done(api.GET('/patterns/{patternId}', { params: { path: { patternId } } })),
  );
