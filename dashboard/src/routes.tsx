import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Shell } from './shell/shell.tsx';
import { NotFound, PageProblem, PageSkeleton } from './ui/page-states.tsx';

/** What stands behind the question mark: filters, tabs, a selection. Every view has an address that can be shared. */
type Search = Record<string, string | undefined>;

const root = createRootRoute({ notFoundComponent: NotFound });
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });

const page = <P extends string>(path: P, load: () => Promise<{ default: () => React.ReactNode }>) =>
  createRoute({
    getParentRoute: () => shell,
    path,
    component: lazyRouteComponent(load),
    validateSearch: (search: Record<string, unknown>): Search =>
      Object.fromEntries(
        Object.entries(search).map(([key, value]) => [key, value === undefined ? value : String(value)]),
      ),
  });

/** Every page, one line each; its code is fetched when it is opened. */
const pages = [
  page('/', () => import('./pages/board/board-page.tsx')),
  page('/patterns', () => import('./pages/patterns/patterns-page.tsx')),
  page('/patterns/$patternId', () => import('./pages/patterns/pattern-page.tsx')),
  page('/shops', () => import('./pages/shops/shops-page.tsx')),
  page('/shops/connect', () => import('./pages/shops/connect-page.tsx')),
  page('/shops/$channelId', () => import('./pages/shops/shop-page.tsx')),
  page('/shops/$channelId/adopt', () => import('./pages/shops/adopt-page.tsx')),
  page('/plan', () => import('./pages/plan/plan-page.tsx')),
  page('/orders', () => import('./pages/orders/orders-page.tsx')),
  page('/orders/$orderId', () => import('./pages/orders/order-page.tsx')),
  page('/buyers', () => import('./pages/buyers/buyers-page.tsx')),
  page('/buyers/$buyerId', () => import('./pages/buyers/buyer-page.tsx')),
  page('/notices', () => import('./pages/notices/notices-page.tsx')),
  page('/notices/$noticeId', () => import('./pages/notices/notice-page.tsx')),
  page('/outbox', () => import('./pages/notices/outbox-page.tsx')),
  page('/activity', () => import('./pages/activity/activity-page.tsx')),
  page('/settings', () => import('./pages/settings/settings-page.tsx')),
] as const;

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('./pages/sign-in/sign-in-page.tsx')),
});

export const router = createRouter({
  routeTree: root.addChildren([shell.addChildren(pages), signIn]),
  defaultPreload: 'intent',
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: PageProblem,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
