import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlayerPause, IconPlayerPlay, IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { Channel } from '../../api/channels.ts';
import { api, done } from '../../api/client.ts';
import { texts } from '../../texts/index.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { useWrite } from '../../ui/use-write.ts';
import css from './shops.module.css';

const say = texts.shop;

/** Read again, pause or go on, disconnect. */
export function ShopActions({ channel }: { channel: Channel }) {
  const navigate = useNavigate();
  const [isOpen, state] = useDisclosure();
  const params = { path: { channelId: channel.id } };
  const topics = ['channel', 'listing', 'task'] as const;
  const read = useWrite({
    run: async () =>
      channel.state === 'active'
        ? done(api.POST('/channels/{channelId}/read-again', { params, body: {} }))
        : done(api.POST('/channels/{channelId}/read', { params })),
    topics,
    done: say.reading,
  });
  const pause = useWrite({
    run: () => done(api.POST('/channels/{channelId}/pause', { params })),
    topics,
    done: say.paused,
  });
  const resume = useWrite({
    run: () => done(api.POST('/channels/{channelId}/resume', { params })),
    topics,
    done: say.resumed,
  });
  const disconnect = useWrite({
    run: () => done(api.POST('/channels/{channelId}/disconnect', { params })),
    topics,
    done: say.disconnected,
    onDone: () => void navigate({ to: '/shops' }),
  });
  if (channel.state === 'disconnected') return null;
  return (
    <div className={css.buttons}>
      <Button
        variant="default"
        leftSection={<IconRefresh size={18} aria-hidden />}
        loading={read.isPending}
        disabled={channel.state === 'connecting'}
        onClick={() => read.mutate(undefined)}
      >
        {say.readAgain}
      </Button>
      {channel.pauseCause === 'restored' ? null : channel.pausedAt ? (
        <Button
          leftSection={<IconPlayerPlay size={18} aria-hidden />}
          loading={resume.isPending}
          onClick={() => resume.mutate(undefined)}
        >
          {say.resume}
        </Button>
      ) : (
        <Button
          variant="default"
          leftSection={<IconPlayerPause size={18} aria-hidden />}
          loading={pause.isPending}
          onClick={() => pause.mutate(undefined)}
        >
          {say.pause}
        </Button>
      )}
      <Button
        variant="default"
        leftSection={<IconPlugConnectedX size={18} aria-hidden />}
        onClick={state.open}
      >
        {say.disconnect}
      </Button>
      <Confirm
        isOpen={isOpen}
        onClose={state.close}
        title={say.disconnectAsk(channel.name)}
        action={say.disconnect}
        isDangerous
        isBusy={disconnect.isPending}
        onConfirm={() => disconnect.mutate(undefined)}
      >
        <p>{say.disconnectWhat}</p>
      </Confirm>
    </div>
  );
}
