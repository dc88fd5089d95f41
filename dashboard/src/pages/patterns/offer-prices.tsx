import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, done, ifMatch, live } from '../../api/client.ts';
import type { Pattern } from '../../api/patterns.ts';
import { texts } from '../../texts/index.ts';
import { parsePrice, priceText } from '../../ui/format.ts';
import { useWrite } from '../../ui/use-write.ts';
import css from './patterns.module.css';

const say = texts.pattern;
type Offer = Pattern['offers'][number];

/** One price per offer, saved by itself. */
export function OfferPrices({ offers }: { offers: readonly Offer[] }) {
  return offers.map((offer) => <OfferPrice key={`${offer.id}:${offer.price.amountMinor}`} offer={offer} />);
}

function OfferPrice({ offer }: { offer: Offer }) {
  const { currency, amountMinor } = offer.price;
  const [text, setText] = useState(priceText(amountMinor, currency));
  const version = useQuery(
    live(['pattern'], ['offers', offer.id, amountMinor], () =>
      done(api.GET('/offers/{offerId}', { params: { path: { offerId: offer.id } } })),
    ),
  );
  const save = useWrite({
    run: (priceMinor: number) =>
      done(
        api.PATCH('/offers/{offerId}', {
          params: { path: { offerId: offer.id } },
          body: { priceMinor },
          ...ifMatch(version.data?.version ?? 0),
        }),
      ),
    topics: ['pattern', 'listing'],
    done: say.priceSaved,
  });
  const priceMinor = parsePrice(text, currency);
  const isChanged = priceMinor !== null && priceMinor !== amountMinor;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isChanged) save.mutate(priceMinor);
  };
  return (
    <form className={css.offer} onSubmit={submit}>
      <div>
        <strong>{offer.name}</strong>
        <p className={css.quiet}>
          {say.offerKinds[offer.kind]} · <span translate="no">{offer.sku}</span>
        </p>
      </div>
      <TextInput
        label={say.priceOf(currency)}
        inputMode="decimal"
        w={140}
        value={text}
        error={priceMinor === null ? texts.priceWrong : undefined}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button
        type="submit"
        variant="default"
        disabled={!isChanged || version.data === undefined}
        loading={save.isPending}
      >
        {texts.save}
      </Button>
    </form>
  );
}
