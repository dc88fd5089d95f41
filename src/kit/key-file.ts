import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { KeyRing } from './crypto.ts';
import { HubError } from './errors.ts';

const KeyFile = z.object({
  keys: z.array(z.object({ id: z.string().min(1), key: z.base64() })).min(1),
});

/**
 * The keys that seal secrets, newest first: `SPINDLE_KEYS` (the same JSON) or a file that only its owner may read, made on
 * first start. Whoever has the database without it has no secrets; whoever loses it connects the shops again.
 */
export async function openKeyRing(
  path: string,
  fromEnvironment?: string,
): Promise<{ ring: KeyRing; addKey(): Promise<string> }> {
  const text =
    fromEnvironment ?? (await readFile(path, 'utf8').catch(absentAsNull)) ?? (await makeFirst(path));
  const ring = parse(text, fromEnvironment ? 'SPINDLE_KEYS' : path);
  return {
    ring,
    addKey: async () => {
      const [first, ...older] = ring.keys;
      // restarted with a new key in front of the old ones: that is the one to seal with
      if (fromEnvironment && first && older.length > 0) return first.id;
      if (fromEnvironment)
        throw new HubError(
          'conflict',
          'The keys come from SPINDLE_KEYS. Put a new key in front there, restart, and rotate again.',
        );
      const key = newKey();
      await write(path, { keys: [key, ...ring.keys] });
      ring.keys.unshift(key);
      return key.id;
    },
  };
}

/** The ids of the keys at hand; none where there are none yet. */
export async function keyIdsAt(path: string, fromEnvironment?: string): Promise<string[]> {
  const text = fromEnvironment ?? (await readFile(path, 'utf8').catch(absentAsNull));
  return text === null ? [] : parse(text, fromEnvironment ? 'SPINDLE_KEYS' : path).keys.map((key) => key.id);
}

/** The keys as text, to be kept elsewhere; null where there are none yet. Whoever has it opens every secret. */
export async function readKeyText(path: string, fromEnvironment?: string): Promise<string | null> {
  const text = fromEnvironment ?? (await readFile(path, 'utf8').catch(absentAsNull));
  if (text !== null) parse(text, fromEnvironment ? 'SPINDLE_KEYS' : path);
  return text;
}

/** Puts keys in front of those of the file. None is lost: what the file's own keys sealed still opens. */
export async function addKeys(path: string, text: string): Promise<void> {
  const before = await readFile(path, 'utf8').catch(absentAsNull);
  const given = parse(text, 'the backup').keys;
  const own = before === null ? [] : parse(before, path).keys;
  const isGiven = (one: KeyRing['keys'][number]) =>
    given.some((key) => key.id === one.id && Buffer.from(key.key).equals(Buffer.from(one.key)));
  await write(path, { keys: [...given, ...own.filter((one) => !isGiven(one))] });
}

const newKey = (): KeyRing['keys'][number] => ({
  id: `k${randomBytes(4).toString('hex')}`,
  key: randomBytes(32),
});

const absentAsNull = (error: NodeJS.ErrnoException): null => {
  if (error.code === 'ENOENT') return null;
  throw error;
};

function parse(text: string, place: string): KeyRing {
  try {
    const { keys } = KeyFile.parse(JSON.parse(text));
    const ring = keys.map(({ id, key }) => ({ id, key: Buffer.from(key, 'base64') }));
    if (ring.every(({ key }) => key.length === 32)) return { keys: ring };
  } catch {
    // one sentence for every way of being unreadable
  }
  throw new HubError(
    'unavailable',
    `The keys in ${place} cannot be read. Put the file back from your backup; without it the shops must be connected again.`,
  );
}

/** Several processes may start in one new folder: one of them makes the keys, all of them read those. */
async function makeFirst(path: string): Promise<string> {
  const draft = await draftOf(path, { keys: [newKey()] });
  await link(draft, path).catch((error: NodeJS.ErrnoException) =>
    // some drives know no links; a folder on one of those belongs to one process
    error.code === 'EEXIST' ? undefined : rename(draft, path),
  );
  await rm(draft, { force: true });
  return readFile(path, 'utf8');
}

/** Whole or not at all: a half-written key file would lose every secret. */
const write = async (path: string, ring: KeyRing): Promise<void> => rename(await draftOf(path, ring), path);

async function draftOf(path: string, ring: KeyRing): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const body = JSON.stringify({
    keys: ring.keys.map(({ id, key }) => ({ id, key: Buffer.from(key).toString('base64') })),
  });
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.new`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(body);
    await file.sync();
  } finally {
    await file.close();
  }
  return temporary;
}
