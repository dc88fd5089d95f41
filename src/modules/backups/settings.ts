import { HubError } from '../../kit/errors.ts';

/** When and where the hub backs itself up. */
export interface BackupSettings {
  folder: string;
  /** In the dashboard, and not where the hub is started. */
  isChosen: boolean;
  /** Minutes of the day on this machine's clock; null: a day after the last one. */
  atMinute: number | null;
  daily: number;
  weekly: number;
  passphraseFile: string | null;
  isEncrypted: boolean;
}

/**
 * From SPINDLE_BACKUP_DIR and its companions; without it, into the folder that was chosen in the dashboard. Null where there
 * is no folder. Throws HubError `invalid`.
 */
export function readSettings(env: NodeJS.ProcessEnv, chosen: string | null = null): BackupSettings | null {
  const set = env.SPINDLE_BACKUP_DIR?.trim();
  const folder = set || chosen;
  if (!folder) return null;
  const [, daily = '7', weekly = '4'] = match(
    'SPINDLE_BACKUP_KEEP',
    env,
    /^(\d{1,3}),(\d{1,3})$/,
    'such as 7,4: days, weeks',
  );
  const [at, hour, minute] = match(
    'SPINDLE_BACKUP_AT',
    env,
    /^([01]?\d|2[0-3]):([0-5]\d)$/,
    'a time such as 03:30',
  );
  return {
    folder,
    isChosen: !set,
    atMinute: at ? Number(hour) * 60 + Number(minute) : null,
    daily: Number(daily),
    weekly: Number(weekly),
    passphraseFile: env.SPINDLE_BACKUP_PASSPHRASE_FILE?.trim() || null,
    isEncrypted: env.SPINDLE_BACKUP_ENCRYPT === 'yes',
  };
}

function match(name: string, env: NodeJS.ProcessEnv, shape: RegExp, what: string): (string | undefined)[] {
  const text = env[name]?.trim();
  if (!text) return [];
  const found = shape.exec(text);
  if (!found) throw new HubError('invalid', `${name} is “${text}”. Write ${what}, or leave it out.`);
  return [...found];
}

const dayMs = 24 * 60 * 60 * 1000;
/** After one that failed, the next try comes this much later. */
const againMs = 60 * 60 * 1000;
/** Without a whole backup for so long the seller is told. */
const overdueMs = 2 * dayMs;

/** Pure: when the next one is due. */
export function dueAt(
  settings: Pick<BackupSettings, 'atMinute'>,
  lastDoneAt: Date | null,
  lastTriedAt: Date | null,
  now: Date,
): Date {
  let due = lastDoneAt ? new Date(lastDoneAt.getTime() + dayMs) : now;
  if (lastDoneAt && settings.atMinute !== null) {
    due = new Date(lastDoneAt);
    due.setHours(0, settings.atMinute, 0, 0);
    if (due <= lastDoneAt) due.setDate(due.getDate() + 1);
  }
  const hasFailed = lastTriedAt !== null && (lastDoneAt === null || lastTriedAt > lastDoneAt);
  return hasFailed ? new Date(Math.max(due.getTime(), lastTriedAt.getTime() + againMs)) : due;
}

export const isOverdue = (lastDoneAt: Date | null, since: Date, now: Date): boolean =>
  now.getTime() - (lastDoneAt ?? since).getTime() > overdueMs;
