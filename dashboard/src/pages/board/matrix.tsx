import { Link } from '@tanstack/react-router';
import type { CSSProperties } from 'react';
import type { Board, BoardRow } from '../../api/listings.ts';
import { texts } from '../../texts/index.ts';
import { Cover } from '../../ui/cover.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import css from './board.module.css';

type Channels = Board['channels'];

/** Offers down, shops across; on a phone each offer is a card with its shops. */
export function Matrix({
  channels,
  items,
  hasMore,
  onMore,
}: {
  channels: Channels;
  items: readonly BoardRow[];
  hasMore: boolean;
  onMore: () => void;
}) {
  return (
    <div className={css.matrix} style={{ '--shops': channels.length } as CSSProperties}>
      <VirtualList
        items={items}
        keyOf={(item) => item.offerId}
        rowHeight={76}
        label={texts.board.matrix}
        hasMore={hasMore}
        onMore={onMore}
        head={
          <div className={css.matrixHead} aria-hidden>
            <span>{texts.board.offer}</span>
            {channels.map((channel) => (
              <span key={channel.id}>{channel.name}</span>
            ))}
          </div>
        }
      >
        {(item) => <Row item={item} channels={channels} />}
      </VirtualList>
    </div>
  );
}

function Row({ item, channels }: { item: BoardRow; channels: Channels }) {
  const name = (
    <>
      <Cover patternId={item.patternId} sha256={item.coverSha256} size={52} />
      <span className={css.offerName}>
        <strong>{item.title}</strong>
        <span translate="no">{item.sku}</span>
      </span>
    </>
  );
  return (
    <div className={css.row}>
      {item.patternId ? (
        <Link
          to="/patterns/$patternId"
          params={{ patternId: item.patternId }}
          search={{ tab: 'shops' }}
          className={css.offer}
          data-row-link
        >
          {name}
        </Link>
      ) : (
        <span className={css.offer}>{name}</span>
      )}
      {channels.map((channel) => (
        <Cell key={channel.id} item={item} channel={channel} />
      ))}
    </div>
  );
}

function Cell({ item, channel }: { item: BoardRow; channel: Channels[number] }) {
  const cells = item.cells.filter((cell) => cell.channelId === channel.id);
  return (
    <div className={css.cell}>
      <span className={css.cellShop}>{channel.name}</span>
      {cells.length === 0 ? <span className={css.absent}>{texts.board.absent}</span> : null}
      {cells.map((cell) => (
        <span key={cell.listingId} className={css.cellState} title={cell.sentence}>
          <StateBadge status={cell.status} />
          {cell.status === 'in-step' ? null : <span className={css.sentence}>{cell.sentence}</span>}
        </span>
      ))}
    </div>
  );
}
