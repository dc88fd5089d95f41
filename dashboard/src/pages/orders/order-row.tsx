import { Link } from '@tanstack/react-router';
import type { OrderSummary } from '../../api/orders.ts';
import { texts } from '../../texts/index.ts';
import { formatMoney } from '../../ui/format.ts';
import { Moment } from '../../ui/moment.tsx';
import { OrderStateBadge } from './order-state.tsx';
import css from './orders.module.css';

const say = texts.orders;

export function OrderRow({ order }: { order: OrderSummary }) {
  return (
    <Link to="/orders/$orderId" params={{ orderId: order.id }} className={css.row} data-row-link>
      <span className={css.rowMain}>
        <strong>{order.titles.join(', ') || order.number}</strong>
        <span>
          {order.buyer.name ?? order.buyer.email ?? say.unknownBuyer} · {order.channelName ?? say.hub} ·{' '}
          <span translate="no">{order.number}</span>
          {order.hasUnknownLines ? ` · ${say.unknownLine}` : ''}
        </span>
      </span>
      <span className={css.rowMoney}>{formatMoney(order.totalMinor, order.currency)}</span>
      <span className={css.rowTime}>
        <Moment at={order.placedAt} />
      </span>
      <span className={css.rowState}>
        <OrderStateBadge order={order} />
      </span>
    </Link>
  );
}
