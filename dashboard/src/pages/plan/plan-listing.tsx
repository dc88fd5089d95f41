import { Checkbox } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowUp,
  IconCirclePlus,
  IconPencil,
  IconPlayerPause,
  IconTrash,
  IconWorldUpload,
} from '@tabler/icons-react';
import type { Listing } from '../../api/listings.ts';
import { texts } from '../../texts/index.ts';
import { formatMoney } from '../../ui/format.ts';
import css from './plan.module.css';

const say = texts.plan;

const looks: Record<string, typeof IconPencil> = {
  create: IconCirclePlus,
  update: IconPencil,
  publish: IconWorldUpload,
  pause: IconPlayerPause,
  delete: IconTrash,
  upload: IconArrowUp,
  'remove-file': IconTrash,
  'remove-image': IconTrash,
};
const isTakingAway = (effect: string): boolean =>
  ['delete', 'remove-file', 'remove-image', 'pause'].includes(effect);

/** The steps of one listing, in order; what takes something away is named so. */
export function PlanListing({
  listing,
  isTaken,
  onTake,
}: {
  listing: Listing;
  isTaken: boolean;
  onTake: (isTaken: boolean) => void;
}) {
  const { plan } = listing;
  if (!plan) return null;
  return (
    <li className={css.listing}>
      <Checkbox
        checked={isTaken}
        disabled={!listing.planHash}
        onChange={(event) => onTake(event.currentTarget.checked)}
        label={<strong>{listing.title}</strong>}
        description={plan.reasons.map((reason) => reason.sentence).join(' ')}
      />
      <ol className={css.steps}>
        {plan.steps.map((step, index) => {
          const Icon = looks[step.effect] ?? IconPencil;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the order is what a plan is
            <li key={index} data-taking={isTakingAway(step.effect) || undefined}>
              <Icon size={18} aria-hidden />
              <span>
                {step.summary}
                {isTakingAway(step.effect) ? <em> {say.takesAway}</em> : null}
                {step.isReversible ? null : <em> {say.noWayBack}</em>}
              </span>
              {step.fee ? <span>{formatMoney(step.fee.amountMinor, step.fee.currency)}</span> : null}
            </li>
          );
        })}
      </ol>
      {plan.notes.map((note) => (
        <p key={`${note.field}:${note.message}`} className={css.note} data-severity={note.severity}>
          <IconAlertTriangle size={16} aria-hidden /> {note.message}
        </p>
      ))}
    </li>
  );
}
