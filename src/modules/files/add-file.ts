import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Actor, Ctx } from '../../kit/ctx.ts';
import { HubError } from '../../kit/errors.ts';
import { Id, Sha256 } from '../../kit/ids.ts';
import { defineOperation } from '../../kit/operation.ts';
import { type Host, mayUse, runOperation } from '../../kit/run-operation.ts';
import { putImage } from '../catalog/index.ts';
import { insertAsset, selectAssets } from '../preflight/index.ts';
import { dropUnused, isRefused, judgeFile, tooLarge } from './accept.ts';
import { addToDraft } from './draft.ts';
import { FileName, Language, RoleName } from './file-fields.ts';
import { noSuchPattern } from './releases.ts';
import { isShownRole, roleOf } from './role.ts';
import { selectMaxFileBytes, selectPatternFor } from './store.ts';

const Fields = {
  role: RoleName.optional(),
  language: Language.optional(),
  isUnknownWelcome: z
    .stringbool()
    .or(z.boolean())
    .default(false)
    .meta({ description: 'Take it in although we do not know this kind of file.' }),
};

const Added = z.object({
  patternId: Id,
  sha256: Sha256,
  releaseId: Id.nullable().meta({
    description: 'The draft that it went into; null when nothing changed by it.',
  }),
  isImage: z.boolean().meta({ description: 'It is shown with the pattern instead of being sold.' }),
});

export const addFile = defineOperation({
  name: 'files.addFile',
  kind: 'command',
  summary: 'Put a file that is stored already into a pattern’s draft release',
  route: { method: 'POST', path: '/patterns/{patternId}/draft/files' },
  scope: 'files:write',
  input: z.object({
    patternId: Id,
    sha256: Sha256,
    name: FileName,
    ...Fields,
  }),
  output: Added,
  subject: (input) => ({ kind: 'pattern', id: input.patternId }),
  async run(ctx, input) {
    const pattern = await selectPatternFor(ctx.tx, ctx.actor, input.patternId);
    if (!pattern) throw noSuchPattern();
    const kind = await knowBytes(ctx, input.sha256, input.name, input.isUnknownWelcome);
    const role = input.role ?? roleOf(input.name, kind);
    if (isShownRole(role)) {
      await putImage(ctx, pattern.id, {
        sha256: input.sha256,
        alt: pattern.title,
        isFirst: role === 'cover',
      });
      return { patternId: pattern.id, sha256: input.sha256, releaseId: null, isImage: true };
    }
    const { name, sha256, language } = input;
    const releaseId = await addToDraft(ctx, pattern.id, [{ name, sha256, role: input.role, language }]);
    return { patternId: pattern.id, sha256, releaseId, isImage: false };
  },
});

/** Judges stored bytes under their name and makes them an asset. Throws HubError `not-found` or `invalid`. */
async function knowBytes(ctx: Ctx, sha256: string, name: string, isUnknownWelcome: boolean): Promise<string> {
  const { path, release } = await ctx.ports.storage.localPath(sha256);
  try {
    const judged = await judgeFile(path, name, { isUnknownWelcome });
    if (isRefused(judged)) throw new HubError('invalid', judged.refused);
    const { kind, contentType, sizeBytes } = judged;
    await insertAsset(ctx.tx, { sha256, sizeBytes, kind, contentType });
    return kind;
  } finally {
    await release();
  }
}

export interface Upload {
  patternId: string;
  name: string;
  role?: string | undefined;
  language?: string | undefined;
  isUnknownWelcome?: boolean | string | undefined;
  bytes: Readable;
  /** As the sender announced it, where it did. */
  sizeBytes?: number | null;
}

/** Streams an upload into the store and puts it into the draft. When it is refused, nothing of it stays. */
export async function takeUpload(host: Host, actor: Actor, upload: Upload): Promise<z.output<typeof Added>> {
  // Asked before the first byte is read: whoever may not write should not fill the disk either.
  const { patternId, name, role, language, isUnknownWelcome } = upload;
  const input = { patternId, name, role, language, isUnknownWelcome };
  if (!mayUse(actor, addFile.scope) || !(await selectPatternFor(host.db, actor, patternId))) {
    return runOperation(host, addFile, actor, { ...input, sha256: '0'.repeat(64) });
  }
  const maxBytes = await selectMaxFileBytes(host.db);
  if (upload.sizeBytes && upload.sizeBytes > maxBytes) {
    throw new HubError('too-large', tooLarge(upload.name, upload.sizeBytes, maxBytes));
  }
  const { sha256 } = await host.ports.storage.put(upload.bytes, { maxBytes });
  try {
    return await runOperation(host, addFile, actor, { ...input, sha256 });
  } catch (error) {
    await dropUnused(host, sha256, (await selectAssets(host.db, [sha256])).length > 0);
    throw error;
  }
}
