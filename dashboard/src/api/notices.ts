import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, done, live, nextCursor } from './client.ts';
import type { Answer } from './types.ts';

export type Notice = Answer<'notices.getNotice'>;
export type NoticeSummary = Answer<'notices.listNotices'>['items'][number];

export const noticesQuery = infiniteQueryOptions({
  queryKey: ['notices'],
  meta: { topics: ['notice', 'release'] },
  initialPageParam: undefined as string | undefined,
  queryFn: ({ pageParam, signal }) =>
    done(api.GET('/notices', { params: { query: { cursor: pageParam, limit: 50 } }, signal })),
  getNextPageParam: nextCursor,
});

export const noticeQuery = (noticeId: string) =>
  live(['notice'], ['notices', noticeId], () =>
    done(api.GET('/notices/{noticeId}', { params: { path: { noticeId } } })),
  );

type MessageState = Answer<'mail.listMessages'>['items'][number]['state'];

export const messagesQuery = (state?: MessageState) =>
  infiniteQueryOptions({
    queryKey: ['messages', 'all', state],
    meta: { topics: ['notice', 'order', 'hub'] },
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      done(api.GET('/messages', { params: { query: { state, cursor: pageParam, limit: 50 } }, signal })),
    getNextPageParam: nextCursor,
  });

export const messageQuery = (messageId: string) =>
  live(['notice'], ['messages', messageId], () =>
    done(api.GET('/messages/{messageId}', { params: { path: { messageId } } })),
  );
