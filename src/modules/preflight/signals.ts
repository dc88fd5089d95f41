import { defineSignal } from '../../kit/signal.ts';
import type { Verdict } from './check.ts';

/** All checks of a file have run (or it could not be examined, which is a finding). */
export const assetChecked = defineSignal<{ sha256: string; verdict: Verdict }>('preflight.assetChecked');
