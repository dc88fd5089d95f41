import { Button } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { IconHandStop, IconPlugConnectedX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { connection } from '../api/live.ts';
import { useValue } from '../api/store.ts';
import { studioQuery } from '../api/studio.ts';
import { texts } from '../texts/index.ts';
import { Moment } from '../ui/moment.tsx';
import css from './banners.module.css';
import { useStop } from './use-stop.ts';

/** What holds for every page: stopped, or out of touch with the hub. */
export function Banners() {
  const studio = useQuery(studioQuery);
  const state = useValue(connection);
  const network = useNetwork();
  const { resume } = useStop();
  const isOffline = !network.online || state === 'lost';
  return (
    <div role="status">
      {isOffline ? (
        <div className={css.banner}>
          <IconPlugConnectedX size={22} aria-hidden />
          <div>
            <strong>{texts.offline.title}</strong> {texts.offline.what}
          </div>
        </div>
      ) : null}
      {studio.data?.stoppedAt ? (
        <div className={css.banner} data-tone="stopped">
          <IconHandStop size={22} aria-hidden />
          <div>
            <strong>{texts.stop.stopped}</strong> {texts.stop.stoppedWhat(studio.data.stoppedBy)}{' '}
            <Moment at={studio.data.stoppedAt} />.
          </div>
          <Button onClick={() => resume.mutate(undefined)} loading={resume.isPending}>
            {texts.stop.resume}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
