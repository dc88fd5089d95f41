/** What a file's name tells: which pattern it belongs to, what it is for, its language. Pure. */

const roleWords: readonly (readonly [string, readonly string[]])[] = [
  ['projector', ['projector', 'beamer', 'projektor', 'projecteur']],
  ['a0', ['a0', 'copyshop', 'plotter']],
  ['a4', ['a4']],
  ['letter', ['letter', 'usletter']],
  ['chart', ['chart', 'charts', 'diagram', 'symbols']],
  [
    'instructions',
    [
      'instructions',
      'instruction',
      'guide',
      'tutorial',
      'howto',
      'manual',
      'booklet',
      'anleitung',
      'sewalong',
    ],
  ],
  ['layered', ['layered', 'layers']],
  ['cover', ['cover', 'front', 'hero', 'thumbnail', 'titelbild', 'main']],
  ['photo', ['photo', 'photos', 'picture', 'foto', 'image', 'img', 'model']],
];
const languages = new Set([
  'en',
  'de',
  'fr',
  'es',
  'nl',
  'pt',
  'sv',
  'da',
  'fi',
  'pl',
  'cs',
  'ja',
  'ko',
  'zh',
  'it',
  'nb',
]);
const fillers = new Set([
  'pdf',
  'pattern',
  'print',
  'home',
  'file',
  'final',
  'tiled',
  'sizes',
  'size',
  'all',
  'copy',
  'us',
]);

const stemOf = (name: string): string => (name.split('/').at(-1) ?? name).replace(/\.[a-z0-9]{1,6}$/i, '');
const tokensOf = (name: string): string[] =>
  stemOf(name)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((token) => token !== '')
    .map((token) => token.toLowerCase());
const isVersion = (token: string): boolean => /^v?\d{1,3}$/.test(token) || /^(19|20)\d{6}$/.test(token);

/** The role that the name states, or null when it states none. */
export function roleInName(name: string): string | null {
  const tokens = tokensOf(name);
  return roleWords.find(([, words]) => words.some((word) => tokens.includes(word)))?.[0] ?? null;
}

/** A language code at the end of the name, before or after the role: `aaron-de.pdf`, `aaron-instructions-fr.pdf`. */
export function languageInName(name: string): string | null {
  const tokens = tokensOf(name);
  return tokens.length < 2
    ? null
    : (tokens
        .slice(1)
        .slice(-2)
        .find((token) => languages.has(token)) ?? null);
}

/** The name without role, language and version: files with the same one belong to the same pattern. */
export function patternInName(name: string): string {
  const tokens = tokensOf(name);
  const telling = tokens.filter(
    (token, index) =>
      index === 0 ||
      !(
        roleWords.some(([, words]) => words.includes(token)) ||
        fillers.has(token) ||
        isVersion(token) ||
        (languages.has(token) && index >= tokens.length - 2)
      ),
  );
  return telling.join(' ');
}

/** The same for `aaron-a4.pdf`, `aaron-a4-v2.pdf` and `aaron-a4 (1).pdf`: a new version of one file. */
export function withoutVersion(name: string): string {
  const extension = /\.[a-z0-9]{1,6}$/i.exec(name)?.[0]?.toLowerCase() ?? '';
  const tokens = tokensOf(name);
  while (tokens.length > 1 && /^(v\d{1,3}|final|new|corrected|copy|\d)$/.test(tokens.at(-1) ?? ''))
    tokens.pop();
  return tokens.join('-') + extension;
}

/** `brian-bodice_block` → `Brian Bodice Block`; a name that a person wrote (`Aaron A-shirt`) stays as it is. */
export function titleOf(words: string): string {
  if (/\p{Lu}/u.test(words) && words.includes(' ')) return words.trim();
  const text = words.replace(/[-_.\s]+/g, ' ').trim();
  return (
    text.replace(/(^|\s)(\p{Ll})/gu, (_, before: string, letter: string) => before + letter.toUpperCase()) ||
    'Untitled'
  );
}

/** Files of one sub-folder belong together; in the folder itself, files of one name do. `path` has forward slashes. */
export function groupOf(path: string): { key: string; title: string } {
  const [first, ...rest] = path.split('/');
  if (first !== undefined && rest.length > 0)
    return { key: `folder:${first.toLowerCase()}`, title: titleOf(first) };
  const words = patternInName(path);
  return { key: `name:${words}`, title: titleOf(words) };
}

/** What programs and systems leave lying about while they work. */
export function isIgnoredName(path: string): boolean {
  return path
    .split('/')
    .some(
      (name) =>
        name.startsWith('.') ||
        name.startsWith('~') ||
        name.endsWith('~') ||
        /\.(tmp|temp|part|partial|crdownload|download|swp|swx|bak|lock|ds_store)$/i.test(name) ||
        /^(thumbs\.db|desktop\.ini|__macosx|node_modules)$/i.test(name),
    );
}
