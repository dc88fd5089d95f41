/** What the answers of all shops have in common: statuses and waiting times. Pure, beside `connector.ts`. */
import { ConnectorError, type FailureKind } from './connector.ts';

/** Milliseconds that `Retry-After` asks for (seconds or a date), between one second and a day. */
export function retryAfterMs(headers: Headers, now: Date): number {
  const text = headers.get('retry-after') ?? '';
  const wait = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now.getTime();
  return Math.min(86_400_000, Math.max(1000, Number.isFinite(wait) ? Math.ceil(wait) : 1000));
}

/** How the engine must take a status that is no success, unless the shop gives it another meaning. */
export function kindOfStatus(status: number, isWrite: boolean): FailureKind {
  if (status === 429) return 'rate-limited';
  if (status === 401 || status === 403) return 'unauthorised';
  if (status === 404 || status === 410) return 'gone';
  if (status === 409 || status === 425) return 'transient';
  // A shop that breaks may have made the change before it broke: Etsy is known to.
  if (status === 408 || status >= 500) return isWrite ? 'ambiguous' : 'transient';
  return 'rejected';
}

/** The sentence for failures that read alike at every shop. `words`: what the shop said, where it said something. */
export function failure(
  shop: string,
  kind: FailureKind,
  words: string,
  detail: ConstructorParameters<typeof ConnectorError>[2] = {},
): ConnectorError {
  const said = words === '' ? '' : ` It says: “${words.slice(0, 300)}”`;
  const messages: Record<FailureKind, string> = {
    'rate-limited': `${shop} asks to wait before the next call. Spindle goes on by itself.`,
    transient: `${shop} could not answer just now.${said} Spindle tries again by itself.`,
    ambiguous: `${shop} broke off, so it is not known whether the change was made. Spindle looks first, then goes on.`,
    rejected: `${shop} refused the change.${said} Change that and try again.`,
    unauthorised: `${shop} refused the key.${said} Reconnect the shop.`,
    gone: `${shop} no longer has this.`,
  };
  return new ConnectorError(kind, messages[kind], { ...detail, cause: detail.cause ?? words });
}
