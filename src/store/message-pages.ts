import type { LinkState } from '../modules/delivery/index.ts';
import { type Html, html } from './html.ts';
import { againForm } from './link-page.ts';
import { page } from './page.ts';

const states: Record<Exclude<LinkState, 'open'>, { title: string; text: string }> = {
  expired: {
    title: 'This link has ended',
    text: 'Download links work for 3 days, so that a forwarded mail does not stay open forever. Your purchase is still yours.',
  },
  'used-up': {
    title: 'This link was used up',
    text: 'It was good for 10 downloads, and all of them are taken. Your purchase is still yours.',
  },
  revoked: { title: 'This link was closed', text: 'It does not open any more.' },
  withdrawn: {
    title: 'This version was taken back',
    text: 'The designer took this version back, and there is no newer one of this file yet. Your page shows what is there.',
  },
};

/** What happened, and what to do. */
export function closedLinkPage(
  state: Exclude<LinkState, 'open'>,
  reason: string | null,
  token: string,
  studio: string,
): string {
  const { title, text } = states[state];
  const isRefund = state === 'revoked' && reason !== null;
  return page(
    title,
    studio,
    html`<h1>${title}</h1>
<p>${isRefund ? `${reason} Its downloads are closed.` : text}</p>
${
  isRefund
    ? html`<p>If that is a mistake, write to the shop where you bought.</p>`
    : html`<p>We can send a link to your own page, with all your patterns, to the address of your order:</p>${againForm(token)}`
}`,
  );
}

/** `/my`: the same for everybody. */
export const askPage = (studio: string, note?: string): string =>
  page(
    'Find my patterns',
    studio,
    html`<h1>Find my patterns</h1>
${note ? html`<p class="changed" role="alert">${note}</p>` : html`<p>Enter the e-mail address of your order. We send the link to your page there.</p>`}
<form method="post" action="/my" class="card">
<label for="email">E-mail address</label>
<input id="email" name="email" type="email" autocomplete="email" required maxlength="254">
<button>Send me the link</button>
</form>
<p class="small soft">Bought on a marketplace? Some of them do not tell us your address. Your files are then in your account there, and the shop can
give you the link to your page.</p>`,
  );

export const sentPage = (studio: string): string =>
  page(
    'Look into your mail',
    studio,
    html`<h1>Look into your mail</h1>
<p>If we know the address, the link to your page is on its way and arrives within a few minutes. Look into the spam folder too.</p>
<p>Nothing there? Perhaps you ordered with another address, or the marketplace does not tell us yours. Then write to the shop where you bought.</p>
<p><a href="/my">Try another address</a></p>`,
  );

export const plainPage = (title: string, text: string, studio: string, more?: Html): string =>
  page(
    title,
    studio,
    html`<h1>${title}</h1><p>${text}</p>${more ?? html`<p><a href="/my">Find my patterns</a></p>`}`,
  );
