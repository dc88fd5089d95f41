import { z } from 'zod';
import type { Ctx } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import { Id, newId, Sha256 } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { noSuchPattern, Pattern } from './pattern.ts';
import { readPattern } from './read-patterns.ts';
import { offersChanged, textPriority } from './signals.ts';
import {
  lockPattern,
  type PatternRow,
  selectAsset,
  selectImages,
  selectOfferIdsOfPatterns,
} from './store.ts';
import { deleteImage, insertImage, placeImages, setImageAlt, updatePatternRow } from './write-store.ts';

const pictureKinds = ['png', 'jpeg', 'webp', 'gif'];

export const addImage = defineOperation({
  name: 'catalog.addImage',
  kind: 'command',
  summary: 'Show a picture with a pattern',
  route: { method: 'POST', path: '/patterns/{patternId}/images' },
  scope: 'catalog:write',
  input: z.object({
    patternId: Id,
    sha256: Sha256,
    alt: z.string().max(500).default(''),
    isFirst: z.boolean().default(false).meta({ description: 'Put it before the others.' }),
  }),
  output: Pattern,
  subject: (input) => ({ kind: 'pattern', id: input.patternId }),
  async run(ctx, { patternId, ...image }) {
    await putImage(ctx, patternId, image);
    return readPattern(ctx, patternId);
  },
});

export const updateImages = defineOperation({
  name: 'catalog.updateImages',
  kind: 'command',
  summary: 'Put a pattern’s pictures in order and describe them',
  route: { method: 'PUT', path: '/patterns/{patternId}/images' },
  scope: 'catalog:write',
  input: z.object({
    patternId: Id,
    images: z.array(z.object({ id: Id, alt: z.string().max(500).optional() })).max(100),
  }),
  output: Pattern,
  subject: (input) => ({ kind: 'pattern', id: input.patternId }),
  async run(ctx, { patternId, images }) {
    const before = await mustLock(ctx, patternId);
    const there = (await selectImages(ctx.tx, [patternId])).map((image) => image.id);
    const wanted = images.map((image) => image.id);
    if (there.length !== wanted.length || there.some((id) => !wanted.includes(id))) {
      throw new HubError(
        'conflict',
        'Name every picture of the pattern once. The list has changed: load it again.',
      );
    }
    await placeImages(ctx.tx, patternId, wanted);
    for (const { id, alt } of images) if (alt !== undefined) await setImageAlt(ctx.tx, patternId, id, alt);
    await tellChange(ctx, before);
    return readPattern(ctx, patternId);
  },
});

export const removeImage = defineOperation({
  name: 'catalog.removeImage',
  kind: 'command',
  summary: 'Take a picture away from a pattern',
  route: { method: 'DELETE', path: '/patterns/{patternId}/images/{imageId}' },
  scope: 'catalog:write',
  input: z.object({ patternId: Id, imageId: Id }),
  output: Pattern,
  subject: (input) => ({ kind: 'pattern', id: input.patternId }),
  async run(ctx, { patternId, imageId }) {
    const before = await mustLock(ctx, patternId);
    if (!(await deleteImage(ctx.tx, patternId, imageId))) {
      throw new HubError('not-found', 'The pattern has no such picture.');
    }
    await placeImages(
      ctx.tx,
      patternId,
      (await selectImages(ctx.tx, [patternId])).map((image) => image.id),
    );
    await tellChange(ctx, before);
    return readPattern(ctx, patternId);
  },
});

/**
 * Shows stored bytes with a pattern, last or first; `replaces` takes the place of another picture (a corrected cover).
 * Bytes that are shown already change nothing.
 */
export async function putImage(
  ctx: Ctx,
  patternId: string,
  image: { sha256: string; alt: string; isFirst: boolean; replaces?: string | null },
): Promise<void> {
  const before = await mustLock(ctx, patternId);
  const bytes = await selectAsset(ctx.tx, image.sha256);
  if (!bytes) throw new HubError('not-found', 'These bytes are not in the store. Upload the picture first.');
  if (!pictureKinds.includes(bytes.kind)) {
    throw new HubError(
      'invalid',
      'Shops show PNG, JPEG, WebP or GIF pictures, and this file is none of these.',
    );
  }
  const there = await selectImages(ctx.tx, [patternId]);
  const replaced = there.find((other) => other.sha256 === image.replaces);
  if (replaced) await deleteImage(ctx.tx, patternId, replaced.id);
  const id = newId();
  const isNew = await insertImage(ctx.tx, {
    id,
    patternId,
    sha256: image.sha256,
    alt: image.alt,
    position: there.length,
  });
  if (!isNew && !replaced) return;
  const others = there.map((other) => other.id).filter((other) => other !== replaced?.id);
  const place = replaced ? there.indexOf(replaced) : image.isFirst ? 0 : others.length;
  await placeImages(ctx.tx, patternId, isNew ? others.toSpliced(place, 0, id) : others);
  await tellChange(ctx, before);
}

async function mustLock(ctx: Ctx, patternId: string): Promise<PatternRow> {
  const row = await lockPattern(ctx.tx, ctx.actor, patternId);
  if (!row) throw noSuchPattern();
  return row;
}

async function tellChange(ctx: Ctx, row: PatternRow): Promise<void> {
  await updatePatternRow(ctx.tx, row.id, ctx.clock.now(), {});
  await ctx.signal(offersChanged, {
    offerIds: await selectOfferIdsOfPatterns(ctx.tx, [row.id]),
    priority: textPriority,
    why: `the pictures of “${row.title}” changed`,
  });
  ctx.announce({ topic: 'pattern', id: row.id });
}
