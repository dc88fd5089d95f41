import { z } from 'zod';
import { newId } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { hasMailServer } from '../../mail/index.ts';
import { mailTo, pushTo } from './tell-person.ts';
import { readMe } from './who.ts';

export const sendTestAlert = defineOperation({
  name: 'alerts.sendTest',
  kind: 'command',
  summary: 'Send yourself a test message, by mail and to every browser that shows messages',
  route: { method: 'POST', path: '/alerts/test' },
  scope: 'self:write',
  input: z.object({}),
  output: z.object({
    sentence: z.string(),
    isMailed: z.boolean(),
    browsers: z.int(),
  }),
  async run(ctx) {
    const me = await readMe(ctx);
    const { url } = ctx.ports.address;
    const isMailed = await mailTo(ctx, me, `alert-test:${newId(ctx.clock.now().getTime())}`, async () => ({
      subject: 'A test of your Spindle',
      letter: {
        heading: 'This arrives',
        blocks: [
          {
            kind: 'text',
            text: 'You asked for a test message. When something needs you, you hear of it like this.',
          },
          { kind: 'button', label: 'Open Spindle', url: `${url}/` },
        ],
        footer: `Sent by your own Spindle. What you are told, and when: ${url}/settings?part=alerts`,
      },
    }));
    const browsers = await pushTo(ctx, me.id, {
      title: 'This arrives',
      body: 'You asked for a test message. When something needs you, you hear of it like this.',
      path: '/settings?part=alerts',
      button: 'Open Spindle',
      tag: 'spindle-test',
    });
    const mail = isMailed
      ? `A mail to ${me.email} is on its way.`
      : !hasMailServer(ctx.ports)
        ? 'No mail: the hub has no mail server.'
        : 'No mail: you have given no address.';
    const push =
      browsers === 0
        ? 'No browser of yours shows messages.'
        : `${browsers} ${browsers === 1 ? 'browser is' : 'browsers are'} asked to show one.`;
    return { sentence: `${mail} ${push}`, isMailed, browsers };
  },
});
