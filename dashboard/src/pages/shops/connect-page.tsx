import { Alert, Button, Stepper, UnstyledButton } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type Spoke, spokesQuery } from '../../api/channels.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { formatMoney } from '../../ui/format.ts';
import { PageHead } from '../../ui/page-head.tsx';
import { ConnectForm } from './connect-form.tsx';
import { Reading } from './reading.tsx';
import css from './shops.module.css';

const say = texts.connect;

/** Three steps: which kind of shop, its key, and a look at what is there. Nothing is written. */
export default function ConnectPage() {
  const spokes = useQuery(spokesQuery);
  const search = useSearch({ strict: false }) as { kind?: string; channel?: string; task?: string };
  const navigate = useNavigate();
  const spoke = spokes.data?.items.find((one) => one.kind === search.kind);
  const step = search.channel ? 2 : spoke ? 1 : 0;
  const go = (to: { kind?: string; channel?: string; task?: string }) =>
    void navigate({ to: '/shops/connect', search: to });

  return (
    <>
      <PageHead above={<Link to="/shops">{texts.nav.shops}</Link>} title={say.title} answer={say.lead} />
      <Stepper
        active={step}
        size="sm"
        mb="xl"
        allowNextStepsSelect={false}
        onStepClick={(to) => go(to === 0 ? {} : search)}
      >
        <Stepper.Step label={say.steps.kind} />
        <Stepper.Step label={say.steps.key} />
        <Stepper.Step label={say.steps.look} />
      </Stepper>
      {step === 2 ? (
        <Reading channelId={search.channel ?? ''} taskId={search.task ?? null} />
      ) : (
        <Await query={spokes}>
          {({ items }) =>
            spoke ? (
              <>
                <Alert icon={<IconEye size={20} aria-hidden />} color="gray" mb="lg" title={say.promise}>
                  {say.promiseWhat}
                </Alert>
                <ConnectForm
                  spoke={spoke}
                  onConnected={({ channel, authorizeUrl, taskId }) => {
                    if (authorizeUrl) window.location.assign(authorizeUrl);
                    else go({ kind: spoke.kind, channel: channel.id, task: taskId ?? undefined });
                  }}
                />
              </>
            ) : (
              <div className={css.cards}>
                {items.map((one) => (
                  <UnstyledButton key={one.kind} className={css.spoke} onClick={() => go({ kind: one.kind })}>
                    <strong>{one.name}</strong>
                    <SpokeFacts spoke={one} />
                  </UnstyledButton>
                ))}
              </div>
            )
          }
        </Await>
      )}
      {step === 1 ? (
        <Button variant="subtle" color="gray" mt="md" onClick={() => go({})}>
          {say.otherKind}
        </Button>
      ) : null}
    </>
  );
}

/** What this kind of shop can do, before anybody signs up for it. */
function SpokeFacts({ spoke: { capabilities: can, limits } }: { spoke: Spoke }) {
  const number = (name: string) => {
    const value = limits[name]?.value;
    return typeof value === 'number' ? value : null;
  };
  const files = number('fileCount');
  const tags = number('tagCount');
  return (
    <ul>
      <li>{can.bytesServedBy === 'shop' ? say.servedByShop : say.servedByHub}</li>
      <li>{can.traceReaches === 'order' ? say.traceOrder : say.traceShop}</li>
      <li>{can.orders.includes('webhook') ? say.ordersAtOnce : say.ordersByLooking}</li>
      {files || tags ? <li>{say.limits(files, tags)}</li> : null}
      {can.publishFee ? (
        <li>{say.fee(formatMoney(can.publishFee.amountMinor, can.publishFee.currency))}</li>
      ) : null}
      <li>{can.buyerContact.why}</li>
      {can.mode === 'live' ? <li>{say.needsLive}</li> : null}
    </ul>
  );
}
