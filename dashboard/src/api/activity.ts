import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, done, nextCursor } from './client.ts';
import type { Answer } from './types.ts';

export type Activity = Answer<'audit.listActivity'>['items'][number];

export interface ActivityAbout {
  patternId?: string;
  channelId?: string;
  listingId?: string;
  orderId?: string;
}

export const activityQuery = (about: ActivityAbout) =>
  infiniteQueryOptions({
    queryKey: ['activity', about],
    meta: { topics: ['activity'] },
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      done(api.GET('/activity', { params: { query: { ...about, cursor: pageParam, limit: 50 } }, signal })),
    getNextPageParam: nextCursor,
  });
