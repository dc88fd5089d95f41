import { HubError } from './errors.ts';

/**
 * `SPINDLE_PUBLIC_URL` as an origin: `https://patterns.example.com`. Empty: undefined. Throws HubError `invalid` for what
 * would make cookies, links or sign-in fail later.
 */
export function readPublicUrl(text: string | undefined): string | undefined {
  if (!text?.trim()) return undefined;
  const example = 'Write it like https://patterns.example.com.';
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    throw new HubError('invalid', `SPINDLE_PUBLIC_URL is “${text}”, which is no address. ${example}`);
  }
  if (url.username || url.password || url.search || url.hash || url.pathname !== '/')
    throw new HubError(
      'invalid',
      `SPINDLE_PUBLIC_URL may hold nothing behind the name: the hub needs a name of its own. ${example}`,
    );
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isHere))
    throw new HubError(
      'invalid',
      `SPINDLE_PUBLIC_URL must begin with https://, since sign-in and buyers’ links travel over it. ${example}`,
    );
  return url.origin;
}
