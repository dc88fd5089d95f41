import { IconAlertTriangle, IconCircleCheck, IconProgress } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { listingQuery } from '../api/listings.ts';
import { texts } from '../texts/index.ts';
import { Await } from './await.tsx';
import { formatMoney } from './format.ts';
import css from './listing-card.module.css';
import { Moment } from './moment.tsx';

const say = texts.listing;

/** What is wanted against what is on the shop, the plan's steps, and the steps taken. */
export function ListingDetails({ listingId }: { listingId: string }) {
  const listing = useQuery(listingQuery(listingId));
  return (
    <Await query={listing}>
      {(one) => (
        <div className={css.details}>
          <section>
            <h3>{say.differences}</h3>
            {one.differences.length === 0 ? (
              <p className={css.quiet}>{say.same}</p>
            ) : (
              <table className={css.diff}>
                <thead>
                  <tr>
                    <th scope="col">{say.field}</th>
                    <th scope="col">{say.here}</th>
                    <th scope="col">{say.there}</th>
                  </tr>
                </thead>
                <tbody>
                  {one.differences.map((difference) => (
                    <tr key={difference.field}>
                      <th scope="row">
                        {texts.fields[difference.field]}
                        <span className={css.quiet}>
                          {difference.owner === 'hub' ? say.ownerHub : say.ownerShop}
                        </span>
                      </th>
                      <td>
                        <ins>{inWords(difference.wanted)}</ins>
                      </td>
                      <td>
                        <del>{inWords(difference.onShop)}</del>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </section>
          {one.plan && one.plan.steps.length > 0 ? (
            <section>
              <h3>{say.plan}</h3>
              <ol>
                {one.plan.steps.map((step, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the order is what a plan is
                  <li key={index}>{step.summary}</li>
                ))}
              </ol>
            </section>
          ) : null}
          <section>
            <h3>{say.history}</h3>
            {one.history.length === 0 ? <p className={css.quiet}>{say.noHistory}</p> : null}
            <ul className={css.history}>
              {one.history.map((step) => {
                const Icon =
                  step.outcome === 'done'
                    ? IconCircleCheck
                    : step.outcome === null
                      ? IconProgress
                      : IconAlertTriangle;
                return (
                  <li key={step.id}>
                    <Icon size={16} aria-hidden />
                    <span>
                      {step.summary}
                      {step.message ? `: ${step.message}` : ''}
                    </span>
                    <Moment at={step.startedAt} />
                  </li>
                );
              })}
            </ul>
          </section>
        </div>
      )}
    </Await>
  );
}

/** A field's value as a seller reads it. */
export function inWords(value: unknown): string {
  if (value === null || value === undefined || value === '') return say.nothing;
  if (typeof value === 'string') return value.length > 400 ? `${value.slice(0, 400)} …` : value;
  if (Array.isArray(value)) return value.map(inWords).join(', ') || say.nothing;
  if (typeof value === 'object') {
    const known = value as { amountMinor?: number; currency?: string; name?: string; alt?: string };
    if (typeof known.amountMinor === 'number' && known.currency)
      return formatMoney(known.amountMinor, known.currency);
    return known.name ?? (known.alt || say.picture);
  }
  return String(value);
}
