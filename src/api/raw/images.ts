import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { HubError } from '../../kit/errors.ts';
import { Sha256 } from '../../kit/ids.ts';
import { type Host, runOperation } from '../../kit/run-operation.ts';
import { getPattern } from '../../modules/catalog/index.ts';
import { sendBytes } from './send-bytes.ts';

const Params = z.object({ patternId: z.uuid(), imageId: z.union([z.uuid(), Sha256]) });

/**
 * `GET /api/patterns/:patternId/images/:imageId`: a picture for the dashboard, by its id or its SHA-256. Files that are sold
 * have no such route.
 */
export function registerImages(app: FastifyInstance, host: Host): void {
  app.get('/api/patterns/:patternId/images/:imageId', async (request, reply) => {
    const actor = await app.authenticate(request);
    const params = Params.safeParse(request.params);
    const missing = new HubError('not-found', 'There is no such picture.');
    if (!params.success) throw missing;
    const pattern = await runOperation(host, getPattern, actor, { patternId: params.data.patternId });
    const image = pattern.images.find((one) => [one.id, one.sha256].includes(params.data.imageId));
    if (!image) throw missing;
    const { sha256, sizeBytes, contentType } = image;
    const how = { disposition: 'inline', cacheControl: 'private, max-age=31536000, immutable' } as const;
    await sendBytes(host, request, reply, { sha256, sizeBytes, contentType, name: pattern.title }, how);
    return reply;
  });
}
