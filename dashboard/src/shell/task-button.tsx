import { ActionIcon, Indicator } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconListCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { runningTasksQuery } from '../api/tasks.ts';
import { texts } from '../texts/index.ts';

const TaskDrawer = lazy(() => import('./task-drawer.tsx'));

/** How many long works are under way; opens the drawer with all of them. */
export function TaskButton() {
  const running = useQuery(runningTasksQuery);
  const [isOpen, state] = useDisclosure();
  const count = running.data?.items.length ?? 0;
  return (
    <>
      <Indicator label={count} size={18} disabled={count === 0} offset={5}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={texts.tasks.open(count)}
          onClick={state.open}
        >
          <IconListCheck size={20} aria-hidden />
        </ActionIcon>
      </Indicator>
      {isOpen ? (
        <Suspense>
          <TaskDrawer onClose={state.close} />
        </Suspense>
      ) : null}
    </>
  );
}
