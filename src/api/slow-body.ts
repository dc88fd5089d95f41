import type { FastifyRequest } from 'fastify';
import { bodyTimeMs } from './limits.ts';

/** Routes that take files of any size: there only silence ends a request. */
const isUpload = (request: FastifyRequest): boolean => /\/files$/.test(request.routeOptions.url ?? '');

/** Cuts a request whose body is not whole in time. Without a body this is nothing. */
export function limitBodyTime(request: FastifyRequest, limitMs: number = bodyTimeMs): void {
  const { raw } = request;
  const hasBody =
    raw.headers['content-length'] !== undefined || raw.headers['transfer-encoding'] !== undefined;
  if (!hasBody || raw.complete || isUpload(request)) return;
  const timer = setTimeout(() => {
    if (!raw.complete) raw.socket.destroy();
  }, limitMs);
  timer.unref();
  raw.once('end', () => clearTimeout(timer));
  raw.once('close', () => clearTimeout(timer));
}
