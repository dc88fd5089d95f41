import { createShopClock } from '../kit/clock.ts';
import { createFaults } from '../kit/faults.ts';
import { createRequestLog } from '../kit/request-log.ts';
import { createRouter, jsonOf, type Reply, type ShopRequest } from '../kit/router.ts';
import { startShopServer } from '../kit/shop-server.ts';
import { readSnapshot, writeSnapshot } from '../kit/snapshot.ts';
import { createAuth, type WooKey } from './auth.ts';
import type { WooContext } from './context.ts';
import { createWooControl, type WooAdmin } from './control.ts';
import { followDownload } from './downloads.ts';
import { rateLimited, refuse, serverError } from './errors.ts';
import type { WooCredentials, WooSandboxOptions } from './options.ts';
import { wooRoutes } from './routes.ts';
import { createWooSpec } from './spec.ts';
import { newState, type WooState } from './state.ts';
import { createWebhooks } from './webhooks.ts';

export interface WooSandbox {
  /** The site; the API is below `/wp-json/wc/v3`. */
  url: string;
  credentials: WooCredentials;
  /** False when the shop's description was not found: bodies are then only checked by the rules here. */
  isSpecChecked: boolean;
  admin: WooAdmin;
  close(): Promise<void>;
}

export async function startWooSandbox(options: WooSandboxOptions = {}): Promise<WooSandbox> {
  const clock = createShopClock(options.startAt);
  const log = createRequestLog();
  const faults = createFaults({ seed: options.seed ?? 1, ...options.faults });
  const restored = options.stateFile ? readSnapshot<WooState>(options.stateFile) : undefined;
  const state = restored ?? newState(options.currency ?? 'EUR');
  const context: WooContext = {
    state,
    clock,
    shopName: options.shopName ?? 'Sandbox Patterns',
    url: '',
    emit: (topic, id) => webhooks.emit(topic, id),
  };
  const webhooks = createWebhooks(context);
  const spec = createWooSpec(options.specsDir, state.violations);
  const router = createRouter(wooRoutes(spec));
  const credentials: WooCredentials = {
    consumerKey: options.credentials?.consumerKey ?? `ck_${'5a'.repeat(20)}`,
    consumerSecret: options.credentials?.consumerSecret ?? `cs_${'c3'.repeat(20)}`,
  };
  const keys: WooKey[] = [{ ...credentials, permissions: 'read_write' }];
  const auth = createAuth({
    keys: () => keys,
    clock,
    isHttps: options.isHttps ?? false,
    origin: () => context.url,
  });
  const admin = createWooControl({ context, faults, log, webhooks, keys });

  async function answer(request: ShopRequest): Promise<Reply> {
    if (request.path === '/' && request.query.has('download_file')) return followDownload(context, request);
    const image = /^\/wp-content\/uploads\/(\d+)\./.exec(request.path)?.[1];
    const stored = image ? state.images[image] : undefined;
    if (stored) return { status: 200, body: stored.bytes, headers: { 'content-type': stored.mimeType } };
    if (/^\/wp-json\/?$/.test(request.path))
      return { status: 200, body: { name: context.shopName, url: context.url, namespaces: ['wc/v3'] } };
    if (!request.path.startsWith('/wp-json/')) return { status: 404, body: '<h1>Not found</h1>' };
    const match = router.find(request.method, request.path);
    if (!match) throw refuse(404, 'rest_no_route', 'No route was found matching the URL and request method.');
    // The index is open; all else needs a key.
    if (match.route.pattern !== '/wp-json/wc/v3') auth.check(request);
    request.params = match.params;
    if (request.body.length > 0 && request.headers['content-type']?.includes('json')) {
      if (jsonOf(request.body) === undefined)
        throw refuse(400, 'rest_invalid_json', 'Invalid JSON body passed.');
    }
    return match.route.target(context, request);
  }

  const server = await startShopServer({
    port: options.port ?? 0,
    clock,
    log,
    faults,
    answer,
    control: admin as never,
    controlFile: (path) => buyerLinks(admin, path),
    isWrite: (request) => request.method !== 'GET' && request.method !== 'HEAD',
    serverError,
    rateLimited,
    onCall: options.onCall,
  });
  context.url = server.url;
  if (!restored) for (const product of options.products ?? []) await admin.seed(product);

  return {
    url: server.url,
    credentials,
    isSpecChecked: spec.isLoaded,
    admin,
    close: async () => {
      webhooks.close();
      await server.close();
      if (options.stateFile) writeSnapshot(options.stateFile, state);
    },
  };
}

/** `/_sandbox/orders/<order>/files`: the links of the buyer's e-mail. */
function buyerLinks(admin: WooAdmin, path: string): Reply | undefined {
  const id = /^\/_sandbox\/orders\/(\d+)\/files$/.exec(path)?.[1];
  if (!id) return undefined;
  try {
    const files = admin.downloads({ orderId: Number(id) });
    return {
      status: 200,
      body: { files: files.map((file) => ({ name: file.file.name, url: file.download_url })) },
    };
  } catch {
    return { status: 404, body: { error: 'No such order' } };
  }
}
