import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type Channel, spokesQuery } from '../../api/channels.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ConnectForm } from './connect-form.tsx';
import css from './shops.module.css';

const say = texts.shop;

/** A new key, and where this shop sends its messages. */
export function ShopKey({ channel }: { channel: Channel }) {
  const spokes = useQuery(spokesQuery);
  const navigate = useNavigate();
  return (
    <>
      <Panel title={say.key} note={say.keyNote}>
        <Await query={spokes}>
          {({ items }) => {
            const spoke = items.find((one) => one.kind === channel.kind);
            return spoke ? (
              <ConnectForm
                spoke={spoke}
                channelId={channel.id}
                onConnected={({ authorizeUrl }) => {
                  if (authorizeUrl) window.location.assign(authorizeUrl);
                  else void navigate({ to: '/shops/$channelId', params: { channelId: channel.id } });
                }}
              />
            ) : null;
          }}
        </Await>
      </Panel>
      <Panel title={say.webhooks} note={say.webhooksNote}>
        <p className={css.quiet}>
          {say.webhookAddress} <code>{channel.webhookUrl}</code>
        </p>
        <p className={css.quiet}>
          {channel.webhookOkAt ? (
            <>
              {say.webhookLast} <Moment at={channel.webhookOkAt} />
            </>
          ) : (
            say.webhookNone
          )}
        </p>
      </Panel>
    </>
  );
}
