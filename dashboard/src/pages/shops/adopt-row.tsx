import { Button, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPhoto } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, done, live } from '../../api/client.ts';
import type { Remote } from '../../api/listings.ts';
import { texts } from '../../texts/index.ts';
import { formatMoney } from '../../ui/format.ts';
import { useWrite } from '../../ui/use-write.ts';
import css from './shops.module.css';

const say = texts.adopt;
type Decision = { decision: 'adopt' | 'new-pattern' | 'set-aside'; offerId?: string };

/** One listing of the shop: its picture and words, the patterns that it may be, and the three decisions. */
export function AdoptRow({ channelId, remote }: { channelId: string; remote: Remote }) {
  const [offerId, setOfferId] = useState<string | null>(remote.candidates[0]?.offerId ?? null);
  const [words, setWords] = useState('');
  const [search] = useDebouncedValue(words, 200);
  const found = useQuery({
    ...live(['pattern'], ['offers', 'search', search], () =>
      done(api.GET('/offers', { params: { query: { search, limit: 20 } } })),
    ),
    enabled: search.length > 0,
  });
  const decide = useWrite({
    run: (body: Decision) =>
      done(
        api.POST('/channels/{channelId}/adoption/{remoteId}', {
          params: { path: { channelId, remoteId: remote.remoteId } },
          body,
        }),
      ),
    topics: ['channel', 'listing', 'pattern'],
  });
  const options = new Map(
    remote.candidates.map((one) => [one.offerId, `${one.title} · ${one.reasons.join(', ')}`]),
  );
  for (const offer of found.data?.items ?? []) if (!options.has(offer.id)) options.set(offer.id, offer.name);
  const isOpen = remote.state === 'open' || remote.state === 'asked' || remote.state === 'matched';
  return (
    <div className={css.match}>
      <Picture url={remote.imageUrl} />
      <div className={css.matchTitle}>
        <strong>{remote.title}</strong>
        <span className={css.quiet}>
          {[
            remote.price ? formatMoney(remote.price.amountMinor, remote.price.currency) : null,
            remote.sku,
            say.files(remote.fileNames.length),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {remote.url ? (
          <a href={remote.url} target="_blank" rel="noreferrer">
            {say.onShop}
          </a>
        ) : null}
      </div>
      {isOpen ? (
        <div className={css.form}>
          <Select
            label={say.is}
            placeholder={say.choose}
            searchable
            clearable
            clearButtonProps={{ 'aria-label': texts.clear }}
            value={offerId}
            onChange={setOfferId}
            onSearchChange={setWords}
            nothingFoundMessage={say.nothing}
            data={[...options].map(([value, label]) => ({ value, label }))}
          />
          <div className={css.buttons}>
            <Button
              disabled={!offerId}
              loading={decide.isPending}
              onClick={() => decide.mutate({ decision: 'adopt', offerId: offerId ?? undefined })}
            >
              {say.adopt}
            </Button>
            <Button
              variant="default"
              disabled={decide.isPending}
              onClick={() => decide.mutate({ decision: 'new-pattern' })}
            >
              {say.newPattern}
            </Button>
            <Button
              variant="subtle"
              color="gray"
              disabled={decide.isPending}
              onClick={() => decide.mutate({ decision: 'set-aside' })}
            >
              {say.setAside}
            </Button>
          </div>
        </div>
      ) : (
        <span className={css.quiet}>{say.states[remote.state]}</span>
      )}
    </div>
  );
}

function Picture({ url }: { url: string | null }) {
  const [isBroken, setBroken] = useState(false);
  return url && !isBroken ? (
    <img src={url} alt="" loading="lazy" referrerPolicy="no-referrer" onError={() => setBroken(true)} />
  ) : (
    <IconPhoto size={40} stroke={1.2} aria-hidden />
  );
}
