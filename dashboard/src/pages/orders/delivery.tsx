import { Button, CopyButton, TextInput } from '@mantine/core';
import { IconExternalLink, IconLinkOff, IconMailForward } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, done } from '../../api/client.ts';
import { deliveryQuery } from '../../api/orders.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useWrite } from '../../ui/use-write.ts';
import css from './orders.module.css';

const say = texts.delivery;

/** What the buyer may have, how it reaches them, and what was fetched. */
export function Delivery({ orderId }: { orderId: string }) {
  const delivery = useQuery(deliveryQuery(orderId));
  const [link, setLink] = useState<string | null>(null);
  const params = { path: { orderId } };
  const makeLink = useWrite({
    run: () => done(api.POST('/orders/{orderId}/library-link', { params })),
    topics: [],
    onDone: ({ url }) => setLink(url),
  });
  const mail = useWrite({
    run: () => done(api.POST('/orders/{orderId}/library-mail', { params })),
    topics: ['order'],
    done: say.mailed,
  });
  const revoke = useWrite({
    run: () => done(api.POST('/orders/{orderId}/revoke-links', { params })),
    topics: ['order'],
    done: ({ revokedLinks }) => say.revoked(revokedLinks),
    onDone: () => setLink(null),
  });
  return (
    <Await query={delivery}>
      {(one) => (
        <Panel
          title={say.title}
          note={one.sentence}
          actions={
            <div className={css.buttons}>
              {one.mayWrite ? (
                <Button
                  variant="default"
                  leftSection={<IconMailForward size={18} aria-hidden />}
                  loading={mail.isPending}
                  onClick={() => mail.mutate(undefined)}
                >
                  {say.mail}
                </Button>
              ) : null}
              <Button
                variant="default"
                leftSection={<IconExternalLink size={18} aria-hidden />}
                loading={makeLink.isPending}
                onClick={() => makeLink.mutate(undefined)}
              >
                {say.link}
              </Button>
            </div>
          }
        >
          {link ? (
            <div className={css.list}>
              <TextInput
                readOnly
                label={say.linkLabel}
                value={link}
                onFocus={(event) => event.currentTarget.select()}
              />
              <div className={css.buttons}>
                <CopyButton value={link}>
                  {({ copied, copy }) => <Button onClick={copy}>{copied ? say.copied : say.copy}</Button>}
                </CopyButton>
                <Button component="a" href={link} target="_blank" rel="noreferrer" variant="default">
                  {say.open}
                </Button>
              </div>
            </div>
          ) : null}
          <ul className={css.goods}>
            {one.entitlements.map((entitlement) => (
              <li key={entitlement.id}>
                {entitlement.revokedAt ? (
                  <strong>
                    {say.takenBack} {entitlement.revokeReason}
                  </strong>
                ) : null}
                <ul>
                  {entitlement.files.map((file) => (
                    <li key={file.name}>
                      {file.name} <span className={css.quiet}>{say.version(file.releaseNumber)}</span>
                    </li>
                  ))}
                </ul>
              </li>
            ))}
          </ul>
          {one.entitlements.length === 0 ? <p className={css.quiet}>{say.none}</p> : null}
          <p className={css.quiet}>
            {say.downloads(one.downloads.length)}
            {one.downloads[0] ? (
              <>
                {' '}
                {say.last} <Moment at={one.downloads[0].at} />
              </>
            ) : null}
          </p>
          <Button
            mt="sm"
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<IconLinkOff size={16} aria-hidden />}
            loading={revoke.isPending}
            onClick={() => revoke.mutate(undefined)}
          >
            {say.revoke}
          </Button>
        </Panel>
      )}
    </Await>
  );
}
