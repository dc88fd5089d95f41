import type { HubModule } from '../../kit/module.ts';
import { closeStampPool } from './markers/visible-line.ts';

export { channelLine, copyCode, entitlementLine } from './code.ts';
export {
  type Copy,
  type CopyRequest,
  ensureCopy,
  openCopy,
  piecesOfCopy,
  prepareCopies,
} from './ensure-copy.ts';
export type { Marker, MarkInput } from './marker.ts';
export { closeStampPool } from './markers/visible-line.ts';
export { cutPieces, type Piece } from './pieces.ts';
export { type CopyRow, isBareMaster } from './store.ts';

export const marksModule: HubModule = {
  name: 'marks',
  operations: [],
  loops: [
    {
      name: 'marks.children',
      isEverywhere: true,
      start: async () => ({ stop: closeStampPool }),
    },
  ],
};
