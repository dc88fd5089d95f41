import type { Tx } from '../../kit/ctx.ts';
import { readOffers } from '../catalog/index.ts';
import { type CurrentFile, readCurrentFiles } from '../files/index.ts';
import { isForPart } from './delivery.ts';
import type { Granted } from './store.ts';

/** Entitlement → the newest files that its buyer may have. */
export async function readDeliverables(
  tx: Tx,
  granted: readonly Granted[],
): Promise<Map<string, CurrentFile[]>> {
  const offers = new Map(
    (await readOffers(tx, [...new Set(granted.map((one) => one.offerId))])).map((offer) => [offer.id, offer]),
  );
  const patternIds = [...new Set([...offers.values()].flatMap((offer) => offer.memberPatternIds))];
  const files = Map.groupBy(await readCurrentFiles(tx, patternIds), (file) => file.patternId);
  return new Map(
    granted.map((one) => [
      one.entitlementId,
      (offers.get(one.offerId)?.parts ?? []).flatMap((part) =>
        (files.get(part.patternId) ?? []).filter((file) => isForPart(file, part)),
      ),
    ]),
  );
}
