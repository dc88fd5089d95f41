import { defineJob } from '../../kit/module.ts';
import { inTransaction, systemActor } from '../../kit/run-operation.ts';
import { mayMailLinks, writeMessage } from '../../mail/index.ts';
import { findBuyerByEmail, readBuyer } from '../orders/index.ts';
import { libraryUrl } from './delivery.ts';
import { makeLibraryKey } from './links.ts';
import { selectGrantedToBuyer } from './store.ts';

/** One mail to one person within this time, however often the button is pressed. */
const quietMs = 10 * 60 * 1000;

/**
 * "Send me the link again": done behind the answer, so that the page answers alike, and as fast, whether the address is
 * known or not.
 */
export const mailLibraryJob = defineJob<{ email?: string; buyerId?: string; askedAtMs: number }>({
  name: 'delivery.mailLibrary',
  async run(host, asked) {
    await inTransaction(host, systemActor, async (ctx) => {
      const found = asked.buyerId
        ? await readBuyer(ctx.tx, asked.buyerId)
        : await findBuyerByEmail(ctx.tx, asked.email?.trim() ?? '', false);
      if (!found?.email || !mayMailLinks(ctx.ports)) return;
      if ((await selectGrantedToBuyer(ctx.tx, found.id)).length === 0) return;
      const token = await makeLibraryKey(ctx, found.id);
      await writeMessage(ctx, {
        kind: 'library',
        buyerId: found.id,
        recipient: found.email,
        subject: 'The link to your patterns',
        cause: `library:${found.id}:${Math.floor(asked.askedAtMs / quietMs)}`,
        letter: {
          heading: 'Here is the way to your patterns',
          blocks: [
            { kind: 'text', text: 'Your page has every pattern you bought, in its newest version:' },
            { kind: 'button', label: 'My patterns', url: libraryUrl(ctx, token) },
          ],
          footer:
            'You get this message because somebody, most likely you, asked for it. If it was not you, nothing needs to be done.',
        },
      });
    });
  },
});
