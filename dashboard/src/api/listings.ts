import { infiniteQueryOptions } from '@tanstack/react-query';
import type { Status } from '../ui/states.ts';
import { api, done, ifMatch, live, nextCursor } from './client.ts';
import type { Answer } from './types.ts';

export type Board = Answer<'listings.board'>;
export type BoardRow = Board['items'][number];
export type Listing = Answer<'listings.listListings'>['items'][number];
export type Plan = Answer<'listings.plan'>;
export type Remote = Answer<'listings.listAdoption'>['items'][number];

export const boardQuery = (filter: { search?: string | undefined; status?: Status | undefined }) =>
  infiniteQueryOptions({
    queryKey: ['board', filter],
    meta: { topics: ['listing', 'channel', 'pattern', 'hub'] },
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      done(api.GET('/board', { params: { query: { ...filter, cursor: pageParam, limit: 100 } }, signal })),
    getNextPageParam: nextCursor,
  });

export const listingsQuery = (about: {
  patternId?: string;
  channelId?: string;
  status?: Status | undefined;
}) =>
  live(['listing'], ['listings', about], () =>
    done(api.GET('/listings', { params: { query: { ...about, limit: 200 } } })),
  );

/** What waits for the seller, as far as one page of it goes. */
export const needsYouQuery = live(['listing', 'channel'], ['listings', 'needs-you'], () =>
  done(api.GET('/listings', { params: { query: { status: 'needs-you', limit: 200 } } })),
);

export const listingQuery = (listingId: string) =>
  live(['listing'], ['listings', listingId], () =>
    done(api.GET('/listings/{listingId}', { params: { path: { listingId } } })),
  );

export const planQuery = (channelId: string | undefined) =>
  live(['listing', 'channel'], ['plan', channelId], () =>
    done(api.GET('/plan', { params: { query: channelId ? { channelId } : {} } })),
  );

export const adoptionQuery = (channelId: string) =>
  infiniteQueryOptions({
    queryKey: ['adoption', channelId],
    meta: { topics: ['channel', 'listing'] },
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      done(
        api.GET('/channels/{channelId}/adoption', {
          params: { path: { channelId }, query: { cursor: pageParam, limit: 200 } },
          signal,
        }),
      ),
    getNextPageParam: nextCursor,
  });

/** What can be done with one listing by a click; each binds to the version that was shown. */
export const listingActions = {
  pause: '/listings/{listingId}/pause',
  resume: '/listings/{listingId}/resume',
  retry: '/listings/{listingId}/retry',
  'put-back': '/listings/{listingId}/put-back',
  'let-go': '/listings/{listingId}/let-go',
  recreate: '/listings/{listingId}/recreate',
  'accept-drift': '/listings/{listingId}/drift/accept',
  'overwrite-drift': '/listings/{listingId}/drift/overwrite',
  'keep-drift': '/listings/{listingId}/drift/keep',
} as const;
export type ListingAction = keyof typeof listingActions;

export const actOnListing = (listing: { id: string; version: number }, action: ListingAction) =>
  done(
    api.POST(listingActions[action], {
      params: { path: { listingId: listing.id } },
      body: {},
      ...ifMatch(listing.version),
    }),
  );
