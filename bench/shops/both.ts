// Both sandbox shops in a process of their own: `both.ts LATENCY_MS`. Tells of each write as it is done, a line each.
import { startEtsySandbox, startWooSandbox } from '../../sandbox/index.ts';
import type { OnCall } from '../../sandbox/kit/shop-server.ts';

const latencyMs = Number(process.argv[2] ?? 0);
const tell =
  (shop: string): OnCall =>
  ({ isWrite, hadEffect, method, path, status }) => {
    const atMs = performance.timeOrigin + performance.now();
    if (isWrite) console.log(`write ${JSON.stringify({ shop, method, path, status, hadEffect, atMs })}`);
  };

const etsy = await startEtsySandbox({ currency: 'EUR', onCall: tell('etsy') });
const woo = await startWooSandbox({ currency: 'EUR', onCall: tell('woo') });
etsy.admin.faults({ latencyMs });
woo.admin.faults({ latencyMs });
console.log(
  `ready ${JSON.stringify({
    etsy: { url: etsy.url, shopId: etsy.shopId, token: etsy.admin.token().accessToken, ...etsy.credentials },
    woo: { url: woo.url, ...woo.credentials },
  })}`,
);
