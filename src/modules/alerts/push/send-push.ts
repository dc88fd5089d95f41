import { defineCounter } from '../../../kit/metrics.ts';
import { defineJob } from '../../../kit/module.ts';
import { deleteSubscription, noteUsed, selectSubscription } from '../push-store.ts';
import { encryptPush } from './encrypt.ts';
import { readPushKeys } from './push-key.ts';
import { vapidHeader } from './vapid.ts';

/** What the service worker shows (`dashboard/public/push-worker.js`). */
export interface PushMessage {
  title: string;
  body: string;
  /** Where a click leads, on the hub. */
  path: string;
  button: string;
  /** A later message with the same tag takes the place of this one. */
  tag: string;
}

const dayS = 86_400;
const pushes = defineCounter('spindle_pushes_total', 'Messages to browsers by what the push service said.', [
  'outcome',
]);

/** Hands one message to one browser's push service. A subscription that is gone is forgotten. */
export const sendPushJob = defineJob<{ subscriptionId: string; message: PushMessage }>({
  name: 'alerts.push',
  retries: 6,
  async run(host, { subscriptionId, message }) {
    const target = await selectSubscription(host.db, subscriptionId);
    if (!target) return;
    const keys = await host.transaction((tx) => readPushKeys(tx, host.ports));
    const { url } = host.ports.address;
    // push services write to whoever sends nonsense; a loopback address would tell them nothing
    const contact = url.startsWith('https:') ? url : 'mailto:nobody@spindle.invalid';
    const answer = await fetch(target.endpoint, {
      method: 'POST',
      headers: {
        authorization: vapidHeader(keys, target.endpoint, contact, host.clock.now()),
        'content-encoding': 'aes128gcm',
        'content-type': 'application/octet-stream',
        ttl: String(dayS),
        urgency: 'normal',
        topic: message.tag,
      },
      body: new Uint8Array(encryptPush(Buffer.from(JSON.stringify(message)), target)),
      redirect: 'error',
      signal: AbortSignal.timeout(15_000),
    });
    await answer.body?.cancel();
    pushes.add({ outcome: answer.ok ? 'taken' : [404, 410].includes(answer.status) ? 'gone' : 'failed' });
    if (answer.status === 404 || answer.status === 410) {
      await deleteSubscription(host.db, subscriptionId, null);
      host.log.info({ subscriptionId }, 'a browser no longer wants messages: forgotten');
      return;
    }
    if (!answer.ok) throw new Error(`The push service answered ${answer.status}`);
    await noteUsed(host.db, subscriptionId, host.clock.now());
  },
});
