/** Steps for the files of a listing: there is never a moment with fewer than one, and never more than five. Pure. */
import type { DesiredFile, ObservedFile, Step } from '../connector.ts';
import { pairUploadedFiles } from '../pairing.ts';
import { sizeText } from '../text.ts';
import { etsyLimits } from './limits.ts';

export function planFiles(desired: readonly DesiredFile[], observed: readonly ObservedFile[]): Step[] {
  // Without a wanted file there is nothing to replace the last one by: better the old one than a physical listing.
  if (desired.length === 0) return [];
  const { pairs, rest } = pairUploadedFiles(desired, observed);
  const old = [...rest];
  const steps: Step[] = [];
  let count = observed.length;
  for (const [index, pair] of pairs.entries()) {
    if (pair.observed) continue;
    const predecessor = takePredecessor(old, pair.desired);
    if (count >= etsyLimits.fileCount.value) {
      const freed = predecessor ?? old.shift();
      if (freed) {
        steps.push(swapFile(pair.desired, index + 1, freed));
        continue;
      }
    }
    steps.push(uploadFile(pair.desired, index + 1));
    count++;
    if (predecessor) {
      steps.push(removeFile(predecessor));
      count--;
    }
  }
  return [...steps, ...old.map(removeFile)];
}

/** The file that the buyer knows as the same thing: same slot in the ledger, else the same name. */
function takePredecessor(old: ObservedFile[], wanted: DesiredFile): ObservedFile | undefined {
  let at = old.findIndex((file) => file.slot === wanted.slot);
  if (at < 0) at = old.findIndex((file) => file.name === wanted.name);
  return at < 0 ? undefined : old.splice(at, 1)[0];
}

const label = (file: DesiredFile): string => `${file.name} (${sizeText(file.sizeBytes)})`;

export const uploadFile = (file: DesiredFile, rank: number): Step => ({
  kind: 'upload-file',
  summary: `Upload ${label(file)}`,
  fields: ['files'],
  calls: 1,
  effect: 'upload',
  isReversible: true,
  payload: { slot: file.slot, name: file.name, sha256: file.sha256, contentType: file.contentType, rank },
});

/** With every slot taken the old one goes first, in the same step: four files stay in between. */
const swapFile = (file: DesiredFile, rank: number, old: ObservedFile): Step => ({
  ...uploadFile(file, rank),
  kind: 'swap-file',
  summary: `Replace ${old.name} by ${label(file)}`,
  calls: 3,
  isReversible: old.sha256 !== undefined,
  payload: { ...uploadFile(file, rank).payload, removeId: old.remoteId, removeName: old.name },
});

/** One call to look, one to remove. Etsy gives no bytes back: what the hub does not have is lost. */
const removeFile = (file: ObservedFile): Step => ({
  kind: 'remove-file',
  summary: `Remove ${file.name}`,
  fields: ['files'],
  calls: 2,
  effect: 'remove-file',
  isReversible: file.sha256 !== undefined,
  payload: { removeId: file.remoteId, removeName: file.name },
});
