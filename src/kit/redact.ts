/** Takes secrets and buyers' addresses out of words that go to the log. */

const removed = '[removed]';
/** Words past this are cut: a shop may answer anything. */
const longest = 4_000;

const patterns: readonly [RegExp, string][] = [
  // what a failed query was asked with, as drizzle and PostgreSQL tell it
  [/^params: .*$/gm, `params: ${removed}`],
  [/(=\()[^)\n]*(\) already exists)/g, `$1${removed}$2`],
  // name and password in an address
  [/([a-z][a-z\d+.-]{1,20}:\/\/)[^\s/@"'<>]{1,500}@/gi, `$1${removed}@`],
  [/((?:Bearer|Basic|vapid|AWS4-HMAC-SHA256)\s+)[\w.~+/=:-]{8,}/gi, `$1${removed}`],
  // of a query only plain numbers stay, such as a page's: signatures, tokens and addresses stand in the rest
  [/([?&][\w.[\]%-]{1,80}=)(?!\d{1,6}(?:[&#\s"'<>]|$))[^&#\s"'<>]+/g, `$1${removed}`],
  // our own links: a download, a page, an address in a shop, a click by mail, a shop's webhook of the browser
  [/(\/(?:d|my|a|f|approve)\/)[\w-]{20,}/g, `$1${removed}`],
  // keys by their looks: the hub's own, WooCommerce's, webhook secrets, tokens of OAuth, JSON web tokens
  [/\b(?:spk_|ck_|cs_|whsec_)[\w+/=-]{8,}/g, removed],
  [/\b\d{4,12}\.[\w-]{20,}/g, removed],
  [/\beyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?/g, removed],
  [/[\w.!#$%&'*+/=?^`{|}~-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g, '[address]'],
];

/** Secrets that the hub was given, newest last. A set keeps its order; the oldest go when there are very many. */
const known = new Set<string>();
const mostKnown = 2_000;
const shortest = 6;

/** From now on these very words are not written to any log, wherever they turn up. */
export function hideFromLog(secrets: Iterable<string | null | undefined>): void {
  for (const secret of secrets) {
    if (!secret || secret.length < shortest) continue;
    known.delete(secret);
    known.add(secret);
  }
  for (const oldest of known) {
    if (known.size <= mostKnown) return;
    known.delete(oldest);
  }
}

/** What the process was started with: keys, tokens, and the passwords in addresses. */
export function hideEnvironment(environment: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(environment)) {
    if (!value) continue;
    if (/KEY|SECRET|TOKEN|PASSWORD|CREDENTIAL/i.test(name)) hideFromLog([value]);
    if (name === 'SPINDLE_HEARTBEAT_URL') hideFromLog([value]);
    const password = /^[a-z][a-z\d+.-]*:\/\/[^\s/@:]*:([^\s/@]+)@/i.exec(value)?.[1];
    if (password) hideFromLog([password, decoded(password)]);
  }
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The words without what is secret in them. */
export function redact(text: string): string {
  let rest = text.slice(0, longest);
  for (const secret of known) if (rest.includes(secret)) rest = rest.replaceAll(secret, removed);
  return patterns.reduce((words, [pattern, instead]) => words.replace(pattern, instead), rest);
}
