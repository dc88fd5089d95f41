import { Button } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { IconHandStop, IconHistory, IconPlugConnectedX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { backupsQuery } from '../api/backups.ts';
import { connection } from '../api/live.ts';
import { useValue } from '../api/store.ts';
import { studioQuery } from '../api/studio.ts';
import { texts } from '../texts/index.ts';
import { LinkButton } from '../ui/link-button.tsx';
import { Moment } from '../ui/moment.tsx';
import css from './banners.module.css';
import { useStop } from './use-stop.ts';

/** What holds for every page: put back from a backup, stopped, or out of touch with the hub. */
export function Banners() {
  const studio = useQuery(studioQuery);
  const state = useValue(connection);
  const network = useNetwork();
  const { resume } = useStop();
  const backups = useQuery(backupsQuery);
  const { pathname } = useLocation();
  const restored = backups.data?.restored;
  const isShownHere =
    pathname === '/' || restored?.shops.some(({ channelId }) => pathname === `/shops/${channelId}`);
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
      {restored && !isShownHere ? (
        <div className={css.banner} data-tone="stopped">
          <IconHistory size={22} aria-hidden />
          <div>
            <strong>{texts.restored.title}</strong>.{' '}
            {restored.shops.length > 0 ? texts.restored.banner : texts.restored.bannerLetters}
          </div>
          <LinkButton to="/">{texts.restored.toBoard}</LinkButton>
        </div>
      ) : null}
      {studio.data?.stoppedAt && !backups.isPending && !restored?.isStopped ? (
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
