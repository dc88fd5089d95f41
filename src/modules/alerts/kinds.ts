/** What can need somebody: what one must be allowed to do about it, the sentence, and the button. */
export interface Detail {
  shop?: string;
  channelId?: string;
  title?: string;
  patternId?: string | null;
  name?: string;
  message?: string | null;
  fields?: string[];
  count?: number;
  minutes?: number;
  fromAt?: string;
  untilAt?: string;
  orders?: number;
  /** Shops that were not asked for orders since. */
  unasked?: number;
}

export interface Need {
  kind: Kind;
  subject: string;
  fact: string;
  detail: Detail;
  firstAt: Date;
  changedAt: Date;
}

interface KindRule {
  /** Whoever may do something about it is told. */
  scope: string;
  /** Things of one kind with the same group are told in one sentence. */
  group(need: Need): string;
  sentence(needs: readonly Need[], say: Say): string;
  button: string;
  path(needs: readonly Need[]): string;
}

/** Words that depend on the reader. */
export interface Say {
  moment(iso: string): string;
}

const one = (needs: readonly Need[]): Detail => needs[0]?.detail ?? {};
const idOf = (needs: readonly Need[]): string => needs[0]?.subject ?? '';
const byShop = ({ detail }: Need): string => detail.channelId ?? '';
const bySubject = ({ subject }: Need): string => subject;
const count = (n: number, single: string, many: string): string => `${n} ${n === 1 ? single : many}`;
const sum = (needs: readonly Need[]): number =>
  needs.reduce((all, need) => all + (need.detail.count ?? 1), 0);

/** “Simon, Wren and 9 more”. */
function names(needs: readonly Need[]): string {
  const titles = [...new Set(needs.map((need) => need.detail.title ?? ''))].sort((a, b) =>
    a.localeCompare(b),
  );
  const shown = titles.slice(0, 3);
  if (titles.length > 3) return `${shown.join(', ')} and ${titles.length - 3} more`;
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

const toShop = (needs: readonly Need[]): string => `/shops/${one(needs).channelId}`;
const toPattern =
  (tab: string) =>
  (needs: readonly Need[]): string =>
    needs.length === 1 && one(needs).patternId
      ? `/patterns/${one(needs).patternId}?tab=${tab}`
      : one(needs).channelId
        ? toShop(needs)
        : '/patterns';

const rule = <K extends Record<string, KindRule>>(kinds: K): K => kinds;

export const kinds = rule({
  'key-refused': {
    scope: 'channels:write',
    group: bySubject,
    sentence: (needs) =>
      `${one(needs).shop} no longer accepts the key. Nothing is read or written there until you reconnect it.`,
    button: 'Reconnect the shop',
    path: toShop,
  },
  'plan-waits': {
    scope: 'listings:approve',
    group: byShop,
    sentence: (needs) =>
      `${count(needs.length, 'plan waits', 'plans wait')} for your click on ${one(needs).shop}: ${names(needs)}.`,
    button: 'See the plan',
    path: (needs) => `/plan?channel=${one(needs).channelId}`,
  },
  'listing-refused': {
    scope: 'catalog:write',
    group: (need) => `${byShop(need)} ${need.fact}`,
    sentence: (needs) =>
      `${names(needs)} on ${one(needs).shop}: ${one(needs).message ?? 'The shop refused it.'}`,
    button: 'Look at it',
    path: toPattern('shops'),
  },
  drift: {
    scope: 'listings:approve',
    group: byShop,
    sentence: (needs) =>
      needs.length === 1
        ? `Somebody changed ${one(needs).fields?.join(', ') || 'something'} of ${names(needs)} on ${one(needs).shop}. Take it over, or put yours back.`
        : `Somebody changed ${needs.length} listings on ${one(needs).shop}: ${names(needs)}. Take it over, or put yours back.`,
    button: 'Decide',
    path: toPattern('shops'),
  },
  'files-block': {
    scope: 'files:write',
    group: bySubject,
    sentence: (needs) =>
      `${one(needs).title} cannot be published as it is: ${one(needs).name}: ${one(needs).message}${(one(needs).count ?? 1) > 1 ? ` ${count((one(needs).count ?? 1) - 1, 'more file has', 'more files have')} findings that block.` : ''}`,
    button: 'Look at the files',
    path: toPattern('files'),
  },
  'files-refused': {
    scope: 'files:write',
    group: bySubject,
    sentence: (needs) =>
      `${count(sum(needs), 'file', 'files')} in your folder could not be taken in. ${one(needs).name}: ${one(needs).message ?? 'it could not be read.'}`,
    button: 'Look at the folder',
    path: () => '/settings?part=folders',
  },
  'folder-missing': {
    scope: 'files:write',
    group: bySubject,
    sentence: (needs) => `The watched folder ${one(needs).name} is not there. New files in it are not seen.`,
    button: 'Look at the folder',
    path: () => '/settings?part=folders',
  },
  'order-unmatched': {
    scope: 'orders:write',
    group: byShop,
    sentence: (needs) =>
      needs.length === 1
        ? `Order ${one(needs).name} on ${one(needs).shop} holds “${one(needs).title}”, which belongs to no pattern that Spindle knows. Connect its listing to one.`
        : `${needs.length} orders on ${one(needs).shop} hold something that belongs to no pattern that Spindle knows: ${names(needs)}.`,
    button: 'Look at the order',
    path: (needs) => (needs.length === 1 ? `/orders/${idOf(needs)}` : '/orders'),
  },
  'order-unread': {
    scope: 'channels:write',
    group: bySubject,
    sentence: (needs) =>
      `${count(sum(needs), 'message', 'messages')} of ${one(needs).shop} about orders could not be worked: ${one(needs).message ?? 'they are tried again'}`,
    button: 'Look at the shop',
    path: toShop,
  },
  'mail-failed': {
    scope: 'buyers:read',
    group: bySubject,
    sentence: (needs) =>
      `${count(sum(needs), 'message', 'messages')} to buyers could not be sent. The mail server said: ${one(needs).message ?? 'nothing.'}`,
    button: 'Look at the outbox',
    path: () => '/outbox',
  },
  'notice-waits': {
    scope: 'notices:approve',
    group: bySubject,
    sentence: (needs) =>
      `The message about ${one(needs).title} to ${count(sum(needs), 'buyer', 'buyers')} waits for your click.`,
    button: 'Read the message',
    path: (needs) => `/notices/${idOf(needs)}`,
  },
  'quota-low': {
    scope: 'channels:write',
    group: bySubject,
    sentence: (needs) =>
      `Four fifths of the calls that ${one(needs).shop} allows today are used. ${one(needs).count} are left, for corrections and recalls; everything else goes on tomorrow.`,
    button: 'Look at the shop',
    path: toShop,
  },
  'shop-silent': {
    scope: 'channels:write',
    group: bySubject,
    sentence: (needs) =>
      `${one(needs).shop} has not answered well for a while. Spindle keeps trying; look whether the shop itself works.`,
    button: 'Look at the shop',
    path: toShop,
  },
  'job-failed': {
    scope: 'studio:write',
    group: bySubject,
    sentence: (needs) =>
      `Work in the background was given up ${count(sum(needs), 'time', 'times')} (${one(needs).name}): ${one(needs).message ?? 'the log of the hub says why.'}`,
    button: 'Look at the activity',
    path: () => '/activity',
  },
  'backup-failed': {
    scope: 'studio:write',
    group: bySubject,
    sentence: (needs) =>
      `The last backup failed: ${one(needs).message ?? 'no reason was told'} Until one works, what is new since the one before would be lost with this computer.`,
    button: 'Look at the backups',
    path: () => '/settings?part=backups',
  },
  'backup-overdue': {
    scope: 'studio:write',
    group: bySubject,
    sentence: (needs, say) =>
      `The last whole backup is of ${say.moment(one(needs).fromAt ?? '')}. The next one is overdue: look whether its folder is there and has room.`,
    button: 'Look at the backups',
    path: () => '/settings?part=backups',
  },
  'restored-waits': {
    scope: 'channels:write',
    group: bySubject,
    sentence: (needs) =>
      `${one(needs).shop} was read again after the hub was put back from a backup. Look at what is different there, then let it go on.`,
    button: 'Look at the shop',
    path: toShop,
  },
  'hub-slept': {
    scope: 'studio:write',
    group: bySubject,
    sentence: (needs, say) => {
      const { fromAt = '', untilAt = '', orders = 0, count: listings = 0, unasked = 0 } = one(needs);
      const since = [
        unasked > 0
          ? `${count(unasked, 'shop has', 'shops have')} not been asked for orders since`
          : 'every shop was asked for orders since',
        orders > 0
          ? `${count(orders, 'order', 'orders')} of that time ${orders === 1 ? 'was' : 'were'} read in`
          : '',
        listings > 0 ? `${count(listings, 'listing was', 'listings were')} looked at again` : '',
      ].filter(Boolean);
      const text = since.join(', ');
      return `The hub slept from ${say.moment(fromAt)} to ${say.moment(untilAt)}. ${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
    },
    button: 'Look at the activity',
    path: () => '/activity',
  },
});

export type Kind = keyof typeof kinds;

export const kindNames = Object.keys(kinds) as Kind[];

/** One sentence with its button: things of one kind that belong together. */
export interface Told {
  kind: Kind;
  needs: Need[];
  sentence: string;
  button: string;
  path: string;
}

/** Pure: the most pressing first, in the order of `kinds`. */
export function collapse(needs: readonly Need[], say: Say): Told[] {
  const groups = Map.groupBy(needs, (need) => `${need.kind} ${kinds[need.kind].group(need)}`);
  const told = [...groups.values()].map((group): Told => {
    const kind = (group[0] as Need).kind;
    const { sentence, button, path } = kinds[kind];
    return { kind, needs: group, sentence: sentence(group, say), button, path: path(group) };
  });
  return told.sort((a, b) => kindNames.indexOf(a.kind) - kindNames.indexOf(b.kind));
}
