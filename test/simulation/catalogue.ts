/** The master that is simulated: patterns with an offer, pictures and files of a current release, and how they change. */
import { sha256Hex } from '../../src/kit/crypto.ts';
import type { Ctx } from '../../src/kit/ctx.ts';
import { newId } from '../../src/kit/ids.ts';
import { offersChanged, type PatternImage } from '../../src/modules/catalog/index.ts';
import { type CurrentFile, releasePublished } from '../../src/modules/files/index.ts';
import { type Statement, statement } from './database/memory.ts';
import type { Tables } from './database/tables.ts';
import type { Random } from './kernel/random.ts';
import type { World } from './world.ts';

export interface Master {
  /** Stands in every title and text, so that the judge knows whose listing it sees. */
  mark: string;
  patternId: string;
  offerId: string;
}

const roles = ['a4', 'letter', 'instructions', 'projector'] as const;

export const pictureBytes = (words: string): Buffer =>
  Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from(words)]);

export function addMaster(world: World, random: Random, number: number): Master {
  const { memory, designerId, simulation } = world;
  const master = { mark: `P${number}`, patternId: newId(), offerId: newId() };
  const at = new Date(simulation.nowMs);
  const dates = { version: 1, createdAt: at, updatedAt: at };
  memory.tables.pattern.rows.set(master.patternId, {
    ...dates,
    id: master.patternId,
    designerId,
    craft: 'sewing',
    title: `${master.mark} Coat`,
    slug: master.mark,
    story: `${master.mark} is a coat.`,
    tags: random.chance(0.5) ? ['coat', 'sewing'] : [],
    category: null,
    sizes: [],
    languages: ['en'],
    attributes: {},
    state: 'active',
  });
  memory.tables.offer.rows.set(master.offerId, {
    ...dates,
    id: master.offerId,
    designerId,
    patternId: master.patternId,
    kind: 'whole',
    name: 'Whole',
    sku: `SKU-${master.mark}`,
    roles: null,
    sizes: null,
    languages: null,
    priceMinor: random.int(5, 20) * 100,
    currency: 'EUR',
    state: 'active',
  });
  const pictures = picturesOf(world, master, random.int(1, 2), 'first');
  memory.tables.images.rows.set(master.patternId, { patternId: master.patternId, images: pictures });
  const files = filesOf(master, 1, random.int(1, 4));
  memory.tables.currentFiles.rows.set(master.patternId, { patternId: master.patternId, files });
  return master;
}

function picturesOf(world: World, master: Master, count: number, words: string): PatternImage[] {
  return Array.from({ length: count }, (_, position) => {
    const bytes = pictureBytes(`${master.mark} ${words} ${position}`);
    const sha256 = sha256Hex(bytes);
    world.storage.set(sha256, bytes);
    const alt = `${master.mark} seen from side ${position}`;
    return { id: newId(), sha256, alt, position, contentType: 'image/png', sizeBytes: bytes.length };
  });
}

function filesOf(master: Master, version: number, count: number): CurrentFile[] {
  const releaseId = newId();
  return roles.slice(0, count).map((role) => ({
    releaseFileId: newId(),
    releaseId,
    role,
    name: `${master.mark.toLowerCase()}-${role}.pdf`,
    language: null,
    sha256: sha256Hex(`${master.mark} ${role} ${version}`),
    kind: 'pdf',
    contentType: 'application/pdf',
    sizeBytes: 1000 + version,
    patternId: master.patternId,
    releaseNumber: `1.0.${version}`,
  }));
}

type Change = (at: Statement, tables: Tables) => void;

async function changeWords(ctx: Ctx, master: Master, priority: number, change: Change): Promise<void> {
  await statement(ctx.tx, 'change the master', change);
  await ctx.signal(offersChanged, { offerIds: [master.offerId], priority, why: 'the master changed' });
}

/** Everything that a seller changes in the catalogue, one at a time, each with the signal that the hub gives. */
export function changeMaster(world: World, master: Master, random: Random) {
  const words = `${random.int(1, 9)}${random.int(1, 9)}`;
  const { patternId, offerId, mark } = master;
  const onPattern =
    (set: Record<string, unknown>): Change =>
    (at, { pattern }) => {
      const row = at.get(pattern, patternId);
      if (row) at.put(pattern, patternId, { ...row, ...set });
    };
  const changes: Record<string, (ctx: Ctx) => Promise<void>> = {
    price: (ctx) =>
      changeWords(ctx, master, 50, (at, { offer }) => {
        const row = at.get(offer, offerId);
        if (row) at.put(offer, offerId, { ...row, priceMinor: random.int(3, 30) * 50 });
      }),
    title: (ctx) => changeWords(ctx, master, 100, onPattern({ title: `${mark} Coat ${words}` })),
    story: (ctx) => changeWords(ctx, master, 100, onPattern({ story: `${mark} is a coat, ${words}.` })),
    tags: (ctx) => changeWords(ctx, master, 100, onPattern({ tags: ['coat', `tag ${words}`] })),
    pictures: (ctx) =>
      changeWords(ctx, master, 100, (at, { images }) =>
        at.put(images, patternId, { patternId, images: picturesOf(world, master, random.int(1, 3), words) }),
      ),
    release: async (ctx) => {
      const version = random.int(2, 1000);
      const releaseId = await statement(ctx.tx, 'publish', (at, { currentFiles }: Tables) => {
        const before = at.get(currentFiles, patternId)?.files.length ?? 1;
        // The same files in a new version, rarely one more: what a buyer has never gets fewer here.
        const files = filesOf(master, version, Math.min(roles.length, before + (random.chance(0.2) ? 1 : 0)));
        at.put(currentFiles, patternId, { patternId, files });
        return files[0]?.releaseId ?? '';
      });
      const touches = { sizes: null, languages: null, roles: null };
      await ctx.signal(releasePublished, { patternId, releaseId, changeKind: 'erratum', touches });
    },
  };
  const what = random.pick(Object.keys(changes));
  return { what: `${mark} ${what}`, run: changes[what] as (ctx: Ctx) => Promise<void> };
}
