import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { type Migration, readMigrations } from '../db/migrate.ts';
import { HubError } from '../kit/errors.ts';
import { addKeys, keyIdsAt } from '../kit/key-file.ts';
import type { Storage } from '../storage/storage.ts';
import { type Archive, openArchive } from './archive.ts';
import { BlobFolder } from './blob-folder.ts';
import { connectPlain } from './dump-store.ts';
import type { Header, Schema, Summary, TableHead } from './format.ts';
import { damaged } from './frames.ts';
import {
  begin,
  type Connection,
  clearDatabase,
  commit,
  countHubs,
  forgetSealed,
  Loader,
  lookAtTarget,
  makeTables,
  migrateOn,
  noteRestored,
  putForeignKeys,
  rollBack,
  setSequences,
  takeForeignKeys,
} from './load-store.ts';
import { archiveKey, openText } from './sealing.ts';
import type { Progress } from './write-archive.ts';

export interface RestoreOptions {
  /** The archive's file. */
  from: string;
  databaseUrl: string;
  storage: Storage;
  /** The hub's key file, and the keys of SPINDLE_KEYS where they come from there. */
  keys: { path: string; fromEnvironment?: string | undefined };
  passphrase?: string | undefined;
  /** The target may hold a hub: it is replaced. */
  isReplacing?: boolean;
  /** Go on without the keys: every shop has to be connected again. */
  withoutKeys?: boolean;
  /** Go on without files that are not there. */
  withoutMissing?: boolean;
  onProgress?: (progress: Progress) => void;
}

export interface Restored {
  header: Header;
  server: string;
  summary: Summary;
  /** Schema steps that were applied on top. */
  migrated: string[];
  files: { put: number; there: number; missing: string[] };
  keys: 'not-needed' | 'there' | 'from-backup' | 'without';
}

/**
 * Puts a backup back into an empty database, or over what is there when asked. Files first, then all rows in one transaction:
 * whatever breaks off leaves the database as it was. Each table is read back and compared before the commit.
 * Throws HubError with a sentence.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const archive = await openArchive(options.from, options.passphrase);
  try {
    const client = await connectPlain(options.databaseUrl).catch((cause: Error) => {
      throw new HubError('unavailable', `The database does not answer: ${cause.message}`, { cause });
    });
    try {
      return await load(options, archive, client);
    } catch (error) {
      await rollBack(client);
      if ((error as { code?: string }).code === '42501')
        throw new HubError(
          'unavailable',
          `The database’s user may not make or remove tables there: ${(error as Error).message}. Use the database’s owner. Nothing was changed.`,
          { cause: error },
        );
      throw error;
    } finally {
      await client.end().catch(() => {});
    }
  } finally {
    await archive.close();
  }
}

async function load(options: RestoreOptions, archive: Archive, client: Connection): Promise<Restored> {
  const migrations = await readMigrations();
  const keys = await planKeys(options, archive.header);
  const files = new FilesBack(options, archive);
  let loader: Loader | null = null;
  let schema: Schema | null = null;
  let foreignKeys: string[] = [];
  let summary: Summary | null = null;
  let done = 0;
  for await (const part of archive.parts()) {
    if (part.kind === 'schema') {
      schema = part.schema;
      refuseOther(schema, migrations);
      await refuseInUse(client, options.isReplacing === true);
      await begin(client);
      await clearDatabase(client);
      const jobs = await makeTables(client, schema, migrations);
      refuseNewerJobs(schema.jobs, jobs);
      foreignKeys = await takeForeignKeys(client);
      loader = await Loader.open(client, schema.jobs !== jobs);
    } else if (part.kind === 'table') await sure(loader).load(part.table, part.data);
    else if (part.kind === 'tableEnd') {
      await compare(sure(loader), part.table, part.end);
      done += 1;
      const doneBytes = archive.offset();
      options.onProgress?.({ phase: 'data', done, total: 0, doneBytes, totalBytes: archive.size });
    } else if (part.kind === 'list') files.expect(part.blobs);
    else if (part.kind === 'blob') await files.take(part);
    else summary = part.summary;
  }
  if (!schema || !summary) throw damaged(archive.name, 'its end is missing');
  await files.bring(summary.missing);
  await putForeignKeys(client, foreignKeys);
  await setSequences(client, schema);
  const migrated = await migrateOn(client, schema, migrations);
  if (keys.kind === 'without') await forgetSealed(client);
  await noteRestored(client, archive.header);
  // Before the commit: until then these keys open nothing, and the ones before stay in the file.
  if (keys.kind === 'from-backup') await addKeys(options.keys.path, keys.text);
  await commit(client);
  return {
    header: archive.header,
    server: schema.server,
    summary,
    migrated,
    files: files.result(),
    keys: keys.kind,
  };
}

function sure(loader: Loader | null): Loader {
  if (!loader) throw new Error('Rows came before the tables that they belong to');
  return loader;
}

async function compare(
  loader: Loader,
  table: TableHead,
  end: { rows: number; sha256: string },
): Promise<void> {
  const now = await loader.digest(table);
  if (now && (now.rows !== end.rows || now.sha256 !== end.sha256))
    throw new Error(
      `The rows of ${table.name} are not the same after they were put back (${now.rows} of ${end.rows})`,
    );
}

function refuseOther(schema: Schema, migrations: readonly Migration[]): void {
  for (const [index, { name, sha256 }] of schema.migrations.entries()) {
    const own = migrations[index];
    if (own?.name === name && own.sha256 === sha256) continue;
    const isNewer = name > (migrations.at(-1)?.name ?? '');
    throw new HubError(
      'conflict',
      isNewer
        ? `This backup was made by a newer Spindle (its schema has ${name}, this program ends at ${migrations.at(-1)?.name}). Restore it with that version; nothing was changed.`
        : `This backup was made by another edition of Spindle: its schema step ${name} is not this program’s. Restore it with the version that made it; nothing was changed.`,
    );
  }
}

function refuseNewerJobs(wanted: number | null, own: number | null): void {
  if (wanted !== null && own !== null && wanted > own)
    throw new HubError(
      'conflict',
      'This backup was made by a newer Spindle (its job queue is newer). Restore it with that version; nothing was changed.',
    );
}

async function refuseInUse(client: Connection, isReplacing: boolean): Promise<void> {
  const hubs = await countHubs(client);
  if (hubs > 0)
    throw new HubError(
      'conflict',
      `A hub still has this database open (${hubs} ${hubs === 1 ? 'connection' : 'connections'}). Stop every process of it first; nothing was changed.`,
    );
  if ((await lookAtTarget(client)) === 'used' && !isReplacing)
    throw new HubError(
      'conflict',
      'There is something in this database already. To put the backup in its place, add --replace: what is there now is gone then. Back it up first. Nothing was changed.',
    );
}

type Keys = { kind: 'not-needed' | 'there' | 'without' } | { kind: 'from-backup'; text: string };

/** Decided before anything is changed, so that nobody finds out afterwards that the shops cannot be opened. */
async function planKeys(options: RestoreOptions, { keys, stretch, id }: Header): Promise<Keys> {
  const { path, fromEnvironment } = options.keys;
  if (keys.needed.length === 0) return { kind: 'not-needed' };
  const own = new Set(await keyIdsAt(path, fromEnvironment));
  if (keys.needed.every((one) => own.has(one))) return { kind: 'there' };
  if (options.withoutKeys) return { kind: 'without' };
  const which = `The shops’ secrets in this backup open with the ${keys.needed.length === 1 ? 'key' : 'keys'} ${keys.needed.join(', ')}, which ${keys.needed.length === 1 ? 'is' : 'are'} not in ${fromEnvironment ? 'SPINDLE_KEYS' : path}.`;
  const otherwise =
    'Or go on without, with --without-keys: then every shop has to be connected again. Nothing was changed.';
  if (keys.sealedFile && stretch && fromEnvironment === undefined) {
    if (options.passphrase === undefined)
      throw new HubError(
        'invalid',
        `${which} The backup has them, sealed under a passphrase: give it with --passphrase-file FILE. ${otherwise}`,
      );
    const text = openText(
      await archiveKey(options.passphrase, stretch, id, 'keys'),
      keys.sealedFile,
      `keys:${id}`,
    );
    if (text === null)
      throw new HubError(
        'invalid',
        `The passphrase does not open the keys in this backup. Use the one that it was made with. ${otherwise}`,
      );
    return { kind: 'from-backup', text };
  }
  throw new HubError(
    'conflict',
    fromEnvironment
      ? `${which} Put them there, behind the present ones. ${otherwise}`
      : `${which} The backup was made without them. Put the hub’s keys.json there. ${otherwise}`,
  );
}

const atOnce = 4;
/** Smaller files wait in memory, so that several are flushed to the disk at a time. */
const smallBytes = 1024 * 1024;

class FilesBack {
  readonly #options: RestoreOptions;
  readonly #archive: Archive;
  readonly #wanted = new Map<string, number>();
  readonly #done = new Set<string>();
  readonly #running = new Set<Promise<void>>();
  #failure: unknown = null;
  #put = 0;
  #there = 0;
  #doneBytes = 0;
  #totalBytes = 0;
  #missing: string[] = [];

  constructor(options: RestoreOptions, archive: Archive) {
    this.#options = options;
    this.#archive = archive;
  }

  expect(blobs: readonly [string, number][]): void {
    for (const [sha256, size] of blobs) {
      this.#wanted.set(sha256, size);
      this.#totalBytes += size;
    }
  }

  /** A file whose bytes stand in the archive itself. */
  async take(part: {
    blob: { sha256: string; sizeBytes: number };
    data: AsyncIterable<Buffer>;
    isWhole(): boolean;
  }) {
    const { sha256, sizeBytes } = part.blob;
    if (sizeBytes > smallBytes && !(await isThere(this.#options.storage, sha256, sizeBytes))) {
      await this.#store(sha256, sizeBytes, Readable.from(part.data, { objectMode: false }), false);
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of part.data) if (sizeBytes <= smallBytes) chunks.push(chunk);
    if (sizeBytes > smallBytes) this.#count(sha256, sizeBytes, true);
    else await this.#later(() => this.#store(sha256, sizeBytes, Buffer.concat(chunks)));
  }

  /** What is left: files that lie in the folder beside the archive. */
  async bring(knownMissing: readonly string[]): Promise<void> {
    await this.#settle();
    const known = new Set(knownMissing);
    const left = [...this.#wanted].filter(([sha256]) => !this.#done.has(sha256) && !known.has(sha256));
    this.#missing.push(...known);
    if (left.length === 0) return;
    const files = new BlobFolder(join(dirname(this.#options.from), 'files'));
    const gone: string[] = [];
    if (this.#archive.header.form === 'whole') gone.push(...left.map(([sha256]) => sha256));
    else
      for (const [sha256, size] of left) {
        if (!(await files.has(sha256, size))) gone.push(sha256);
        else
          await this.#later(async () => {
            const isWhole = await this.#store(sha256, size, files.open(sha256));
            if (!isWhole) gone.push(sha256);
          });
      }
    await this.#settle();
    if (gone.length > 0 && !this.#options.withoutMissing)
      throw new HubError(
        'not-found',
        `${gone.length} of the ${this.#wanted.size} files of this backup are not whole in ${join(dirname(this.#options.from), 'files')}, such as ${gone[0]}. Bring the whole folder along, or another copy of it. To go on without them, add --without-missing. The database was not changed.`,
      );
    this.#missing.push(...gone);
  }

  result(): Restored['files'] {
    return { put: this.#put, there: this.#there, missing: this.#missing.sort() };
  }

  /** False when the bytes are not what the name says: nothing names what was stored then, and it is swept away. */
  async #store(sha256: string, size: number, bytes: Readable | Buffer, mayBeThere = true): Promise<boolean> {
    const { storage } = this.#options;
    const isOld = mayBeThere && (await isThere(storage, sha256, size));
    if (isOld) {
      if (bytes instanceof Readable) bytes.destroy();
    } else {
      await storage.remove(sha256);
      if ((await storage.put(bytes)).sha256 !== sha256) return false;
    }
    this.#count(sha256, size, isOld);
    return true;
  }

  #count(sha256: string, size: number, isOld: boolean): void {
    if (isOld) this.#there += 1;
    else this.#put += 1;
    this.#done.add(sha256);
    this.#doneBytes += size;
    this.#options.onProgress?.({
      phase: 'files',
      done: this.#done.size,
      total: this.#wanted.size,
      doneBytes: this.#doneBytes,
      totalBytes: this.#totalBytes,
    });
  }

  async #later(work: () => Promise<unknown>): Promise<void> {
    if (this.#failure) throw this.#failure;
    const running: Promise<void> = work()
      .then(
        () => {},
        (error: unknown) => {
          this.#failure ??= error;
        },
      )
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
    if (this.#running.size >= atOnce) await Promise.race(this.#running);
  }

  async #settle(): Promise<void> {
    await Promise.all(this.#running);
    if (this.#failure) throw this.#failure;
  }
}

/** There and as its name says: a store that is restored to may be the one that was damaged. */
async function isThere(storage: Storage, sha256: string, size: number): Promise<boolean> {
  if ((await storage.size(sha256)) !== size) return false;
  const hash = createHash('sha256');
  for await (const chunk of await storage.open(sha256)) hash.update(chunk as Buffer);
  return hash.digest('hex') === sha256;
}
