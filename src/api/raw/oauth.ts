import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Host } from '../../kit/run-operation.ts';
import { completeConsent } from '../../modules/channels/index.ts';

const Answer = z.object({
  state: z.string().min(1).max(200),
  code: z.string().max(2000).optional(),
  error: z.string().max(200).optional(),
  iss: z.string().max(500).optional(),
});

/** Where shops send the seller's browser back after consent. The state is the proof: random, stored hashed, used once. */
export function registerOauth(app: FastifyInstance, host: Host): void {
  app.get(
    '/oauth/callback',
    { config: { rateLimit: { max: 30, timeWindow: '1 minute' } } },
    async (request, reply) => {
      const { channelId } = await completeConsent(host, Answer.parse(request.query));
      return reply.redirect(`/shops/${channelId}`, 303);
    },
  );
}
