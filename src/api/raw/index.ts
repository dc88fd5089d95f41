import type { FastifyInstance } from 'fastify';
import type { Host } from '../../kit/run-operation.ts';
import { registerApprovals } from './approvals.ts';
import { registerDownloads } from './downloads.ts';
import { registerImages } from './images.ts';
import { registerOauth } from './oauth.ts';
import { registerUploads } from './uploads.ts';
import { registerWebhooks } from './webhooks.ts';

/** What is no JSON operation: one line each. */
export const rawRoutes: readonly ((app: FastifyInstance, host: Host) => void | Promise<void>)[] = [
  registerApprovals,
  registerDownloads,
  registerImages,
  registerOauth,
  registerUploads,
  registerWebhooks,
];
