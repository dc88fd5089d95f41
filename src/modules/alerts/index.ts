import type { HubModule } from '../../kit/module.ts';
import { listAlerts } from './list-alerts.ts';
import { sendPushJob } from './push/send-push.ts';
import { subscribeBrowser, unsubscribeBrowser } from './push-browsers.ts';
import { sendTestAlert } from './send-test.ts';
import { getAlertSettings, markAlertsSeen, updateAlertSettings } from './settings.ts';
import { watchLoop } from './watch-loop.ts';

export { approveByLink, mostByMail, openApproval } from './approval-link.ts';

export const alertsModule: HubModule = {
  name: 'alerts',
  operations: [
    listAlerts,
    getAlertSettings,
    updateAlertSettings,
    markAlertsSeen,
    sendTestAlert,
    subscribeBrowser,
    unsubscribeBrowser,
  ],
  jobs: [sendPushJob],
  loops: [watchLoop],
};
