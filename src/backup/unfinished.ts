import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { HubError } from '../kit/errors.ts';

const Mark = z.object({
  from: z.string(),
  begunAt: z.string(),
  /** Until it is done, what was there before is there still. */
  isOldWhole: z.boolean(),
  /** Where what was there before has been put. */
  aside: z.string().nullable(),
});

type RestoreMark = z.infer<typeof Mark>;

const unreadable: RestoreMark = { from: 'a backup', begunAt: 'some time', isOldWhole: false, aside: null };

const markIn = (home: string): string => join(home, 'restoring.json');

/** Null where no restore was begun, or the last one ended. */
export async function readMark(home: string): Promise<RestoreMark | null> {
  const text = await readFile(markIn(home), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  return Mark.safeParse(parsed(text)).data ?? unreadable;
}

/** From here on a start says that a restore did not finish, until `clearMark`. A mark that is there already is kept in mind. */
export async function markRestore(home: string, mark: RestoreMark): Promise<void> {
  const before = await readMark(home);
  const both = {
    ...mark,
    isOldWhole: mark.isOldWhole && (before?.isOldWhole ?? true),
    aside: mark.aside ?? before?.aside ?? null,
  };
  await writeFile(markIn(home), JSON.stringify(both), { mode: 0o600, flush: true });
}

export const clearMark = (home: string): Promise<void> => rm(markIn(home), { force: true });

/** Throws HubError `conflict` where a restore into this hub's folder was broken off and left nothing to work with. */
export async function refuseUnfinished(home: string): Promise<void> {
  const mark = await readMark(home);
  if (!mark) return;
  if (mark.isOldWhole) return clearMark(home);
  throw new HubError(
    'conflict',
    `A restore into ${home} was begun at ${mark.begunAt} from ${mark.from} and did not finish, so this hub is empty or incomplete. ` +
      `Run it again: npx spindle restore ${mark.from}.${mark.aside ? ` What was there before lies in ${mark.aside}.` : ''} To begin with an empty hub instead, remove ${markIn(home)}.`,
  );
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
