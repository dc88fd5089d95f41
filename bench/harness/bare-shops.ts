import { signedUrl } from '../../src/connectors/woocommerce/sign.ts';
import { newToken } from '../../src/kit/crypto.ts';
import type { BothShops } from './both-shops.ts';
import type { Json } from './hub.ts';

/** The calls that a plan makes, and nothing around them. */
export interface BareShops {
  etsy(method: string, path: string, body?: Json): Promise<Json>;
  woo(method: string, path: string, body?: Json): Promise<Json>;
}

export function bareShops({ etsy, woo }: BothShops): BareShops {
  const answerOf = async (answer: Response): Promise<Json> => {
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
  return {
    etsy: async (method, path, body) =>
      answerOf(
        await fetch(`${etsy.url}/v3/application${path}`, {
          method,
          headers: {
            'x-api-key': `${etsy.keystring}:${etsy.sharedSecret}`,
            authorization: `Bearer ${etsy.token}`,
            ...(body && !(body instanceof FormData) && !(body instanceof URLSearchParams)
              ? { 'content-type': 'application/json' }
              : {}),
          },
          ...(body
            ? {
                body:
                  body instanceof FormData || body instanceof URLSearchParams ? body : JSON.stringify(body),
              }
            : {}),
        }),
      ),
    woo: async (method, path, body) =>
      answerOf(
        await fetch(signedUrl(method, `${woo.url}/wp-json/wc/v3${path}`, woo, new Date(), newToken(16)), {
          method,
          headers: { 'content-type': 'application/json' },
          ...(body ? { body: JSON.stringify(body) } : {}),
        }),
      ),
  };
}
