import { useQuery } from '@tanstack/react-query';
import { channelQuery } from '../../api/channels.ts';
import { taskQuery } from '../../api/tasks.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TaskRow } from '../../ui/task-row.tsx';
import css from './shops.module.css';

const say = texts.connect;

/** The look at a newly connected shop, as it goes on; leaving the page loses nothing. */
export function Reading({ channelId, taskId }: { channelId: string; taskId: string | null }) {
  const channel = useQuery(channelQuery(channelId));
  const task = useQuery({ ...taskQuery(taskId ?? ''), enabled: taskId !== null });
  return (
    <Panel title={say.looking} note={say.lookingNote}>
      <div className={css.form}>
        {taskId ? <Await query={task}>{(one) => <TaskRow task={one} />}</Await> : null}
        <Await query={channel}>
          {(one) =>
            one.state === 'adopting' || one.state === 'active' ? (
              <div className={css.buttons}>
                <LinkButton to="/shops/$channelId/adopt" params={{ channelId }}>
                  {say.goOn}
                </LinkButton>
              </div>
            ) : (
              <p className={css.quiet}>{one.sentence}</p>
            )
          }
        </Await>
      </div>
    </Panel>
  );
}
