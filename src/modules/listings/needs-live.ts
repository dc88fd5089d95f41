import type { DesiredListing, FieldName } from '../../connectors/connector.ts';
import type { HubAddress } from '../../kit/hub-address.ts';

/** In Desk mode a shop must not be given addresses that only this computer reaches. Null: it is given none. */
export function needsLive(
  hub: HubAddress,
  channel: { name: string },
  desired: DesiredListing,
): { message: string; field: FieldName } | null {
  if (hub.mode === 'live') return null;
  const isOurs = (one: { address?: string }): boolean => one.address?.startsWith(hub.url) === true;
  const field = desired.files.some(isOurs) ? 'files' : desired.images.some(isOurs) ? 'images' : null;
  if (!field) return null;
  const what = field === 'files' ? 'files' : 'pictures';
  return {
    field,
    message: `${channel.name} fetches the ${what} from your hub, and in Desk mode nobody else reaches it. Nothing was sent. Set SPINDLE_PUBLIC_URL for Live mode, then try again.`,
  };
}
