import { createHmac, randomBytes } from 'node:crypto';
import { type FaultKind, startEtsySandbox } from '../../../sandbox/index.ts';
import { describeConnector } from '../testing/contract.ts';
import type { ShopUnderTest } from '../testing/harness.ts';
import { document, picture } from '../testing/harness.ts';
import { createTestIo } from '../testing/test-io.ts';
import { etsy } from './index.ts';

async function openEtsy(): Promise<ShopUnderTest> {
  const sandbox = await startEtsySandbox({ limits: { perSecond: 1000, perDay: 100_000 } });
  const { admin, credentials } = sandbox;
  const secrets = { ...credentials, accessToken: admin.token({}).accessToken };
  const settings: Record<string, string> = {};
  const io = createTestIo({ baseUrl: sandbox.url, settings, secrets });
  Object.assign(settings, (await etsy.identify(io)).settings);
  admin['clear-log']();
  return {
    connector: etsy,
    io,
    wrongSecrets: { ...secrets, accessToken: '1.wrong' },
    bareSettings: {},
    currency: 'USD',
    signsTime: true,
    createCall: { method: 'POST', pathIncludes: '/listings' },
    seed: async (count) =>
      Array.from({ length: count }, (_, index) =>
        String(
          admin.seed({
            title: `Old pattern ${index}`,
            files: [{ name: 'old.pdf', bytes: Buffer.from(document(`old ${index}`)) }],
            images: [{ bytes: Buffer.from(picture('old')) }],
          }).listingId,
        ),
      ),
    revokeKey: async () => admin.revoke(),
    fault: (kind, at) => admin['next-fault']({ kind: kind as FaultKind, ...at }),
    effects: () => admin.counts().effects,
    violations: () => (sandbox.isSpecChecked ? admin.violations() : undefined),
    sell: async (id) => String(admin.sell({ listingId: Number(id), taxMinor: 71 }).receiptId),
    refund: async (id) => admin.refund({ receiptId: Number(id) }),
    cancel: async (id) => admin.cancel({ receiptId: Number(id) }),
    notice: async (orderId) => {
      const secret = `whsec_${randomBytes(24).toString('base64')}`;
      const rawBody = Buffer.from(
        JSON.stringify({
          event_type: 'order.paid',
          resource_url: `${sandbox.url}/v3/application/shops/${sandbox.shopId}/receipts/${orderId}`,
          shop_id: sandbox.shopId,
        }),
      );
      const timestamp = String(Math.floor(io.now().getTime() / 1000));
      const signature = createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
        .update(`msg_1.${timestamp}.${rawBody}`)
        .digest('base64');
      const headers = {
        'webhook-id': 'msg_1',
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      };
      return { request: { headers, rawBody }, secret };
    },
    close: () => sandbox.close(),
  };
}

describeConnector('Etsy', openEtsy);
