import type { HubModule } from '../../kit/module.ts';
import { addFile } from './add-file.ts';
import { afterCheck } from './after-check.ts';
import { discardDraft, publishRelease, updateRelease, withdrawRelease } from './change-release.ts';
import { removeFile, startDraft, updateDraftFile } from './draft-files.ts';
import {
  listFolderFiles,
  listFolders,
  rescanFolder,
  scanJob,
  unwatchFolder,
  watchFolder,
} from './folders/watch-folder.ts';
import { watchLoop } from './folders/watch-loop.ts';
import { getRelease, listFindings, listReleases } from './releases.ts';
import { removeUnnamedJob, sweepBlobsJob } from './sweep-blobs.ts';

export { takeUpload, type Upload } from './add-file.ts';
export { type Release, type ReleaseFile, readRelease } from './read-release.ts';
export type { ChangeKind, CurrentFile } from './release.ts';
export { draftReady, releasePublished, releaseWithdrawn } from './signals.ts';
export { readCurrentFiles, readFilesOfOffers } from './store.ts';

export const filesModule: HubModule = {
  name: 'files',
  operations: [
    addFile,
    listReleases,
    getRelease,
    listFindings,
    updateRelease,
    publishRelease,
    withdrawRelease,
    discardDraft,
    startDraft,
    removeFile,
    updateDraftFile,
    listFolders,
    watchFolder,
    unwatchFolder,
    rescanFolder,
    listFolderFiles,
  ],
  listeners: [afterCheck],
  jobs: [scanJob, sweepBlobsJob, removeUnnamedJob],
  loops: [watchLoop],
};
