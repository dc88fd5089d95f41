import { Button, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconHandStop } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { mayDo, meQuery } from '../api/account.ts';
import { studioQuery } from '../api/studio.ts';
import { texts } from '../texts/index.ts';
import { Confirm } from '../ui/confirm.tsx';
import css from './stop-button.module.css';
import { useStop } from './use-stop.ts';

const say = texts.stop;

/** Always within reach: nothing is written to any shop any more. */
export function StopButton() {
  const studio = useQuery(studioQuery);
  const [isOpen, state] = useDisclosure();
  const { stop } = useStop(state.close);
  const me = useQuery(meQuery);
  if (studio.data?.stoppedAt || !mayDo(me.data?.scopes, 'listings:write')) return null;
  return (
    <>
      <Button
        className={css.stop}
        variant="default"
        onClick={state.open}
        aria-label={say.button}
        leftSection={<IconHandStop size={18} aria-hidden />}
      >
        {say.button}
      </Button>
      <Confirm
        isOpen={isOpen}
        onClose={state.close}
        title={say.title}
        action={say.confirm}
        isDangerous
        isBusy={stop.isPending}
        onConfirm={() => stop.mutate(undefined)}
      >
        <Stack gap="xs">
          <p>{say.what}</p>
          <p>{say.safe}</p>
        </Stack>
      </Confirm>
    </>
  );
}
