import { Button, Progress } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconClockHour4, IconProgress } from '@tabler/icons-react';
import { cancelTask } from '../api/tasks.ts';
import { texts } from '../texts/index.ts';
import { formatDuration } from './format.ts';
import { Moment, useNow } from './moment.tsx';
import css from './task-row.module.css';
import { useWrite } from './use-write.ts';
import { WordBadge } from './word-badge.tsx';

interface Task {
  id: string;
  title: string;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  done: number;
  total: number | null;
  message: string | null;
  isCancelWanted: boolean;
  createdAt: string;
  finishedAt: string | null;
}

const looks = {
  waiting: { icon: IconClockHour4, ink: 'waiting' },
  running: { icon: IconProgress, ink: 'moving' },
  done: { icon: IconCircleCheck, ink: 'good' },
  failed: { icon: IconCircleX, ink: 'needs' },
  cancelled: { icon: IconCircleX, ink: 'quiet' },
} as const;

/** A long work: how far, how long still, what it says, and a way to end it. */
export function TaskRow({ task }: { task: Task }) {
  const now = useNow();
  const cancel = useWrite({ run: () => cancelTask(task.id), topics: ['task'] });
  const isOpen = task.state === 'waiting' || task.state === 'running';
  const share = task.total ? task.done / task.total : null;
  const leftSeconds =
    share && share > 0.02 && share < 1
      ? ((now - new Date(task.createdAt).getTime()) / 1000) * (1 / share - 1)
      : null;
  return (
    <div className={css.task}>
      <div className={css.head}>
        <strong>{task.title}</strong>
        <WordBadge {...looks[task.state]}>{texts.tasks.states[task.state]}</WordBadge>
      </div>
      {isOpen ? (
        <Progress
          value={share === null ? 100 : share * 100}
          animated={share === null}
          striped={share === null}
          aria-label={task.title}
        />
      ) : null}
      <div className={css.foot}>
        <span>
          {task.total ? texts.tasks.progress(task.done, task.total) : null}
          {leftSeconds && leftSeconds > 1 ? ` · ${texts.tasks.left(formatDuration(leftSeconds))}` : null}
          {task.message ? ` ${task.message}` : null}
        </span>
        {isOpen ? (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            disabled={task.isCancelWanted}
            onClick={() => cancel.mutate(undefined)}
          >
            {task.isCancelWanted ? texts.tasks.stopping : texts.tasks.stop}
          </Button>
        ) : (
          <Moment at={task.finishedAt ?? task.createdAt} />
        )}
      </div>
    </div>
  );
}
