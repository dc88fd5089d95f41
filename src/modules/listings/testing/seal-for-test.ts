import { seal } from '../../../kit/crypto.ts';
import type { Host } from '../../../kit/run-operation.ts';

/** Secrets of a channel that a test puts straight into its row. */
export const sealForTest = (host: Host, channelId: string, secrets: Record<string, string>): Buffer =>
  seal(host.ports.keyRing, JSON.stringify(secrets), `channel:${channelId}`);
