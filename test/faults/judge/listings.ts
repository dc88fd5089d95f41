import { until } from '../../support/until.ts';
import type { Scene } from '../stories/story.ts';

/** The shops' own state against what the seller wants, and what the hub says of itself. */
export async function judgeListings(scene: Scene): Promise<string[]> {
  const { lab, seller, ledger } = scene;
  const wrong: string[] = [];
  const listings = await seller.all('/listings');
  const patterns = await seller.all('/patterns');
  const names = patterns.map((one) => one.title as string);
  if (patterns.length !== ledger.titles.length)
    wrong.push(`${patterns.length} patterns instead of ${ledger.titles.length}: ${twice(names).join(', ')}`);
  if (listings.length !== 2 * ledger.made.length)
    wrong.push(`${listings.length} listings in the hub instead of ${2 * ledger.made.length}`);

  const etsy = lab.etsy.admin.state();
  const woo = lab.woo.admin.state();
  const seen = {
    etsy: etsy.listings.map((one) => ({
      id: String(one.listingId),
      ...{
        title: one.title,
        priceMinor: one.priceMinor,
        files: one.files.length,
        isLive: one.state === 'active',
      },
    })),
    woocommerce: woo.products.map((one) => ({
      id: String(one.id),
      title: one.name,
      priceMinor: Math.round(Number(one.regularPrice) * 100),
      files: one.downloads.length,
      isLive: one.status === 'publish',
    })),
  };
  for (const [shop, channelId] of [
    ['etsy', ledger.channels.etsyId],
    ['woocommerce', ledger.channels.wooId],
  ] as const) {
    const there = new Map(seen[shop].map((one) => [one.id, one]));
    const known = listings.filter((one) => one.channelId === channelId);
    if (seen[shop].length !== ledger.made.length)
      wrong.push(
        `${shop} has ${seen[shop].length} listings instead of ${ledger.made.length}: ${twice(seen[shop].map((one) => one.title)).join(', ')}`,
      );
    for (const repeated of twice(known.map((one) => one.remoteId)))
      wrong.push(`two listings of the hub say that they are ${repeated} on ${shop}`);
    for (const listing of known) {
      const one = there.get(listing.remoteId ?? '');
      const wanted = ledger.wanted.get(listing.offerId);
      const isAdopted = ledger.adopted.some((it) => it.shop === shop && it.remoteId === listing.remoteId);
      const say = (what: string): void => void wrong.push(`${shop} ${wanted?.title}: ${what}`);
      if (!one) {
        say(`is not on the shop (${listing.remoteId})`);
        continue;
      }
      if (!one.isLive) say('is not live');
      if (one.files === 0) say('has no file');
      if (isAdopted || !wanted) continue;
      if (one.title !== wanted.title) say(`is called ${one.title}`);
      if (one.priceMinor !== wanted.priceMinor)
        say(`costs ${one.priceMinor} instead of ${wanted.priceMinor}`);
    }
  }
  for (const [shop, list] of [
    ['etsy', etsy.listings.map((one) => one.files.map((file) => file.name))],
    ['woocommerce', woo.products.map((one) => one.downloads.map((file) => file.name))],
  ] as const)
    for (const files of list)
      if (twice(files).length > 0) wrong.push(`${shop} has a file twice: ${twice(files).join(', ')}`);
  wrong.push(
    ...[...etsy.violations, ...woo.violations].map(
      (one) => `against the shop’s rules: ${JSON.stringify(one)}`,
    ),
  );

  // Read again, both shops have to look as the hub believes.
  for (const channelId of Object.values(ledger.channels)) {
    const { taskId } = await seller.send('POST', `/channels/${channelId}/read-again`, {});
    const task = await until('the shop read again', async () => {
      const now = await seller.get(`/tasks/${taskId}`);
      return now.finishedAt !== null && now;
    });
    if (task.state !== 'done' || task.result?.drifted !== 0)
      wrong.push(
        `read again, the shop differs: ${task.state} ${JSON.stringify(task.result ?? task.message)}`,
      );
  }
  return wrong;
}

export const twice = <T>(list: readonly T[]): T[] => [
  ...new Set(list.filter((one, index) => list.indexOf(one) !== index)),
];
