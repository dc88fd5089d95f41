import type { Host } from '../../kit/run-operation.ts';
import { type FileKind, fitsName, inspectFile, kindWords, megabytes, sniffFile } from '../preflight/index.ts';
import { isPictureKind } from './role.ts';

export interface Accepted {
  kind: FileKind;
  contentType: string;
  sizeBytes: number;
}

/** Why a file is not taken in: a sentence for the seller. */
export interface Refused {
  refused: string;
}

export const isRefused = (result: Accepted | Refused): result is Refused => 'refused' in result;

/**
 * Looks at a file before it enters the catalogue: refuses what is empty, not what its name says, of no known kind (unless
 * the seller said that she knows), and pictures that do not open, since those go straight to the listing.
 */
export async function judgeFile(
  path: string,
  name: string,
  options: { isUnknownWelcome?: boolean } = {},
): Promise<Accepted | Refused> {
  const { kind, contentType, sizeBytes } = await sniffFile(path, name);
  if (kind === 'empty') {
    return { refused: `${name} is empty (0 bytes). It was probably still being saved: save it again.` };
  }
  const mismatch = fitsName(name, kind);
  if (mismatch) return { refused: `${name}: ${mismatch}` };
  if (kind === 'unknown' && !options.isUnknownWelcome) {
    return {
      refused: `We do not know what kind of file ${name} is, so it was not taken in. If buyers shall have it, upload it and say so.`,
    };
  }
  if (isPictureKind(kind) && kind !== 'heic') {
    const block = (await inspectFile(path, { name })).findings.find(
      (finding) => finding.severity === 'block',
    );
    if (block) return { refused: `${name}: ${block.message}` };
  }
  if (kind === 'heic') {
    return {
      refused: `${name} is ${kindWords(kind)}, which shops and browsers do not show. Export it as JPEG.`,
    };
  }
  return { kind, contentType, sizeBytes };
}

export const tooLarge = (name: string, sizeBytes: number, mostBytes: number): string =>
  `${name} is ${megabytes(sizeBytes)}, and files over ${megabytes(mostBytes)} are not taken in. Make it smaller, or raise the limit in the settings.`;

/** Takes bytes away again that no row names. */
export async function dropUnused(host: Pick<Host, 'ports'>, sha256: string, isKnown: boolean): Promise<void> {
  if (!isKnown) await host.ports.storage.remove(sha256);
}
