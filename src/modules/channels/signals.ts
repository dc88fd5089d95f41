import { defineSignal } from '../../kit/signal.ts';

/** Everything that the shop carries was read into `remote_listing`. */
export const channelRead = defineSignal<{ channelId: string }>('channels.channelRead');
/** Rules changed that decide what belongs on the shop: ownership, approval, file plan, prices. */
export const channelChanged = defineSignal<{ channelId: string }>('channels.channelChanged');
/** It may be written to again: after a pause, a new key, a closed breaker. */
export const channelReady = defineSignal<{ channelId: string }>('channels.channelReady');
/** The hub was put back from a backup, and the seller lets this shop go on. */
export const channelLetGo = defineSignal<{ channelId: string }>('channels.channelLetGo');
