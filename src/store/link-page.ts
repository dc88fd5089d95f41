import { type OpenedLink, sizeText } from '../modules/delivery/index.ts';
import { html } from './html.ts';
import { dateTag, none, page } from './page.ts';
import { roleWords } from './roles.ts';

/** What a link from the mail opens: looking at it costs no download, so mail scanners may. */
export function linkPage(opened: OpenedLink, token: string, studio: string): string {
  const { file } = opened;
  const role = roleWords(file.role);
  return page(
    file.name,
    studio,
    html`<h1>${role.label}</h1>
<div class="card">
<p><span class="name">${file.name}</span><br><span class="soft">${sizeText(file.sizeBytes)}</span></p>
${role.hint ? html`<p>${role.hint}</p>` : none}
<p><a class="button" href="/d/${token}/${encodeURIComponent(file.name)}">Download</a></p>
<p class="small soft">This link works until ${dateTag(opened.expiresAt)}, for ${
      opened.downloadsLeft === 1 ? 'one more download' : `${opened.downloadsLeft} more downloads`
    }. After that, ask for a fresh one.</p>
</div>
${againForm(token)}`,
  );
}

export const againForm = (token: string) =>
  html`<form method="post" action="/d/${token}/again"><button class="quiet">Send me the link to my page again</button></form>`;
