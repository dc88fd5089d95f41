import { z } from 'zod';
import { newId } from '../../kit/ids.ts';
import { on } from '../../kit/signal.ts';
import { mayMailLinks } from '../../mail/index.ts';
import { tell } from '../audit/index.ts';
import { readRelease, releasePublished } from '../files/index.ts';
import { buyersMerged } from '../orders/index.ts';
import { approve } from './approve-notice.ts';
import { decideRecipients } from './decide-recipients.ts';
import { draftText } from './notice.ts';
import { insertNotice, moveRecipient, readStudioSettings, selectPatternTitle } from './store.ts';

/** `notices.autoSend` in the studio's settings: the kinds of change that go out without a click. */
const Settings = z.object({
  notices: z.object({ autoSend: z.array(z.enum(['erratum', 'addition', 'redraft'])).default([]) }),
});

export const draftOnRelease = on(releasePublished, 'notices.draft', async (ctx, payload) => {
  if (payload.changeKind === 'first') return;
  const release = await readRelease(ctx.tx, payload.releaseId);
  if (!release) return;
  const title = await selectPatternTitle(ctx.tx, payload.patternId);
  const noticeId = newId();
  const isNew = await insertNotice(ctx.tx, {
    id: noticeId,
    releaseId: payload.releaseId,
    ...draftText(title, release),
    createdAt: ctx.clock.now(),
  });
  if (!isNew) return;
  const counts = await decideRecipients(ctx, noticeId, payload.patternId, payload.touches);
  ctx.announce({ topic: 'notice', id: noticeId });
  const settings = Settings.safeParse(await readStudioSettings(ctx.tx));
  const isAutomatic = settings.success && settings.data.notices.autoSend.includes(payload.changeKind);
  if (isAutomatic && mayMailLinks(ctx.ports)) {
    await approve(ctx, noticeId, 'your rule');
    return;
  }
  if (counts.toSend + counts.withheld > 0)
    await tell(ctx, {
      tone: counts.toSend > 0 ? 'needs-you' : 'info',
      sentence:
        counts.toSend > 0
          ? `A message about ${title} ${release.number} is ready for ${counts.toSend} buyers${counts.withheld > 0 ? `; ${counts.withheld} more may not be written to` : ''}. Read it and send it.`
          : `Nobody who bought ${title} may be written to about ${release.number}; the new files are on their pages.`,
      patternId: payload.patternId,
      releaseId: payload.releaseId,
    });
});

export const moveOnMerge = on(buyersMerged, 'notices.moveRecipient', (ctx, { keptId, droppedId }) =>
  moveRecipient(ctx.tx, droppedId, keptId),
);
