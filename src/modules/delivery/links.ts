import { newToken, sha256Hex } from '../../kit/crypto.ts';
import type { Ctx } from '../../kit/ctx.ts';
import { newId } from '../../kit/ids.ts';
import { libraryTtlMs, linkDownloads, linkTtlMs } from './delivery.ts';
import { insertKeys, insertLinks } from './store.ts';

/** One fresh link a file, in order: answers the tokens, which are stored nowhere, only their hashes. */
export async function makeLinks(
  ctx: Ctx,
  wanted: readonly { entitlementId: string; releaseFileId: string }[],
): Promise<string[]> {
  if (wanted.length === 0) return [];
  const now = ctx.clock.now();
  const tokens = wanted.map(() => newToken(32));
  await insertLinks(
    ctx.tx,
    wanted.map(({ entitlementId, releaseFileId }, index) => ({
      id: newId(),
      tokenHash: sha256Hex(tokens[index] ?? ''),
      entitlementId,
      releaseFileId,
      expiresAt: new Date(now.getTime() + linkTtlMs),
      maxDownloads: linkDownloads,
      createdAt: now,
    })),
  );
  return tokens;
}

/** A key to a buyer's library page; answers the token. */
export async function makeLibraryKey(ctx: Ctx, buyerId: string): Promise<string> {
  const [token] = await makeLibraryKeys(ctx, [buyerId]);
  return token as string;
}

/** A key for each of these buyers, in order: answers the tokens. */
export async function makeLibraryKeys(ctx: Ctx, buyerIds: readonly string[]): Promise<string[]> {
  const tokens = buyerIds.map(() => newToken(32));
  const now = ctx.clock.now();
  await insertKeys(
    ctx.tx,
    buyerIds.map((buyerId, index) => ({
      tokenHash: sha256Hex(tokens[index] ?? ''),
      buyerId,
      expiresAt: new Date(now.getTime() + libraryTtlMs),
      createdAt: now,
    })),
  );
  return tokens;
}
