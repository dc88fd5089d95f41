import type { LoadRequest } from '../harness/http-connection.ts';

const story = 'A blouse with a yoke and gathered sleeves. '.repeat(8);

/** A pattern as a seller fills the form in, each with a title of its own. */
export function requests({ key, channelIds }: { key: string; channelIds: string[] }) {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  return (index: number): LoadRequest => ({
    method: 'POST',
    path: '/api/patterns',
    headers,
    body: JSON.stringify({
      title: `Blouse ${index} with a yoke`,
      craft: 'sewing',
      story,
      tags: ['blouse', 'summer', 'linen'],
      sizes: ['34', '36', '38', '40', '42', '44'],
      priceMinor: 900 + (index % 700),
      currency: 'EUR',
      ...(channelIds.length > 0 ? { channelIds } : {}),
    }),
  });
}
