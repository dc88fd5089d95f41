import { api, done, live } from './client.ts';
import type { Answer, Body } from './types.ts';

export const channelsQuery = live(['channel'], ['channels'], () => done(api.GET('/channels')));

export const channelQuery = (channelId: string) =>
  live(['channel'], ['channels', channelId], () =>
    done(api.GET('/channels/{channelId}', { params: { path: { channelId } } })),
  );

export const spokesQuery = live([], ['spokes'], () => done(api.GET('/spokes')));

export type Channel = Answer<'channels.getChannel'>;
export type Spoke = Answer<'channels.listSpokes'>['items'][number];
export type ChannelChanges = Body<'channels.updateChannel'>;
