import { randomBytes } from 'node:crypto';
import { createShopClock } from '../kit/clock.ts';
import { createFaults } from '../kit/faults.ts';
import { createRateMeter } from '../kit/rate.ts';
import { createRequestLog } from '../kit/request-log.ts';
import { createRouter, type Reply, type ShopRequest } from '../kit/router.ts';
import { startShopServer } from '../kit/shop-server.ts';
import { readSnapshot, writeSnapshot } from '../kit/snapshot.ts';
import type { EtsyContext } from './context.ts';
import { createEtsyControl, type EtsyAdmin } from './control.ts';
import { rateLimited, refuse, serverError } from './errors.ts';
import { expireDue } from './lifecycle.ts';
import { multipartOf } from './multipart.ts';
import { checkApiKey, checkToken, createOauth, hasToken } from './oauth.ts';
import type { EtsyCredentials, EtsySandboxOptions } from './options.ts';
import { etsyRoutes } from './routes.ts';
import { createEtsySpec } from './spec.ts';
import { type EtsyState, newState } from './state.ts';
import { createWebhookQueue } from './webhooks.ts';

export interface EtsySandbox {
  /** The origin; the API is below `/v3/application`, the consent page at `/oauth/connect`. */
  url: string;
  credentials: EtsyCredentials;
  shopId: number;
  userId: number;
  /** False when the vendor's description was not found: requests are then only checked by the rules here. */
  isSpecChecked: boolean;
  admin: EtsyAdmin;
  close(): Promise<void>;
}

const tokenPath = '/v3/public/oauth/token';

export async function startEtsySandbox(options: EtsySandboxOptions = {}): Promise<EtsySandbox> {
  const clock = createShopClock(options.startAt);
  const log = createRequestLog();
  const faults = createFaults({ seed: options.seed ?? 1, ...options.faults });
  const rate = createRateMeter(clock, options.limits ?? { perSecond: 10, perDay: 10_000 });
  const restored = options.stateFile ? readSnapshot<EtsyState>(options.stateFile) : undefined;
  const state =
    restored ?? newState(options.shopName ?? 'SandboxPatterns', options.currency ?? 'USD', options.seed ?? 1);
  const context: EtsyContext = {
    state,
    clock,
    options,
    credentials: {
      keystring: options.credentials?.keystring ?? 'sandboxkeystring00000001',
      sharedSecret: options.credentials?.sharedSecret ?? randomBytes(5).toString('hex'),
    },
    url: '',
    emit: (eventType, receiptId) => webhooks.emit(eventType, receiptId),
  };
  const webhooks = createWebhookQueue(context);
  const oauth = createOauth(context);
  const spec = createEtsySpec(options.specsDir, state.violations);
  const router = createRouter(etsyRoutes);
  const admin = createEtsyControl({ context, faults, log, rate, webhooks });

  async function api(request: ShopRequest): Promise<Reply> {
    checkApiKey(context, request);
    const match = router.find(request.method, request.path);
    if (!match) throw refuse(404, 'Resource not found');
    const { route } = match;
    const { target } = route;
    request.params = match.params;
    if (target.scopes.length > 0) checkToken(context, request, target.scopes);
    const contentType = request.headers['content-type'] ?? '';
    if (target.body === 'form' && !contentType.startsWith('application/x-www-form-urlencoded')) {
      spec.check(route.pattern, request);
      throw refuse(415, 'Supported content types: application/x-www-form-urlencoded');
    }
    if (target.body === 'json' && !contentType.startsWith('application/json'))
      throw refuse(415, 'Supported content types: application/json');
    for (const [name, value] of Object.entries(match.params))
      if (!/^[1-9]\d*$/.test(value)) throw refuse(400, `${name} must be a positive number`);
    const form = target.multipart ? await multipartOf(request) : undefined;
    spec.check(route.pattern, request, form);
    if (target.multipart && form) return target.multipart(context, request, form);
    if (!target.plain) throw refuse(404, 'Resource not found');
    return target.plain(context, request, hasToken(context, request));
  }

  async function answer(request: ShopRequest): Promise<Reply> {
    expireDue(context);
    if (request.path === '/oauth/connect' && request.method === 'GET') return oauth.connect(request);
    if (request.path === tokenPath && request.method === 'POST') return oauth.token(request);
    const image = /^\/images\/[^/]+\/(\d+)$/.exec(request.path)?.[1];
    const stored = image ? state.images[image] : undefined;
    if (stored) return { status: 200, body: stored.bytes, headers: { 'content-type': stored.mimeType } };
    if (!request.path.startsWith('/v3/application/')) return { status: 404, body: '<h1>Not found</h1>' };
    const verdict = rate.take();
    const headers = {
      'x-limit-per-second': String(verdict.limitPerSecond),
      'x-remaining-this-second': String(verdict.remainingThisSecond),
      'x-limit-per-day': String(verdict.limitPerDay),
      'x-remaining-today': String(verdict.remainingToday),
    };
    const reply = verdict.isAllowed
      ? await api(request).catch(replyOf)
      : rateLimited(verdict.retryAfterSeconds);
    return { ...reply, headers: { ...headers, ...reply.headers } };
  }

  const server = await startShopServer({
    port: options.port ?? 0,
    clock,
    log,
    faults,
    answer,
    control: admin as never,
    controlFile: (path) => buyerFile(admin, path),
    isWrite: (request) => request.method !== 'GET' && request.method !== 'HEAD' && request.path !== tokenPath,
    serverError,
    rateLimited,
    onCall: options.onCall,
  });
  context.url = server.url;
  if (!restored) for (const listing of options.listings ?? []) admin.seed(listing);

  return {
    url: server.url,
    credentials: context.credentials,
    shopId: state.shopId,
    userId: state.userId,
    isSpecChecked: spec.isLoaded,
    admin,
    close: async () => {
      webhooks.close();
      await server.close();
      if (options.stateFile) writeSnapshot(options.stateFile, state);
    },
  };
}

/** A refusal with its rate headers still to come. */
function replyOf(error: unknown): Reply {
  if (error instanceof Error && 'reply' in error) return error.reply as Reply;
  throw error;
}

/** `/_sandbox/orders/<receipt>/files` and `…/files/<file>`: the buyer's download page. */
function buyerFile(admin: EtsyAdmin, path: string): Reply | undefined {
  const match = /^\/_sandbox\/orders\/(\d+)\/files(?:\/(\d+))?$/.exec(path);
  if (!match) return undefined;
  let files: ReturnType<EtsyAdmin['files']>;
  try {
    files = admin.files({ receiptId: Number(match[1]) });
  } catch {
    return { status: 404, body: { error: 'No such order' } };
  }
  if (!match[2]) return { status: 200, body: { files: files.map(({ bytes: _bytes, ...file }) => file) } };
  const file = files.find((entry) => entry.fileId === Number(match[2]));
  if (!file) return { status: 404, body: { error: 'The buyer may not have this file' } };
  return {
    status: 200,
    body: file.bytes(),
    headers: {
      'content-type': file.mimeType,
      'content-disposition': `attachment; filename="${file.name}"`,
    },
  };
}
