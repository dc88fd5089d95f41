import { defineSignal } from '../../kit/signal.ts';
import type { ChangeKind } from './release.ts';

/** The files of a draft are checked and none is blocked; it waits to be published. Given again whenever that is found. */
export const draftReady = defineSignal<{ patternId: string; releaseId: string }>('files.draftReady');

/** A release is the current one of its pattern from now on. */
export const releasePublished = defineSignal<{
  patternId: string;
  releaseId: string;
  changeKind: ChangeKind;
  /** Whom it concerns; null: everybody. */
  touches: { sizes: string[] | null; languages: string[] | null; roles: string[] | null };
}>('files.releasePublished');

/** A release may no longer be given out. What was published before it is current again, if anything. */
export const releaseWithdrawn = defineSignal<{ patternId: string; releaseId: string }>(
  'files.releaseWithdrawn',
);
