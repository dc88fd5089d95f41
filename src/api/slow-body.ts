import type { FastifyInstance, FastifyRequest } from 'fastify';
import { bodyTimeMs } from './limits.ts';

/** Routes that take files of any size: there only silence ends a request. */
const isUpload = (request: FastifyRequest): boolean => /\/files$/.test(request.routeOptions.url ?? '');

/**
 * Cuts requests whose body is not whole in time, at most a quarter of it later: one clock looks at those that are open, since a
 * timer for each costs a rush of small ones more than it guards.
 */
export function limitBodyTime(app: FastifyInstance, limitMs: number = bodyTimeMs): void {
  /** Request → when its time is over; the first that came is the first to be over. */
  const open = new Map<FastifyRequest, number>();
  const look = (): void => {
    const now = performance.now();
    for (const [request, overAt] of open) {
      if (overAt > now) return;
      open.delete(request);
      if (!request.raw.complete) request.raw.socket.destroy();
    }
  };
  const clock = setInterval(look, Math.min(1000, limitMs / 4)).unref();
  app.addHook('onClose', async () => clearInterval(clock));
  app.addHook('onRequest', (request, _reply, done) => {
    const { raw } = request;
    const hasBody =
      raw.headers['content-length'] !== undefined || raw.headers['transfer-encoding'] !== undefined;
    if (hasBody && !raw.complete && !isUpload(request)) open.set(request, performance.now() + limitMs);
    done();
  });
  app.addHook('preValidation', (request, _reply, done) => {
    if (request.raw.complete) open.delete(request);
    done();
  });
}
