import { Alert, Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { api, done } from '../../api/client.ts';
import { type Order, orderQuery } from '../../api/orders.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { formatMoney } from '../../ui/format.ts';
import { Moment } from '../../ui/moment.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useWrite } from '../../ui/use-write.ts';
import { Delivery } from './delivery.tsx';
import { OrderStateBadge } from './order-state.tsx';
import css from './orders.module.css';

const say = texts.order;

export default function OrderPage() {
  const { orderId } = useParams({ strict: false }) as { orderId: string };
  const order = useQuery(orderQuery(orderId));
  return (
    <Await query={order}>
      {(one) => (
        <>
          <PageHead
            above={<Link to="/orders">{texts.nav.orders}</Link>}
            title={say.title(one.number)}
            answer={say.answer(
              one.buyer.name ?? texts.orders.unknownBuyer,
              one.titles.join(', '),
              one.channelName ?? texts.orders.hub,
            )}
            actions={one.isTest ? <DeleteTest order={one} /> : null}
          />
          {one.problems.length > 0 ? (
            <Alert
              color="red"
              mb="lg"
              icon={<IconAlertTriangle size={20} aria-hidden />}
              title={say.problems}
            >
              <ul className={css.list}>
                {one.problems.map((problem) => (
                  <li key={problem}>{problem}</li>
                ))}
              </ul>
            </Alert>
          ) : null}
          <div className={css.columns}>
            <div>
              <Panel title={say.lines}>
                <Lines order={one} />
              </Panel>
              <Delivery orderId={one.id} />
            </div>
            <Panel title={say.about}>
              <dl className={css.facts}>
                <dt>{say.state}</dt>
                <dd>
                  <OrderStateBadge order={one} />
                </dd>
                <dt>{say.placed}</dt>
                <dd>
                  <Moment at={one.placedAt} isExact />
                </dd>
                <dt>{say.buyer}</dt>
                <dd>
                  <Link to="/buyers/$buyerId" params={{ buyerId: one.buyer.id }}>
                    {one.buyer.name ?? one.buyer.email ?? texts.orders.unknownBuyer}
                  </Link>
                </dd>
                <dt>{say.email}</dt>
                <dd>{one.buyer.email ?? say.noEmail}</dd>
                <dt>{say.code}</dt>
                <dd>
                  <code>{one.code}</code>
                  <p className={css.quiet}>{say.codeWhat}</p>
                </dd>
              </dl>
            </Panel>
          </div>
        </>
      )}
    </Await>
  );
}

function Lines({ order }: { order: Order }) {
  const money = (minor: number) => formatMoney(minor, order.currency);
  const sums = [
    [say.shipping, order.shippingMinor],
    [say.discount, -order.discountMinor],
    [say.refunded, -order.refundedMinor],
  ] as const;
  return (
    <table className={css.lines}>
      <thead>
        <tr>
          <th scope="col">{say.what}</th>
          <th scope="col">{say.amount}</th>
        </tr>
      </thead>
      <tbody>
        {order.lines.map((line) => (
          <tr key={line.id}>
            <td>
              {line.title}
              <p className={css.quiet}>
                {line.quantity > 1 ? `${say.times(line.quantity)} ` : ''}
                {line.sku ?? ''} {line.taxMinor > 0 ? say.tax(money(line.taxMinor)) : ''}
              </p>
            </td>
            <td>{money(line.totalMinor + line.taxMinor)}</td>
          </tr>
        ))}
        {sums
          .filter(([, minor]) => minor !== 0)
          .map(([label, minor]) => (
            <tr key={label}>
              <td>{label}</td>
              <td>{money(minor)}</td>
            </tr>
          ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{say.total}</th>
          <td>
            <strong>{money(order.totalMinor)}</strong>
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

function DeleteTest({ order }: { order: Order }) {
  const [isOpen, state] = useDisclosure();
  const navigate = useNavigate();
  const remove = useWrite({
    run: () => done(api.DELETE('/orders/{orderId}', { params: { path: { orderId: order.id } } })),
    topics: ['activity'],
    done: say.deleted,
    onDone: () => void navigate({ to: '/orders' }),
  });
  return (
    <>
      <Button variant="default" leftSection={<IconTrash size={18} aria-hidden />} onClick={state.open}>
        {say.deleteTest}
      </Button>
      <Confirm
        isOpen={isOpen}
        onClose={state.close}
        title={say.deleteTest}
        action={say.delete}
        isDangerous
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate(undefined)}
      >
        <p>{say.deleteWhat}</p>
      </Confirm>
    </>
  );
}
