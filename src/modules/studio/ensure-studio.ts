import { newId } from '../../kit/ids.ts';
import type { Host } from '../../kit/run-operation.ts';
import { insertStudio, lockStudio, selectDesigners, selectStudio } from './store.ts';

export interface EnsuredStudio {
  studioId: string;
  /** The first designer: who everything belongs to in a studio of one. */
  designerId: string;
}

/** Makes the studio and its first designer when there are none; harmless when there are. */
export function ensureStudio(
  host: Host,
  first: { name?: string; currency?: string } = {},
): Promise<EnsuredStudio> {
  return host.transaction(async (tx) => {
    await lockStudio(tx);
    const studio = await selectStudio(tx);
    const [designer] = await selectDesigners(tx);
    if (studio && designer) return { studioId: studio.id, designerId: designer.id };
    const now = host.clock.now();
    const studioId = newId(now.getTime());
    const designerId = newId(now.getTime());
    const name = first.name ?? 'My studio';
    await insertStudio(
      tx,
      { id: studioId, name, currency: first.currency ?? 'EUR', createdAt: now },
      { id: designerId, studioId, name, slug: 'studio', createdAt: now },
    );
    return { studioId, designerId };
  });
}
