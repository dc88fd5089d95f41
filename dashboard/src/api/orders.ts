import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, done, live, nextCursor } from './client.ts';
import type { Answer } from './types.ts';

export type Order = Answer<'orders.getOrder'>;
export type OrderSummary = Answer<'orders.listOrders'>['items'][number];

export interface OrderFilter {
  words?: string | undefined;
  tests?: 'with' | 'without' | 'only' | undefined;
  unknownOnly?: boolean | undefined;
}

export const ordersQuery = (filter: OrderFilter) =>
  infiniteQueryOptions({
    queryKey: ['orders', filter],
    meta: { topics: ['order'] },
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      done(api.GET('/orders', { params: { query: { ...filter, cursor: pageParam, limit: 100 } }, signal })),
    getNextPageParam: nextCursor,
  });

export const orderQuery = (orderId: string) =>
  live(['order'], ['orders', orderId], () =>
    done(api.GET('/orders/{orderId}', { params: { path: { orderId } } })),
  );

export const deliveryQuery = (orderId: string) =>
  live(['order'], ['orders', orderId, 'delivery'], () =>
    done(api.GET('/orders/{orderId}/delivery', { params: { path: { orderId } } })),
  );

export const orderNumbersQuery = live(['order'], ['orders', 'numbers'], () =>
  done(api.GET('/orders/numbers')),
);

export const buyersQuery = (words: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['buyers', words],
    meta: { topics: ['order'] },
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      done(api.GET('/buyers', { params: { query: { words, cursor: pageParam, limit: 100 } }, signal })),
    getNextPageParam: nextCursor,
  });

export const buyerQuery = (buyerId: string) =>
  live(['order'], ['buyers', buyerId], () =>
    done(api.GET('/buyers/{buyerId}', { params: { path: { buyerId } } })),
  );
