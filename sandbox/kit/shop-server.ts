import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ShopClock } from './clock.ts';
import type { Faults } from './faults.ts';
import type { LoggedCall, RequestLog } from './request-log.ts';
import { type Answer, jsonOf, Refusal, type Reply, type ShopRequest } from './router.ts';

export interface ShopServerOptions {
  port: number;
  clock: ShopClock;
  log: RequestLog;
  faults: Faults;
  /** The vendor's API and pages. */
  answer: Answer;
  /** `/_sandbox/<verb>`: the buyers' side and the controls; never faulted, never logged. */
  control: Record<string, (input: never) => unknown>;
  /** Control paths that answer with bytes; asked before `control`. */
  controlFile?: (path: string) => Reply | undefined;
  isWrite: (request: ShopRequest) => boolean;
  serverError: () => Reply;
  rateLimited: (retryAfterSeconds: number) => Reply;
  onCall?: OnCall | undefined;
}

/** Told of each call as it is logged: the shop has changed, the answer has not left. `arrivedAtMs`: its first byte, since the epoch. */
export type OnCall = (call: Omit<LoggedCall, 'id'>, request: ShopRequest, arrivedAtMs: number) => void;

export interface ShopServer {
  url: string;
  close(): Promise<void>;
}

const bodyLimit = 64 * 1024 * 1024;

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of incoming) {
    size += (part as Buffer).length;
    if (size > bodyLimit) throw new Refusal({ status: 413, body: { error: 'Body too large' } });
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}

function toBytes(reply: Reply): { bytes: Buffer; contentType: string } {
  if (reply.body === undefined) return { bytes: Buffer.alloc(0), contentType: '' };
  if (Buffer.isBuffer(reply.body)) return { bytes: reply.body, contentType: 'application/octet-stream' };
  if (typeof reply.body === 'string')
    return { bytes: Buffer.from(reply.body), contentType: 'text/html; charset=utf-8' };
  return { bytes: Buffer.from(JSON.stringify(reply.body)), contentType: 'application/json; charset=utf-8' };
}

async function send(response: ServerResponse, reply: Reply, pauseMs: number): Promise<void> {
  const { bytes, contentType } = toBytes(reply);
  response.writeHead(reply.status, {
    ...(contentType ? { 'content-type': contentType } : {}),
    ...(reply.status === 204 ? {} : { 'content-length': String(bytes.length) }),
    ...reply.headers,
  });
  if (pauseMs > 0 && bytes.length > 1) {
    response.write(bytes.subarray(0, bytes.length >> 1));
    await sleep(pauseMs);
    response.end(bytes.subarray(bytes.length >> 1));
    return;
  }
  response.end(bytes);
}

async function run(answer: Answer, request: ShopRequest, serverError: () => Reply): Promise<Reply> {
  try {
    return await answer(request);
  } catch (error) {
    if (error instanceof Refusal) return error.reply;
    console.error('sandbox: a route failed', error);
    return serverError();
  }
}

async function runControl(options: ShopServerOptions, request: ShopRequest): Promise<Reply> {
  const file = options.controlFile?.(request.path);
  if (file) return file;
  const verb = request.path.slice('/_sandbox/'.length).replace(/\/$/, '');
  const control = Object.hasOwn(options.control, verb) ? options.control[verb] : undefined;
  if (!control) return { status: 404, body: { error: `No control named ${verb}` } };
  const input =
    request.method === 'GET' ? Object.fromEntries(request.query) : (jsonOf(request.body) ?? undefined);
  try {
    const result = await control(input as never);
    return { status: 200, body: result ?? { ok: true } };
  } catch (error) {
    return { status: 400, body: { error: error instanceof Error ? error.message : String(error) } };
  }
}

export async function startShopServer(options: ShopServerOptions): Promise<ShopServer> {
  const { log, faults, clock } = options;

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrivedAtMs = Date.now();
    const target = incoming.url ?? '/';
    const url = new URL(target, 'http://127.0.0.1');
    const request: ShopRequest = {
      method: incoming.method ?? 'GET',
      path: url.pathname,
      target,
      query: url.searchParams,
      headers: incoming.headers as Record<string, string | undefined>,
      body: await readBody(incoming),
      params: {},
    };
    if (request.path.startsWith('/_sandbox')) return send(response, await runControl(options, request), 0);

    const settings = faults.settings();
    const fault = faults.draw(request.method, request.path);
    if (settings.latencyMs > 0) await sleep(settings.latencyMs);
    const isWrite = options.isWrite(request);
    const runs = fault === undefined || fault.endsWith('-after') || fault === 'slow-body';
    let reply = runs ? await run(options.answer, request, options.serverError) : options.serverError();
    const hadEffect = runs && isWrite && reply.status < 400;
    if (fault === 'rate-limited') reply = options.rateLimited(settings.retryAfterSeconds);
    if (fault === 'fail-after') reply = options.serverError();
    const isCut = fault === 'cut-before' || fault === 'cut-after';
    const call = {
      at: clock.now(),
      method: request.method,
      path: request.path,
      query: url.search,
      status: isCut ? 0 : reply.status,
      ...(fault ? { fault } : {}),
      isWrite,
      hadEffect,
      bodyBytes: request.body.length,
    };
    log.add(call);
    options.onCall?.(call, request, arrivedAtMs);
    if (isCut) {
      incoming.socket.destroy();
      return;
    }
    await send(response, reply, fault === 'slow-body' ? settings.slowBodyMs : 0);
  }

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error: unknown) => {
      if (error instanceof Refusal) void send(response, error.reply, 0);
      else incoming.socket.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
