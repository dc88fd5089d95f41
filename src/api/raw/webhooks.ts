import type { FastifyInstance } from 'fastify';
import { HubError, isHubError } from '../../kit/errors.ts';
import { defineCounter } from '../../kit/metrics.ts';
import type { Host } from '../../kit/run-operation.ts';
import { type Received, receiveWebhook } from '../../modules/orders/index.ts';
import { createRefusals } from './refusals.ts';

const webhooks = defineCounter('spindle_webhooks_total', 'Webhooks of shops by what became of them.', [
  'outcome',
]);

const json = 'application/json; charset=utf-8';
const answers: Record<Received, string> = {
  stored: JSON.stringify({ received: 'stored' }),
  replayed: JSON.stringify({ received: 'replayed' }),
  ping: JSON.stringify({ received: 'ping' }),
};
const largestBody = 2 * 1024 * 1024;
/** A shop with a wrong secret sends far less; its orders are read by the poll in any case. */
const refusalsAMinute = 600;

/**
 * Where shops tell of orders. The raw bytes are kept as they came: signatures are made over these. A sale at a fair comes as
 * thousands at once from one address, so what is signed well is not counted; what is refused is.
 */
export function registerWebhooks(app: FastifyInstance, host: Host): void {
  void app.register(async (scope) => {
    const refusals = createRefusals({ max: refusalsAMinute, windowMs: 60_000 });
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: largestBody }, (_request, body, done) =>
      done(null, body),
    );
    scope.addHook('onRequest', (request, reply, done) => {
      void reply.header('x-content-type-options', 'nosniff');
      const retryAfterMs = refusals.isTooMany(request.ip);
      if (retryAfterMs === null) done();
      else
        done(
          new HubError('rate-limited', 'Too much from this address was refused. Wait a little, then go on.', {
            retryAfterMs,
          }),
        );
    });
    scope.post<{ Params: { channelId: string } }>(
      '/hooks/:channelId',
      { bodyLimit: largestBody, config: { rateLimit: false, isForPrograms: true } },
      async (request, reply) => {
        const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const headers = request.headers as Record<string, string | undefined>;
        try {
          const received = await receiveWebhook(host, request.params.channelId, { headers, rawBody });
          webhooks.add({ outcome: String(received) });
          return reply.type(json).send(answers[received]);
        } catch (error) {
          webhooks.add({ outcome: isHubError(error) ? 'refused' : 'failed' });
          if (isHubError(error) && ['unauthenticated', 'not-found'].includes(error.code))
            refusals.count(request.ip);
          throw error;
        }
      },
    );
  });
}
