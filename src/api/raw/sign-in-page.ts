/** The page behind a one-time link: one button, no script. Null: the link is no good (any more). */
export function signInPage(token: string | null): string {
  const body = token
    ? `<h1>Sign in to Spindle</h1>
<p>This link works once.</p>
<form method="post" action="/sign-in/link">
<input type="hidden" name="token" value="${escapeAttribute(token)}">
<button type="submit" autofocus>Sign in</button>
</form>`
    : `<h1>This link does not work any more</h1>
<p>It was used already, or it is too old. Ask for a new one on the <a href="/">sign-in page</a>,
or start the hub again: it prints a fresh link.</p>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sign in · Spindle</title>
<style>
body { font: 17px/1.5 system-ui, sans-serif; margin: 0; min-height: 100vh; display: grid; place-items: center }
main { max-width: 24rem; padding: 2rem }
h1 { font-size: 1.5rem; line-height: 1.2; margin: 0 0 .5rem }
button { font: inherit; font-weight: 600; width: 100%; min-height: 48px; border: 0; border-radius: 8px; background: #8a4b1f; color: #fff; cursor: pointer }
button:focus-visible { outline: 3px solid currentColor; outline-offset: 3px }
</style>
</head>
<body><main>
${body}
</main></body>
</html>`;
}

const escapeAttribute = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
