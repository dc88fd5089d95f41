import type { Channel } from './channel.ts';

type Pause = Pick<Channel, 'pausedAt' | 'pauseCause' | 'pauseReason'>;
type OwnPause = Pick<Channel, 'sellerPausedAt' | 'sellerPausedBy'>;

/** Pure: why nothing is written when only the seller's own pause is left, or that nothing is paused any more. */
export const ownPauseOf = ({ sellerPausedAt, sellerPausedBy }: OwnPause): Pause =>
  sellerPausedAt
    ? {
        pausedAt: sellerPausedAt,
        pauseCause: 'seller',
        pauseReason: `Paused by ${sellerPausedBy ?? 'you'}. Changes wait until you resume.`,
      }
    : { pausedAt: null, pauseCause: null, pauseReason: null };

/** Pure: both reasons in words, where there are two. */
export function pauseSentence(channel: Pause & OwnPause, otherwise: string): string {
  const reason = channel.pauseReason ?? otherwise;
  const isTwice = channel.sellerPausedAt !== null && channel.pauseCause !== 'seller';
  return isTwice
    ? `${reason} It is also paused by ${channel.sellerPausedBy ?? 'you'}, and stays so until you resume.`
    : reason;
}
