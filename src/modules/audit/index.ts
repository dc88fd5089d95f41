import type { HubModule } from '../../kit/module.ts';
import { listActivity } from './list-activity.ts';
import { listAudit } from './list-audit.ts';
import { tidyAnswers } from './run-once.ts';

export { createPublisher } from './publish.ts';
export { type OnceRequest, runOnce } from './run-once.ts';
export { type Told, type Tone, tell, tellAll } from './tell.ts';
export { writeAudit } from './write-audit.ts';

export const auditModule: HubModule = {
  name: 'audit',
  operations: [listActivity, listAudit],
  jobs: [tidyAnswers],
};
