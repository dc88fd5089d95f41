import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../kit/ctx.ts';
import { HubError, isHubError } from '../../kit/errors.ts';
import { type Host, runOperation } from '../../kit/run-operation.ts';
import {
  countDownload,
  countShopDownload,
  type Library,
  type OpenedLink,
  openAddress,
  openLink,
  prepareDownload,
  readLibrary,
  readStudioName,
  renewLink,
} from '../../modules/delivery/index.ts';
import { setBuyerConsent } from '../../modules/orders/index.ts';
import {
  askPage,
  closedLinkPage,
  libraryPage,
  linkPage,
  plainPage,
  sentPage,
  styleSheet,
} from '../../store/index.ts';
import { asHubError } from '../problems.ts';
import { createLimiter } from './limiter.ts';
import { createRefusals } from './refusals.ts';
import { sendBytes } from './send-bytes.ts';
import { createTurnstile, type Turnstile } from './turnstile.ts';

type TokenRoute = { Params: { token: string } };

/** Tokens that were never given out, from one address: past it somebody guesses. Good ones are not counted. */
const unknownAMinute = 120;
/** Links looked up at once: with more, each would wait for the database longer than it takes in turn. */
const openedAtOnce = 16;
const waitingAtMost = 20_000;

/** What buyers and shops fetch: links, the library, our addresses in shops. HTML for people, never a problem document. */
export function registerDownloads(app: FastifyInstance, host: Host): void {
  void app.register(async (scope) => {
    if (!scope.hasContentTypeParser('application/x-www-form-urlencoded'))
      scope.addContentTypeParser(
        'application/x-www-form-urlencoded',
        { parseAs: 'string', bodyLimit: 4096 },
        (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
      );
    scope.setErrorHandler((error, request, reply) => showError(host, error, request, reply));
    const { linkOrigin } = host.ports.storage;
    if (linkOrigin)
      scope.addHook('onSend', async (_request, reply) => {
        // a browser follows a form to the store only where the page says so
        const policy = reply.getHeader('content-security-policy');
        if (typeof policy === 'string')
          void reply.header(
            'content-security-policy',
            policy.replace("form-action 'self'", `form-action 'self' ${linkOrigin}`),
          );
      });
    scope.get('/buyer/style.css', async (_request, reply) =>
      reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=3600').send(styleSheet),
    );
    const unknown = createRefusals({ max: unknownAMinute, windowMs: 60_000 });
    scope.addHook('onRequest', (request, _reply, done) => {
      const retryAfterMs = hasToken(request) ? unknown.isTooMany(request.ip) : null;
      if (retryAfterMs === null) done();
      else
        done(
          new HubError('rate-limited', 'This was asked for very often. Please wait a minute.', {
            retryAfterMs,
          }),
        );
    });
    scope.addHook('onResponse', (request, reply, done) => {
      if (reply.statusCode === 404 && hasToken(request)) unknown.count(request.ip);
      done();
    });
    registerLinks(scope, host);
    registerLibrary(scope, host);
    registerAddresses(scope, host);
  });
}

const hasToken = (request: FastifyRequest): boolean => request.routeOptions.url?.includes('/:token') === true;

function registerLinks(scope: FastifyInstance, host: Host): void {
  const inTurn = createTurnstile({ atOnce: openedAtOnce, mostWaiting: waitingAtMost });
  scope.get<TokenRoute>('/d/:token', unlimited, async (request, reply) => {
    const opened = await inTurn(() => openLink(host, request.params.token));
    if (!opened) return unknownLink(host, reply);
    if (!request.headers.accept?.includes('text/html')) return download(host, request, reply, opened, inTurn);
    const studio = await readStudioName(host.db);
    if (opened.state !== 'open') return closed(reply, opened, request.params.token, studio);
    return show(reply, 200, linkPage(opened, request.params.token, studio));
  });
  scope.get<{ Params: { token: string; name: string } }>(
    '/d/:token/:name',
    unlimited,
    async (request, reply) => {
      const opened = await inTurn(() => openLink(host, request.params.token));
      return opened ? download(host, request, reply, opened, inTurn) : unknownLink(host, reply);
    },
  );
  const limit = createLimiter({ max: 10, windowMs: 10 * 60 * 1000 });
  scope.post<TokenRoute>('/d/:token/again', async (request, reply) => {
    limit(request.ip);
    const opened = await openLink(host, request.params.token);
    if (opened) await askForMail(host, { buyerId: opened.buyerId });
    return show(reply, 200, sentPage(await readStudioName(host.db)));
  });
}

/** A token opens what one person bought: a fair full of buyers behind one address is no attack. */
const unlimited = { config: { rateLimit: false as const } };

async function download(
  host: Host,
  request: FastifyRequest<TokenRoute>,
  reply: FastifyReply,
  opened: OpenedLink,
  inTurn: Turnstile,
): Promise<FastifyReply> {
  const { token } = request.params;
  const mayResume = opened.state === 'used-up' && opened.hasStarted && isResume(request);
  if (opened.state !== 'open' && !mayResume)
    return closed(reply, opened, token, await readStudioName(host.db));
  const file = await inTurn(() => prepareDownload(host, opened));
  const isSent = await sendBytes(host, request, reply, file, {
    disposition: 'attachment',
    cacheControl: 'private, no-store',
    onStart: async (isPart) =>
      (isPart && opened.hasStarted) || inTurn(() => countDownload(host, opened, file)),
    mayRedirect: true,
  });
  return isSent
    ? reply
    : closed(reply, { ...opened, state: 'used-up' }, token, await readStudioName(host.db));
}

const isResume = (request: FastifyRequest): boolean => /^bytes=[1-9]/.test(request.headers.range ?? '');

function registerLibrary(scope: FastifyInstance, host: Host): void {
  scope.get('/my', async (_request, reply) => show(reply, 200, askPage(await readStudioName(host.db))));
  const limit = createLimiter({ max: 10, windowMs: 10 * 60 * 1000 });
  scope.post<{ Body: { email?: string } | undefined }>('/my', async (request, reply) => {
    const studio = await readStudioName(host.db);
    limit(request.ip);
    const email = String(request.body?.email ?? '').trim();
    if (!/^[^\s@]{1,64}@[^\s@]{1,190}$/.test(email))
      return show(reply, 422, askPage(studio, 'That is not a full e-mail address. It needs an @.'));
    await askForMail(host, { email });
    return show(reply, 200, sentPage(studio));
  });
  scope.get<TokenRoute>('/my/:token', async (request, reply) => {
    const library = await openLibrary(host, request.params.token);
    return show(reply, 200, libraryPage(library, request.params.token, await readStudioName(host.db)));
  });
  scope.post<{ Params: { token: string; releaseFileId: string } }>(
    '/my/:token/get/:releaseFileId',
    async (request, reply) => {
      const { token, releaseFileId } = request.params;
      const library = await openLibrary(host, token);
      const { linkToken, name } = await renewLink(host, library, releaseFileId);
      return reply.redirect(`/d/${linkToken}/${encodeURIComponent(name)}`, 303);
    },
  );
  scope.post<TokenRoute & { Body: { consent?: string } | undefined }>(
    '/my/:token/news',
    async (request, reply) => {
      const { token } = request.params;
      const { buyerId } = await openLibrary(host, token);
      const consent = request.body?.consent === 'yes' ? 'yes' : 'no';
      await runOperation(host, setBuyerConsent, asBuyer(buyerId), { buyerId, consent });
      return reply.redirect(`/my/${token}`, 303);
    },
  );
  scope.get<{ Params: { token: string; sha256: string } }>(
    '/my/:token/cover/:sha256',
    async (request, reply) => {
      const library = await openLibrary(host, request.params.token);
      const cover = library.patterns.find((one) => one.cover?.sha256 === request.params.sha256)?.cover;
      const sizeBytes = cover ? await host.ports.storage.size(cover.sha256) : null;
      if (!cover || sizeBytes === null)
        throw new HubError('not-found', 'This picture is not there any more.');
      await sendBytes(
        host,
        request,
        reply,
        { ...cover, sizeBytes, name: 'cover' },
        {
          disposition: 'inline',
          cacheControl: 'private, max-age=86400',
        },
      );
      return reply;
    },
  );
}

/** Addresses that shops fetch from: pictures, and files as copies made for that shop. */
function registerAddresses(scope: FastifyInstance, host: Host): void {
  for (const path of ['/a/:token/:name', '/f/:token/:name'])
    scope.get<{ Params: { token: string; name: string } }>(path, unlimited, async (request, reply) => {
      const found = await openAddress(host, request.params.token);
      if (!found) return unknownLink(host, reply);
      await sendBytes(host, request, reply, found, {
        disposition: found.kind === 'image' ? 'inline' : 'attachment',
        cacheControl: found.kind === 'image' ? 'public, max-age=86400' : 'private, no-store',
        onStart: async (isPart) => {
          if (found.kind === 'file' && !isPart) await countShopDownload(host, found.listingId, found);
          return true;
        },
      });
      return reply;
    });
}

const asBuyer = (buyerId: string): Actor => ({
  kind: 'buyer',
  id: buyerId,
  name: 'The buyer',
  scopes: new Set(['orders:write']),
  designerId: null,
});

async function openLibrary(host: Host, token: string): Promise<Library> {
  const library = await readLibrary(host, token);
  if (typeof library !== 'string') return library;
  throw new HubError(
    'not-found',
    library === 'unknown'
      ? 'This address is not complete, or it never was. Open the link in your mail again.'
      : 'The link to your page has ended. Ask for a new one; your patterns are still yours.',
  );
}

const askForMail = (host: Host, who: { email: string } | { buyerId: string }): Promise<void> =>
  host.transaction((tx) =>
    host.ports.queue.enqueue(tx, 'delivery.mailLibrary', { ...who, askedAtMs: host.clock.now().getTime() }),
  );

const unknownLink = async (host: Host, reply: FastifyReply): Promise<FastifyReply> =>
  show(
    reply,
    404,
    plainPage(
      'This link is not known',
      'Perhaps it was cut off in the mail. Copy the whole link, or ask for a new one.',
      await readStudioName(host.db),
    ),
  );

function closed(reply: FastifyReply, opened: OpenedLink, token: string, studio: string): FastifyReply {
  const state = opened.state === 'open' ? 'used-up' : opened.state;
  return show(reply, 410, closedLinkPage(state, opened.reason, token, studio));
}

function show(reply: FastifyReply, status: number, page: string): FastifyReply {
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'private, no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-robots-tag', 'noindex')
    .header('x-content-type-options', 'nosniff')
    .header(
      'content-security-policy',
      "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    )
    .send(page);
}

async function showError(
  host: Host,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const known = asHubError(error);
  if (known.code === 'unavailable')
    return show(
      reply.header('retry-after', '5'),
      503,
      plainPage('One moment, please', 'The page cannot be shown just now. Try again in a minute.', ''),
    );
  const studio = await readStudioName(host.db).catch(() => '');
  if (isHubError(error) && error.code === 'not-found')
    return show(reply, 404, plainPage('Not found', error.message, studio));
  if (isHubError(error) && error.code === 'rate-limited')
    return show(reply, 429, plainPage('A little slower, please', error.message, studio));
  const status = (error as { statusCode?: number }).statusCode;
  if (!isHubError(error) && status && status >= 400 && status < 500)
    return show(reply, status, plainPage('That did not work', 'Go back and try again.', studio));
  host.log.error({ err: error, url: request.routeOptions.url }, 'buyer page');
  return show(
    reply,
    500,
    plainPage(
      'Your file is not ready',
      'Something is not right on our side. Please try again in a few minutes; if it stays so, write to the shop where you bought.',
      studio,
    ),
  );
}
