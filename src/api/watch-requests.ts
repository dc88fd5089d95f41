import type { FastifyInstance } from 'fastify';
import type { Log } from '../kit/log.ts';
import { defineCounter } from '../kit/metrics.ts';
import { tellStory } from '../kit/story.ts';

const labels = ['method', 'route', 'status'] as const;
const requests = defineCounter('spindle_http_requests_total', 'Requests by route and status.', labels);
const seconds = defineCounter(
  'spindle_http_request_seconds_total',
  'Time until the last byte was handed over, by route and status.',
  labels,
);

/** Every line of the log that a request causes carries its id; each request is counted, and a line at level info. */
export function watchRequests(app: FastifyInstance, log: Log): void {
  app.addHook('onRequest', (request, _reply, done) => tellStory({ requestId: request.id }, done));
  app.addHook('onResponse', (request, reply, done) => {
    // the route's pattern: addresses hold tokens, and there are ever new ones
    const route = request.routeOptions.url ?? 'none';
    const named = { method: request.method, route, status: String(reply.statusCode) };
    requests.add(named);
    seconds.add(named, reply.elapsedTime / 1000);
    log.info(
      { requestId: request.id, ms: Math.round(reply.elapsedTime) },
      `${named.method} ${route} ${named.status}`,
    );
    done();
  });
}
