import { api, done, live } from './client.ts';

export const alertSettingsQuery = live(['hub'], ['alert-settings'], () => done(api.GET('/alerts/settings')));

export const alertsQuery = live(['hub', 'channel', 'listing', 'notice'], ['alerts'], () =>
  done(api.GET('/alerts')),
);

export const markSeen = () => done(api.POST('/alerts/seen'));

/** Browsers show messages of pages by https, or on this very computer. */
export const canShowMessages = (): boolean =>
  'serviceWorker' in navigator &&
  'PushManager' in window &&
  'Notification' in window &&
  window.isSecureContext;

const workerUrl = '/push-worker.js';

const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));

/** The subscription of this browser, where it has one with the hub's present key. */
export async function ownSubscription(pushKey: string): Promise<PushSubscription | null> {
  if (!canShowMessages()) return null;
  const registration = await navigator.serviceWorker.getRegistration(workerUrl);
  const subscription = (await registration?.pushManager.getSubscription()) ?? null;
  const key = subscription?.options.applicationServerKey;
  const isOurs = key && bytesOf(pushKey).every((byte, at) => byte === new Uint8Array(key)[at]);
  return isOurs ? subscription : null;
}

/** Asks for leave, then tells the hub where this browser can be reached. Null: leave was not given. */
export async function showMessagesHere(pushKey: string): Promise<{ id: string } | null> {
  if ((await Notification.requestPermission()) !== 'granted') return null;
  await navigator.serviceWorker.register(workerUrl);
  const { pushManager } = await navigator.serviceWorker.ready;
  // one with another key, from before the hub's keys were lost, reaches nobody
  if (!(await ownSubscription(pushKey))) await (await pushManager.getSubscription())?.unsubscribe();
  const subscription = await pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytesOf(pushKey),
  });
  const { endpoint, keys } = subscription.toJSON();
  return done(
    api.POST('/alerts/browsers', {
      body: {
        endpoint: endpoint ?? '',
        keys: { p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' },
        name: nameOfBrowser(),
      },
    }),
  );
}

/** “Firefox on Android”: enough to know it again in a list. */
function nameOfBrowser(): string {
  const agent = navigator.userAgent;
  const browser = /Edg\//.test(agent)
    ? 'Edge'
    : /Firefox\//.test(agent)
      ? 'Firefox'
      : /Chrome\//.test(agent)
        ? 'Chrome'
        : /Safari\//.test(agent)
          ? 'Safari'
          : 'Browser';
  const system = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac', 'Linux'].find((name) =>
    agent.includes(name),
  );
  return system ? `${browser} on ${system}` : browser;
}
