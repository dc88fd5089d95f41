import { Html, html } from './html.ts';

/** What every page of the buyer has. `studio`: whose patterns these are. */
export function page(title: string, studio: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/buyer/style.css">
</head>
<body>
<header class="shop">${studio}</header>
<main>
${body}
</main>
</body>
</html>
`.text;
}

const dates = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' });

export const dateTag = (at: Date): Html =>
  html`<time datetime="${at.toISOString().slice(0, 10)}">${dates.format(at)}</time>`;

export const none = new Html('');
