/** The buyer's pages: phone first, light and dark, no script, contrast of WCAG AA in both. */
export const styleSheet = `
:root { color-scheme: light dark; --paper: #faf7f2; --card: #ffffff; --ink: #2a2420; --soft: #665c53; --line: #e4dcd1;
  --accent: #8a4b1f; --on-accent: #ffffff; --note: #f6ead9; --focus: #1d5fbf; }
@media (prefers-color-scheme: dark) { :root { --paper: #1a1715; --card: #25211e; --ink: #f2ece5; --soft: #b9ada1;
  --line: #3b3530; --accent: #e9a873; --on-accent: #231308; --note: #382c20; --focus: #8fbaf5; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  overflow-wrap: anywhere; }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
.shop { max-width: 46rem; margin: 0 auto; padding: 1rem 1rem 0; color: var(--soft); font-weight: 600; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 0; }
h3 { font-size: 1rem; margin: 1.25rem 0 .5rem; }
p { margin: 0 0 1rem; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
.soft { color: var(--soft); }
.small { font-size: .875rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 1rem; margin: 1.25rem 0; }
.head { display: flex; gap: 1rem; align-items: flex-start; }
.cover { width: 6rem; height: 6rem; flex: none; object-fit: cover; border-radius: 10px; border: 1px solid var(--line); background: var(--note); }
.head p { margin: .25rem 0 0; }
.badge { display: inline-block; background: var(--note); border-radius: 999px; padding: .1rem .65rem; font-size: .875rem; font-weight: 600; }
ul.files { list-style: none; margin: 1rem 0 0; padding: 0; }
ul.files > li { border-top: 1px solid var(--line); padding: .9rem 0; display: grid; gap: .6rem; }
.name { font-weight: 600; }
button, .button { display: inline-block; border: 0; border-radius: 10px; background: var(--accent); color: var(--on-accent);
  font: inherit; font-weight: 600; min-height: 44px; padding: .6rem 1.1rem; cursor: pointer; text-decoration: none; text-align: center; width: 100%; }
button.quiet { background: transparent; color: var(--accent); border: 2px solid var(--accent); }
form + p { margin-top: 1rem; }
label { font-weight: 600; display: block; margin-bottom: .35rem; }
input { font: inherit; color: var(--ink); background: var(--paper); border: 2px solid var(--soft); border-radius: 10px; padding: .6rem .75rem;
  width: 100%; min-height: 44px; margin-bottom: .75rem; }
details { border-top: 1px solid var(--line); padding-top: .75rem; margin-top: .25rem; }
summary { cursor: pointer; font-weight: 600; min-height: 32px; }
dl { margin: .5rem 0 0; } dt { font-weight: 600; } dd { margin: 0 0 .75rem; white-space: pre-line; }
.changed { background: var(--note); border-radius: 10px; padding: .75rem 1rem; margin: 1rem 0 0; white-space: pre-line; }
@media (min-width: 40rem) {
  main { padding-top: 2.5rem; } h1 { font-size: 2rem; } .cover { width: 9rem; height: 9rem; } .card { padding: 1.5rem; }
  ul.files > li { grid-template-columns: 1fr auto; align-items: center; gap: 1.5rem; } button, .button { width: auto; min-width: 9rem; }
}
@media (prefers-reduced-motion: no-preference) { button, .button { transition: opacity .15s; } button:hover, .button:hover { opacity: .88; } }
@media print { button, .button, form { display: none; } body { background: none; } }
`;
