import type { Check, Examined, Finding } from './check.ts';
import { archiveSafe } from './checks/archive-safe.ts';
import { fileNotEmpty } from './checks/file-not-empty.ts';
import { fileSize } from './checks/file-size.ts';
import { imageDpi } from './checks/image-dpi.ts';
import { knownKind } from './checks/known-kind.ts';
import { nameFitsContent } from './checks/name-fits-content.ts';
import { pdfEncrypted } from './checks/pdf-encrypted.ts';
import { pdfFontsEmbedded } from './checks/pdf-fonts-embedded.ts';
import { pdfOpens } from './checks/pdf-opens.ts';
import { pdfPageSizes } from './checks/pdf-page-sizes.ts';
import { pdfPages } from './checks/pdf-pages.ts';
import { pdfScripts } from './checks/pdf-scripts.ts';
import { pdfStreams } from './checks/pdf-streams.ts';
import { pictureOpens } from './checks/picture-opens.ts';
import { truncated } from './checks/truncated.ts';

/** Raised whenever a check changes what it finds: stored results of an older version are made again. */
export const checksVersion = 2;

/** Every check, one line each; findings come in this order. */
export const checks: readonly Check[] = [
  fileNotEmpty,
  nameFitsContent,
  knownKind,
  truncated,
  pdfOpens,
  pdfPages,
  pdfPageSizes,
  pdfEncrypted,
  pdfScripts,
  pdfStreams,
  pdfFontsEmbedded,
  imageDpi,
  pictureOpens,
  archiveSafe,
  fileSize,
];

/** Every check that judges this kind of file. */
export function runChecks(file: Examined): Finding[] {
  return checks
    .filter((check) => check.kinds === null || check.kinds.includes(file.kind))
    .flatMap((check) =>
      check.run(file).map((found) => ({
        page: null,
        box: null,
        measured: null,
        expected: null,
        ...found,
        checkId: check.id,
      })),
    );
}
