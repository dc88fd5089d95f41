import type { Host } from '../../kit/run-operation.ts';
import { addApiKey } from './api-key.ts';
import { readKey } from './authenticate.ts';
import { ensureOwner } from './sign-in-link.ts';

/** A key for the command line on the hub's own computer: the one at hand when it still opens, else a new one. */
export async function ensureLocalKey(host: Host, atHand: string | null): Promise<string> {
  const isLive =
    atHand !== null &&
    (await readKey(host, atHand).then(
      () => true,
      () => false,
    ));
  if (isLive) return atHand;
  const personId = await ensureOwner(host);
  const wanted = {
    name: 'Command line on this computer',
    role: 'owner' as const,
    personId,
    designerId: null,
    expiresAt: null,
  };
  return host.transaction(async (tx) => (await addApiKey(tx, wanted, host.clock.now())).key);
}
