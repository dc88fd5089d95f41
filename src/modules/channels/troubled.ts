import type { Host } from '../../kit/run-operation.ts';

const troubled = new WeakMap<Host, Map<string, boolean>>();

/**
 * Shops whose calls failed as far as this process knows: only for these a success is news. A shop that it has not called yet
 * counts as one, since another process may have died while it failed. Answers what was so before.
 */
export function isTroubled(host: Host, channelId: string, now: boolean): boolean {
  const shops = troubled.get(host) ?? new Map<string, boolean>();
  troubled.set(host, shops);
  const before = shops.get(channelId) ?? true;
  shops.set(channelId, now);
  return before;
}
