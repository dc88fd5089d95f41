/** Which of the images and files on a shop are the ones that we want there. Pure, beside `connector.ts`. */
import type { DesiredFile, DesiredImage, ObservedFile, ObservedImage } from './connector.ts';
import { sameText } from './text.ts';

export interface Pairing<Desired, Observed> {
  /** One for each desired, in its order; null where nothing on the shop is it. */
  pairs: { desired: Desired; observed: Observed | null }[];
  /** What the shop carries besides. */
  rest: Observed[];
}

type Same<Desired, Observed> = (desired: Desired, observed: Observed) => boolean;

/** The first rule that fits wins; nothing is used twice. */
function pair<Desired, Observed>(
  desired: readonly Desired[],
  observed: readonly Observed[],
  rules: Same<Desired, Observed>[],
): Pairing<Desired, Observed> {
  const found = new Map<Desired, Observed>();
  const free = new Set(observed);
  for (const isSame of rules)
    for (const wanted of desired) {
      if (found.has(wanted)) continue;
      for (const candidate of free)
        if (isSame(wanted, candidate)) {
          found.set(wanted, candidate);
          free.delete(candidate);
          break;
        }
    }
  return {
    pairs: desired.map((wanted) => ({ desired: wanted, observed: found.get(wanted) ?? null })),
    rest: [...free],
  };
}

/**
 * By the ledger alone. Words say nothing of the bytes: an upload that a shop carries out late, when its caller is long gone,
 * would pass for every later picture with the same words.
 */
export const pairImages = (
  desired: readonly DesiredImage[],
  observed: readonly ObservedImage[],
): Pairing<DesiredImage, ObservedImage> =>
  pair(desired, observed, [
    (wanted, there) => there.sha256 === wanted.sha256 && sameText(wanted.alt, there.alt),
    (wanted, there) => there.sha256 === wanted.sha256,
  ]);

/** Bytes that the shop keeps: by the ledger, else by name and exact size. A renamed file is another file. */
export const pairUploadedFiles = (
  desired: readonly DesiredFile[],
  observed: readonly ObservedFile[],
): Pairing<DesiredFile, ObservedFile> =>
  pair(desired, observed, [
    (wanted, there) => there.sha256 === wanted.sha256 && there.name === wanted.name,
    (wanted, there) =>
      there.sha256 === undefined && there.name === wanted.name && there.sizeBytes === wanted.sizeBytes,
  ]);

/** Places that the shop fetches from: by address, else by the ledger's slot, else by name, else in order. */
export const pairAddressedFiles = (
  desired: readonly DesiredFile[],
  observed: readonly ObservedFile[],
): Pairing<DesiredFile, ObservedFile> =>
  pair(desired, observed, [
    (wanted, there) => wanted.address !== undefined && there.url === wanted.address,
    (wanted, there) => there.slot === wanted.slot,
    (wanted, there) => sameText(there.name, wanted.name),
    () => true,
  ]);
