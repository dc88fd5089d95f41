import type { HubModule } from '../../kit/module.ts';
import { catchUpJob, catchUpLoop } from './catch-up.ts';
import { checkFiles } from './check-files.ts';
import { runPreflight } from './run-preflight.ts';

export { type Facts, Finding, Verdict } from './check.ts';
export { fitsName } from './checks/name-fits-content.ts';
export { type Inspection, inspectFile } from './inspect-file.ts';
export { type AssetFindings, readFindings, requestPreflight } from './read-findings.ts';
export { assetChecked } from './signals.ts';
export type { FileKind } from './sniff.ts';
export { sniffFile } from './sniff-file.ts';
export { type AssetRow, insertAsset, selectAssets } from './store.ts';
export { kindWords, megabytes } from './words.ts';

export const preflightModule: HubModule = {
  name: 'preflight',
  operations: [checkFiles],
  jobs: [runPreflight, catchUpJob],
  loops: [catchUpLoop],
};
