import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { buyerQuery } from '../../api/orders.ts';
import { texts } from '../../texts/index.ts';
import { Await } from '../../ui/await.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Panel } from '../../ui/panel.tsx';
import { OrderRow } from '../orders/order-row.tsx';
import css from '../orders/orders.module.css';

const say = texts.buyers;

export default function BuyerPage() {
  const { buyerId } = useParams({ strict: false }) as { buyerId: string };
  const buyer = useQuery(buyerQuery(buyerId));
  return (
    <Await query={buyer}>
      {(one) => (
        <>
          <PageHead
            above={<Link to="/buyers">{texts.nav.buyers}</Link>}
            title={one.name ?? texts.orders.unknownBuyer}
            answer={say.answer(one.email ?? texts.order.noEmail, one.orders)}
          />
          <Panel title={say.about}>
            <dl className={css.facts}>
              <dt>{say.country}</dt>
              <dd>{one.country ?? say.unknown}</dd>
              <dt>{say.language}</dt>
              <dd>{one.language ?? say.unknown}</dd>
              <dt>{say.consent}</dt>
              <dd>{say.consents[one.consent]}</dd>
            </dl>
          </Panel>
          <Panel title={texts.orders.title}>
            <ul className={css.list}>
              {one.newestOrders.map((order) => (
                <li key={order.id}>
                  <OrderRow order={order} />
                </li>
              ))}
            </ul>
          </Panel>
        </>
      )}
    </Await>
  );
}
