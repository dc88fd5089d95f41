import { runOperation, systemActor } from '../../src/kit/run-operation.ts';
import { listOn } from '../../src/modules/listings/list-on.ts';
import { type Master, pictureBytes } from './catalogue.ts';
import type { Random } from './kernel/random.ts';
import type { Process, World } from './world.ts';

interface Stocked {
  remoteId: string;
  /** What an adoption would want of it; null where there is no file that could be adopted. */
  state: 'live' | 'draft' | 'paused' | null;
}

/** Lists the patterns on the shops; some stand there already, in whatever state. */
export async function stockShops(
  world: World,
  { host }: Process,
  masters: readonly Master[],
  random: Random,
): Promise<void> {
  const { channels, memory } = world;
  for (const kind of ['etsy', 'woo'] as const) {
    const chosen = masters.filter(() => random.chance(0.75));
    const wantedState = random.chance(0.9) ? 'live' : 'draft';
    if (chosen.length === 0) continue;
    const offerIds = chosen.map((one) => one.offerId);
    await runOperation(host, listOn, systemActor, { channelId: channels[kind], offerIds, wantedState });
    for (const master of chosen) {
      if (random.chance(0.55)) continue;
      const { remoteId, state } =
        kind === 'etsy' ? stockEtsy(world, master, random) : await stockWoo(world, master, random);
      const row = [...memory.tables.listing.rows.values()].find(
        (one) => one.offerId === master.offerId && one.channelId === channels[kind],
      );
      if (row)
        memory.tables.listing.rows.set(row.id, {
          ...row,
          remoteId,
          // Taken over as it is, or to be made ours whatever it is.
          ...(state !== null && random.chance(0.2)
            ? { isAdopted: true, wantedState: state, observed: { state } }
            : { wantedState: 'live' }),
        });
    }
  }
}

const some = <T>(random: Random, most: number, make: (index: number) => T): T[] =>
  Array.from({ length: random.int(0, most) }, (_, index) => make(index));

function stockEtsy(world: World, { mark }: Master, random: Random): Stocked {
  const files = some(random, 5, (index) => ({
    name: random.chance(0.5) ? `${mark.toLowerCase()}-a4.pdf` : `old-${index}.pdf`,
    bytes: `from before ${mark} ${index}`,
  }));
  const images = some(random, 3, (index) => ({
    bytes: pictureBytes(`${mark} old ${index}`),
    altText: `old ${index}`,
  }));
  const isEmpty = files.length === 0;
  const state =
    isEmpty || images.length === 0 ? 'draft' : random.pick(['draft', 'active', 'inactive'] as const);
  const seeded = world.etsy.admin.seed({
    title: `${mark} from before`,
    priceMinor: random.int(20, 3000),
    sku: random.chance(0.5) ? `SKU-${mark}` : '',
    tags: random.chance(0.5) ? ['old'] : [],
    state,
    type: isEmpty && random.chance(0.5) ? 'physical' : 'download',
    files,
    images,
  });
  const words = { draft: 'draft', active: 'live', inactive: 'paused' } as const;
  return { remoteId: String(seeded.listingId), state: isEmpty || images.length === 0 ? null : words[state] };
}

async function stockWoo(world: World, { mark }: Master, random: Random): Promise<Stocked> {
  const status = random.pick(['publish', 'draft']);
  const downloads = some(random, 3, (index) => ({
    name: random.chance(0.5) ? `${mark.toLowerCase()}-a4.pdf` : `old ${index}`,
    file: `http://elsewhere.test/${mark}/${index}.pdf`,
  }));
  const { productId } = await world.woo.admin.seed({
    name: `${mark} from before`,
    description: '<p>From before.</p>',
    regularPrice: random.pick(['1.00', '9.99', '']),
    sku: random.chance(0.5) ? `SKU-${mark}` : `OLD-${mark}`,
    tags: random.chance(0.5) ? ['old'] : [],
    status,
    downloads,
    images: some(random, 2, (index) => ({
      bytes: pictureBytes(`${mark} old ${index}`),
      alt: `old ${index}`,
    })),
  });
  const isWhole = downloads.length > 0;
  return { remoteId: String(productId), state: isWhole ? (status === 'publish' ? 'live' : 'draft') : null };
}
