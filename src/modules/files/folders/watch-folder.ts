import { realpath, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { HubError } from '../../../kit/errors.ts';
import { Id, newId } from '../../../kit/ids.ts';
import { isInside } from '../../../kit/inside.ts';
import { defineJob } from '../../../kit/module.ts';
import { Currency } from '../../../kit/money.ts';
import { defineOperation } from '../../../kit/operation.ts';
import { decodeCursor, PageInput, pageOf, toPage } from '../../../kit/page.ts';
import { inTransaction, systemActor } from '../../../kit/run-operation.ts';
import { At } from '../../../kit/time.ts';
import { tell } from '../../audit/index.ts';
import { designerFor } from '../../catalog/index.ts';
import { scanUntilQuiet } from './scan-folder.ts';
import {
  countFolderFiles,
  deleteFolder,
  type FolderRow,
  insertFolder,
  pageFolderFiles,
  selectFolder,
  selectFolders,
} from './store.ts';

const FileState = z.enum(['waiting', 'taken', 'refused', 'gone']);

const Folder = z.object({
  id: Id,
  designerId: Id,
  path: z.string(),
  state: z.enum(['watching', 'missing', 'paused']),
  message: z.string().nullable(),
  isAutoPublish: z.boolean(),
  defaultPriceMinor: z.int().nullable(),
  defaultCurrency: z.string().nullable(),
  defaultCraft: z.string(),
  createdAt: At,
  counts: z.object({ waiting: z.int(), taken: z.int(), refused: z.int(), gone: z.int() }),
});

const subject = (input: { folderId: string }) => ({ kind: 'folder', id: input.folderId });

export const watchFolder = defineOperation({
  name: 'files.watchFolder',
  kind: 'command',
  summary: 'Watch a folder on the hub’s computer: what is put there is taken in',
  route: { method: 'POST', path: '/folders' },
  // It makes the hub read its own disk, so it is the owner's.
  scope: 'folders:write',
  input: z.object({
    path: z.string().min(1).max(4000),
    designerId: Id.optional(),
    isAutoPublish: z
      .boolean()
      .default(false)
      .meta({ description: 'Publish releases that no finding blocks.' }),
    defaultPriceMinor: z.int().min(0).max(2_000_000_000).nullable().default(null),
    defaultCurrency: Currency.nullable().default(null),
    defaultCraft: z.string().trim().min(1).max(40).default('sewing'),
  }),
  output: Folder,
  subject: (_, output) => ({ kind: 'folder', id: output.id }),
  async run(ctx, input) {
    if (ctx.actor.designerId)
      throw new HubError('forbidden', 'Only the studio itself can watch folders of its computer.');
    const path = await existingFolder(input.path);
    const folders = await selectFolders(ctx.tx);
    const near = folders.find((other) => isInside(path, other.path) || isInside(other.path, path));
    if (near)
      throw new HubError(
        'conflict',
        `${near.path} is watched already, and the two would take in the same files.`,
      );
    const id = newId();
    await insertFolder(ctx.tx, {
      id,
      designerId: await designerFor(ctx, input.designerId),
      path,
      isAutoPublish: input.isAutoPublish,
      defaultPriceMinor: input.defaultPriceMinor,
      defaultCurrency: input.defaultCurrency,
      defaultCraft: input.defaultCraft,
      createdAt: ctx.clock.now(),
    });
    await tell(ctx, { sentence: `The folder ${path} is watched now.` });
    return show(ctx, id);
  },
});

export const unwatchFolder = defineOperation({
  name: 'files.unwatchFolder',
  kind: 'command',
  summary: 'Stop watching a folder; what was taken in stays',
  route: { method: 'DELETE', path: '/folders/{folderId}' },
  scope: 'folders:write',
  input: z.object({ folderId: Id }),
  output: z.object({ folderId: Id }),
  subject,
  async run(ctx, { folderId }) {
    const row = await mustSee(ctx, folderId);
    await deleteFolder(ctx.tx, folderId);
    await tell(ctx, { sentence: `The folder ${row.path} is no longer watched. What came from it stays.` });
    return { folderId };
  },
});

export const rescanFolder = defineOperation({
  name: 'files.rescanFolder',
  kind: 'command',
  summary: 'Look through a watched folder now',
  route: { method: 'POST', path: '/folders/{folderId}/rescan' },
  scope: 'files:write',
  input: z.object({ folderId: Id }),
  output: Folder,
  subject,
  async run(ctx, { folderId }) {
    await mustSee(ctx, folderId);
    await ctx.ports.queue.enqueue(ctx.tx, scanJob.name, { folderId });
    return show(ctx, folderId);
  },
});

export const scanJob = defineJob<{ folderId: string }>({
  name: 'files.scanFolder',
  retries: 2,
  run: (host, { folderId }) => scanUntilQuiet(host, folderId),
  async onGivenUp(host, { folderId }, why) {
    const folder = await selectFolder(host.db, folderId);
    if (!folder) return;
    await inTransaction(host, systemActor, (ctx) =>
      tell(ctx, {
        tone: 'problem',
        sentence: `The folder ${folder.path} could not be looked through now. ${why ?? 'Something broke on our side.'} Spindle looks again by itself.`,
      }),
    );
  },
});

export const listFolders = defineOperation({
  name: 'files.listFolders',
  kind: 'query',
  summary: 'List the watched folders',
  route: { method: 'GET', path: '/folders' },
  scope: 'files:read',
  input: z.object({}),
  output: z.object({ items: z.array(Folder) }),
  async run(ctx) {
    const rows = await selectFolders(ctx.tx, ctx.actor);
    return { items: await Promise.all(rows.map((row) => show(ctx, row.id))) };
  },
});

export const listFolderFiles = defineOperation({
  name: 'files.listFolderFiles',
  kind: 'query',
  summary: 'List what became of each file in a watched folder',
  route: { method: 'GET', path: '/folders/{folderId}/files' },
  scope: 'files:read',
  paged: true,
  input: z.object({ folderId: Id, state: FileState.optional(), ...PageInput }),
  output: pageOf(
    z.object({
      path: z.string(),
      state: FileState,
      message: z.string().nullable(),
      sizeBytes: z.int(),
      modifiedAt: At,
      sha256: z.string().nullable(),
      patternId: Id.nullable(),
      seenAt: At,
    }),
  ),
  async run(ctx, { folderId, state, cursor, limit }) {
    await mustSee(ctx, folderId);
    const after = cursor ? String(decodeCursor(cursor, 1)[0]) : null;
    return toPage(await pageFolderFiles(ctx.tx, folderId, state, after, limit + 1), limit, (row) => [
      row.path,
    ]);
  },
});

async function existingFolder(path: string): Promise<string> {
  if (!isAbsolute(path)) {
    throw new HubError(
      'invalid',
      'Give the whole path of the folder, for example /home/anna/Patterns or C:\\Patterns.',
    );
  }
  const about = await stat(path).catch(() => null);
  if (!about?.isDirectory()) {
    throw new HubError(
      'invalid',
      `There is no folder ${path} on the hub’s computer, or the hub may not read it.`,
    );
  }
  return realpath(path);
}

async function mustSee(ctx: Ctx, folderId: string): Promise<FolderRow> {
  const row = await selectFolder(ctx.tx, folderId);
  if (!row || (ctx.actor.designerId && row.designerId !== ctx.actor.designerId)) {
    throw new HubError('not-found', 'There is no such folder. It may no longer be watched.');
  }
  return row;
}

async function show(ctx: Ctx, folderId: string): Promise<z.input<typeof Folder>> {
  const row = await mustSee(ctx, folderId);
  const counts = { waiting: 0, taken: 0, refused: 0, gone: 0 };
  for (const { folderId: id, state, count } of await countFolderFiles(ctx.tx))
    if (id === folderId) counts[state] = count;
  return { ...row, counts };
}
