import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Host } from '../../kit/run-operation.ts';
import { sharedReadiness } from '../../observe/readiness.ts';

const unlimited = { config: { rateLimit: false as const } };

/**
 * `/health/live` (and `/healthz`): the process answers. `/health/ready` (and `/readyz`): it can work; otherwise 503 with each
 * part and a sentence. Neither tells a stranger more.
 */
export function registerHealth(app: FastifyInstance, host: Host): void {
  const ask = sharedReadiness(host);
  const live = async () => ({ status: 'ok' });
  const ready = async (_request: unknown, reply: FastifyReply) => {
    const parts = await ask();
    const isReady = parts.every((part) => part.isReady);
    void reply.header('cache-control', 'no-store').code(isReady ? 200 : 503);
    return { status: isReady ? 'ok' : 'unavailable', parts };
  };
  for (const path of ['/health/live', '/healthz']) app.get(path, unlimited, live);
  for (const path of ['/health/ready', '/readyz']) app.get(path, unlimited, ready);
}
