import { type Html, html } from './html.ts';
import { none, page } from './page.ts';

export interface PlanOnPage {
  listingId: string;
  planHash: string;
  title: string;
  shop: string;
  steps: string[];
  fees: { amountMinor: number; currency: string }[];
  reasons: string[];
}

/** The seller's page behind a click by mail: what would be done, and the one button. It has done nothing yet. */
export function approvePage(
  token: string,
  plans: readonly PlanOnPage[],
  studio: string,
  feeText: (fee: PlanOnPage['fees'][number]) => string,
): string {
  const title =
    plans.length === 1 ? 'One plan waits for your click' : `${plans.length} plans wait for your click`;
  return page(
    title,
    studio,
    html`<h1>${title}</h1>
<p>Nothing has been written yet. The button lets Spindle carry out just what stands here, once.</p>
${plans.map((plan) => onePlan(plan, feeText))}
<form method="post" action="/approve/${token}">
${plans.map(({ listingId, planHash }) => html`<input type="hidden" name="plan" value="${listingId} ${planHash}">`)}
<button>Approve ${plans.length === 1 ? 'it' : `all ${plans.length}`}</button>
</form>
<p class="small soft">To approve some of them only, <a href="/plan">open the plan in the dashboard</a>.</p>`,
  );
}

const onePlan = (
  plan: PlanOnPage,
  feeText: (fee: PlanOnPage['fees'][number]) => string,
): Html => html`<section class="card">
<h2>${plan.title} on ${plan.shop}</h2>
<ol>${plan.steps.map((step) => html`<li>${step}</li>`)}</ol>
${plan.fees.length > 0 ? html`<p><strong>It costs ${plan.fees.map(feeText).join(', ')}.</strong></p>` : none}
${plan.reasons.length > 0 ? html`<p class="soft small">${plan.reasons.join(' ')}</p>` : none}
</section>`;

/** After the click, and where there is nothing (any more) to click. */
export const approvedPage = (approved: number, changed: number, studio: string): string => {
  const done = approved === 1 ? 'One plan is approved.' : `${approved} plans are approved.`;
  const rest =
    changed > 0
      ? ` ${changed} ${changed === 1 ? 'has' : 'have'} changed since the page was opened; look at ${changed === 1 ? 'it' : 'them'} in the dashboard.`
      : '';
  return page(
    'Approved',
    studio,
    html`<h1>${approved > 0 ? 'On its way' : 'Nothing was approved'}</h1><p>${approved > 0 ? done : ''}${rest}</p>
<p><a href="/">Open Spindle</a></p>`,
  );
};

export const nothingToApprovePage = (isKnown: boolean, studio: string): string =>
  page(
    isKnown ? 'Nothing waits any more' : 'This link does not work any more',
    studio,
    html`<h1>${isKnown ? 'Nothing waits any more' : 'This link does not work any more'}</h1>
<p>${
      isKnown
        ? 'What this link was about has been approved, or has changed.'
        : 'It was used already, it is older than two days, or it was cut off. Nothing was changed.'
    } What waits now stands in <a href="/plan">the plan in the dashboard</a>.</p>`,
  );
