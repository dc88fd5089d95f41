import { verifyChannel } from '../../src/modules/listings/index.ts';
import type { Channels } from './connect.ts';
import type { DemoHub } from './hub.ts';

/** Every listing of both shops is read again and compared with what was applied. */
export async function countDrift({ hub }: DemoHub, channels: Channels): Promise<number> {
  let drifted = 0;
  for (const channelId of [channels.etsyId, channels.wooId])
    drifted += (await verifyChannel(hub.host, channelId)).drifted;
  return drifted;
}
