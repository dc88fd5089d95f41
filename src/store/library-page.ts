import { type Library, type LibraryFile, type LibraryPattern, sizeText } from '../modules/delivery/index.ts';
import { type Html, html } from './html.ts';
import { dateTag, none, page } from './page.ts';
import { changeWords, roleWords } from './roles.ts';

/** "My patterns": everything one buyer has, newest files first in sight. */
export function libraryPage(library: Library, token: string, studio: string): string {
  const { patterns, buyerName } = library;
  const count = patterns.length === 1 ? 'One pattern' : `${patterns.length} patterns`;
  return page(
    'My patterns',
    studio,
    html`<h1>My patterns</h1>
<p class="soft">${
      patterns.length === 0
        ? 'There is nothing on your page. If an order was refunded, its files are closed. Otherwise write to the shop where you bought.'
        : html`${buyerName ? `${buyerName}, you have` : 'You have'} ${count.toLowerCase()}. You always find the newest version here.`
    }</p>
${patterns.map((pattern) => patternCard(pattern, token))}
${newsForm(library, token)}
<p class="small soft">Keep the address of this page to yourself: it opens your purchases without a password. The files carry the
code of your order.</p>`,
  );
}

/** The secret in the address guards it: nobody else's page can name it. */
function newsForm({ consent }: Library, token: string): Html {
  const isOff = consent === 'no';
  return html`<section class="card" aria-labelledby="news">
<h2 id="news">Messages about new versions</h2>
<p>${
    isOff
      ? 'You are not written to about new versions. This page still has the newest of every file.'
      : 'When a pattern of yours is corrected, the designer may write to you about it.'
  }</p>
<form method="post" action="/my/${token}/news">
<input type="hidden" name="consent" value="${isOff ? 'yes' : 'no'}">
<button class="quiet">${isOff ? 'Write to me about new versions' : 'Do not write to me about new versions'}</button>
</form>
</section>`;
}

function patternCard(pattern: LibraryPattern, token: string): Html {
  const [newest] = pattern.history;
  const heading = `pattern-${pattern.patternId}`;
  return html`<article class="card" aria-labelledby="${heading}">
<div class="head">
${
  pattern.cover
    ? html`<img class="cover" src="/my/${token}/cover/${pattern.cover.sha256}" alt="${pattern.cover.alt}" width="144" height="144" loading="lazy">`
    : none
}
<div>
<h2 id="${heading}">${pattern.title}</h2>
${
  newest
    ? html`<p class="soft">Version ${newest.number}, ${dateTag(newest.publishedAt)}</p>
<p><span class="badge">${changeWords(newest.changeKind)}</span></p>`
    : none
}
</div>
</div>
${newest?.notes.trim() && newest.changeKind !== 'first' ? html`<div class="changed"><strong>What changed:</strong> ${newest.notes.trim()}</div>` : none}
${
  pattern.files.length > 0
    ? html`<ul class="files">${pattern.files.map((file) => fileRow(file, token))}</ul>`
    : html`<p class="soft">The files are being made ready. Please come back a little later.</p>`
}
${historyOf(pattern)}
</article>
`;
}

function fileRow(file: LibraryFile, token: string): Html {
  const role = roleWords(file.role);
  return html`<li>
<div>
<div class="name">${role.label}${file.language ? html` <span class="soft">(${languageName(file.language)})</span>` : none}</div>
<div class="small soft">${file.name} · ${sizeText(file.sizeBytes)}</div>
${role.hint ? html`<div class="small">${role.hint}</div>` : none}
</div>
<form method="post" action="/my/${token}/get/${file.releaseFileId}"><button aria-label="Download ${role.label}, ${file.name}">Download</button></form>
</li>`;
}

function historyOf(pattern: LibraryPattern): Html {
  return html`<details>
<summary>Versions and orders</summary>
<dl>
${pattern.history.map(
  (release) =>
    html`<dt>${release.number} · ${changeWords(release.changeKind)} · ${dateTag(release.publishedAt)}</dt><dd>${release.notes.trim()}</dd>`,
)}
${pattern.orders.map(
  (order) =>
    html`<dt>Order ${order.orderNumber}</dt><dd>${order.channelName ?? 'Test order'}, ${dateTag(order.placedAt)}</dd>`,
)}
</dl>
</details>`;
}

function languageName(code: string): string {
  try {
    return new Intl.DisplayNames('en', { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
