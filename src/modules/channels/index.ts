import type { HubModule } from '../../kit/module.ts';
import { connectChannel } from './connect-channel.ts';
import { disconnectChannel } from './disconnect-channel.ts';
import { ensureWebhooksJob, repairWebhooksJob } from './ensure-webhooks.ts';
import { getChannel } from './get-channel.ts';
import { listChannels } from './list-channels.ts';
import { listSpokes } from './list-spokes.ts';
import { pauseChannel, resumeChannel } from './pause-channel.ts';
import { readChannel, readChannelJob } from './read-channel.ts';
import { reconnectChannel } from './reconnect-channel.ts';
import { rotateKey } from './rotate-key.ts';
import { setWebhookSecret } from './set-webhook-secret.ts';
import { updateChannel } from './update-channel.ts';

export { noteFailure, noteSuccess } from './breaker.ts';
export { readableTokens } from './bucket.ts';
export type { CallOptions } from './call.ts';
export type { ApprovalRule, Channel, FilePlanRule, Ownership, PriceRule } from './channel.ts';
export { Ownership as OwnershipSchema } from './channel.ts';
export { completeConsent } from './complete-consent.ts';
export { type OpenedIo, openIo, openWay, type Way } from './open-io.ts';
export { readShop } from './read-shop.ts';
export { listHeld, noteHeldRead, pauseHeld } from './restored-store.ts';
export { unsealWebhookSecret } from './secrets.ts';
export { channelChanged, channelLetGo, channelRead, channelReady } from './signals.ts';
export {
  listChannelRows as listChannels,
  readBucket as readAllowance,
  readChannelRow as readChannel,
  selectWebhookDoors,
  updateChannelRow as setChannelFields,
  type WebhookDoor,
} from './store.ts';

export const channelsModule: HubModule = {
  name: 'channels',
  operations: [
    listSpokes,
    listChannels,
    getChannel,
    connectChannel,
    reconnectChannel,
    readChannel,
    updateChannel,
    pauseChannel,
    resumeChannel,
    setWebhookSecret,
    disconnectChannel,
    rotateKey,
  ],
  jobs: [readChannelJob, ensureWebhooksJob, repairWebhooksJob],
};
