import type { Design } from '../drafting/index.ts';
import { type HubClient, until } from './client.ts';

/** The designer’s folder is watched; every pattern in it has a published first release before this ends. */
export async function takeIn(
  client: HubClient,
  folder: string,
  designs: readonly Design[],
  say: (detail: string) => void,
): Promise<{ patterns: number; files: number }> {
  await client.send('POST', '/folders', {
    path: folder,
    isAutoPublish: true,
    defaultPriceMinor: 900,
    defaultCurrency: 'EUR',
    defaultCraft: 'sewing',
  });
  const patterns = await until(
    'every pattern published',
    async () => {
      const found = await client.all('/patterns');
      const done = found.filter((pattern) => pattern.state === 'active');
      say(`${done.length} of ${designs.length} checked and published`);
      return done.length >= designs.length && done;
    },
    240_000,
  );
  let files = 0;
  for (const { id } of patterns) {
    const { items } = await client.get(`/patterns/${id}/releases`);
    const published = items.find((release: { state: string }) => release.state === 'published');
    if (!published) throw new Error('A pattern is for sale without a release.');
    files += published.files.length;
  }
  return { patterns: patterns.length, files };
}

/** What the designer says about her patterns: story, tags and price. */
export async function describe(client: HubClient, designs: readonly Design[]): Promise<void> {
  const patterns = await client.all('/patterns');
  const offers = await client.all('/offers');
  for (const design of designs) {
    const pattern = patterns.find((one) => one.title === design.title);
    if (!pattern)
      throw new Error(
        `${design.title} was not taken in; there are ${patterns.map((one) => one.title).join(', ')}.`,
      );
    await client.send('PATCH', `/patterns/${pattern.id}`, { story: design.story, tags: design.tags });
    for (const offer of offers.filter((one) => one.patternId === pattern.id)) {
      await client.send('PATCH', `/offers/${offer.id}`, {
        priceMinor: design.priceMinor,
        currency: design.currency,
      });
    }
  }
}
