import type { HubModule } from '../../kit/module.ts';
import { approveNotice } from './approve-notice.ts';
import { draftOnRelease, moveOnMerge } from './draft-notice.ts';
import { getNotice, listNotices } from './list-notices.ts';
import { sendNoticeJob } from './send-notice.ts';
import { discardNotice, updateNotice } from './update-notice.ts';

export const noticesModule: HubModule = {
  name: 'notices',
  operations: [listNotices, getNotice, updateNotice, approveNotice, discardNotice],
  listeners: [draftOnRelease, moveOnMerge],
  jobs: [sendNoticeJob],
};
