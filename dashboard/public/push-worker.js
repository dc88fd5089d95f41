// Shows the hub's messages while no page of it is open. Keeps nothing and answers no request.
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('push', (event) => {
  const { title, body, path, button, tag } = event.data?.json() ?? {};
  if (!title) return;
  event.waitUntil(
    self.registration.showNotification(title, {
      body,
      tag,
      // a newer message in the same place rings again
      renotify: true,
      icon: '/spindle.svg',
      data: { path },
      actions: button ? [{ action: 'open', title: button }] : [],
    }),
  );
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const url = new URL(event.notification.data?.path ?? '/', self.location.origin);
  if (url.origin !== self.location.origin) return;
  event.waitUntil(
    self.clients.matchAll({ type: 'window', includeUncontrolled: true }).then((windows) => {
      const [open] = windows;
      return open ? open.focus().then((one) => one.navigate(url.href)) : self.clients.openWindow(url.href);
    }),
  );
});
