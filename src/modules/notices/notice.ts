import { z } from 'zod';
import { Id } from '../../kit/ids.ts';

export const NoticeState = z.enum(['draft', 'approved', 'sent', 'discarded']);
export const RecipientState = z.enum(['to-send', 'in-outbox', 'sent', 'withheld']);
export type RecipientState = z.infer<typeof RecipientState>;

export const NoticeSummary = z
  .object({
    id: Id,
    releaseId: Id,
    patternId: Id,
    patternTitle: z.string(),
    releaseNumber: z.string(),
    changeKind: z.enum(['first', 'erratum', 'addition', 'redraft']),
    state: NoticeState,
    subject: z.string(),
    createdAt: z.date(),
    approvedAt: z.date().nullable(),
    approvedBy: z.string().nullable(),
    counts: z.object({ toSend: z.int(), inOutbox: z.int(), withheld: z.int() }),
  })
  .meta({ id: 'NoticeSummary' });

export const Notice = NoticeSummary.extend({
  body: z.string(),
  withheld: z
    .array(z.object({ reason: z.string(), buyers: z.int() }))
    .meta({ description: 'Who is not written to, and why.' }),
}).meta({ id: 'Notice' });

export interface NoticeText {
  subject: string;
  body: string;
}

interface ReleaseWords {
  changeKind: string;
  number: string;
  notes: string;
}

/** A first draft of the words; the seller may change every one. */
export function draftText(title: string, release: ReleaseWords): NoticeText {
  const what = release.notes.trim();
  const changed = what === '' ? '' : `\n\nWhat changed:\n${what}`;
  if (release.changeKind === 'erratum')
    return {
      subject: `A correction for ${title}`,
      body: `There was a mistake in ${title}. It is corrected in version ${release.number}, which is on your page now. Please use the new files before you start.${changed}`,
    };
  if (release.changeKind === 'addition')
    return {
      subject: `New in ${title}`,
      body: `${title} has more for you: version ${release.number} is on your page now. What you already have stays right.${changed}`,
    };
  return {
    subject: `${title}, drawn anew`,
    body: `${title} was drawn anew: version ${release.number} is on your page now, at no cost for you.${changed}`,
  };
}

/** Everything known of one buyer of a pattern, over all of the buyer's orders of it. */
export interface Candidate {
  buyerId: string;
  email: string | null;
  consent: string;
  /** Kinds of the shops where an open entitlement comes from; null: the hub itself. */
  activeKinds: (string | null)[];
}

/** Whether a buyer is written to; the reason is a sentence for the seller. */
export function decide(
  candidate: Candidate,
  rulesOf: (kind: string | null) => { mayWrite: boolean; why: string },
): { state: RecipientState; reason: string | null } {
  const withheld = (reason: string) => ({ state: 'withheld' as const, reason });
  if (candidate.activeKinds.length === 0) return withheld('The order was refunded or cancelled.');
  if (candidate.consent === 'no') return withheld('This buyer asked not to be written to.');
  const rules = candidate.activeKinds.map(rulesOf);
  if (!rules.some((rule) => rule.mayWrite)) return withheld(rules[0]?.why ?? 'The shop does not allow it.');
  if (!candidate.email) return withheld('The shop told no address.');
  return { state: 'to-send', reason: null };
}
