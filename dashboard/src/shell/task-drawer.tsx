import { Drawer } from '@mantine/core';
import { IconListCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { tasksQuery } from '../api/tasks.ts';
import { texts } from '../texts/index.ts';
import { Await } from '../ui/await.tsx';
import { EmptyNote } from '../ui/empty-note.tsx';
import { TaskRow } from '../ui/task-row.tsx';
import css from './task-drawer.module.css';

export default function TaskDrawer({ onClose }: { onClose: () => void }) {
  const tasks = useQuery(tasksQuery);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      title={texts.tasks.title}
      closeButtonProps={{ 'aria-label': texts.close }}
    >
      <Await query={tasks}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyNote icon={IconListCheck} title={texts.tasks.none}>
              <p>{texts.tasks.noneWhat}</p>
            </EmptyNote>
          ) : (
            <ul className={css.list}>
              {items.map((task) => (
                <li key={task.id}>
                  <TaskRow task={task} />
                </li>
              ))}
            </ul>
          )
        }
      </Await>
    </Drawer>
  );
}
