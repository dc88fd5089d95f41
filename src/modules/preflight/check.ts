import { z } from 'zod';
import type { FileKind } from './sniff.ts';

/** `block`: a buyer could not use it. `warn`: the seller should look. `note`: good to know. */
export const Severity = z.enum(['block', 'warn', 'note']);
export type Severity = z.infer<typeof Severity>;
export const Verdict = z.enum(['pass', 'warn', 'block']);
export type Verdict = z.infer<typeof Verdict>;

/** A place on a page, in millimetres from its lower left corner. */
export const Box = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });

/** One result of a check. `message`: a sentence for the seller, what is wrong and what to do. */
export const Finding = z.object({
  checkId: z.string().meta({ description: 'Which check found it: `pdf-fonts-embedded`.' }),
  severity: Severity,
  page: z.int().nullable().default(null).meta({ description: 'Counted from 1.' }),
  box: Box.nullable().default(null),
  measured: z.string().nullable().default(null),
  expected: z.string().nullable().default(null),
  message: z.string(),
});
export type Finding = z.infer<typeof Finding>;

/** A finding as a check writes it: what it leaves out is null, and its id is the check's. */
export type NewFinding = Pick<Finding, 'severity' | 'message'> &
  Partial<Pick<Finding, 'page' | 'box' | 'measured' | 'expected'>>;

export interface PageFacts {
  /** Millimetres as printed: UserUnit and rotation are applied. */
  widthMm: number;
  heightMm: number;
}

export interface ArchiveEntry {
  name: string;
  packedBytes: number;
  sizeBytes: number;
  /** Where it begins in the archive. */
  startsAt: number;
  isEncrypted: boolean;
  /** Of an archive inside: what it unpacks to in turn. */
  innerBytes?: number;
}

/** What was measured. Anything that a file does not have, or that could not be read, is left out. */
export interface Facts {
  /** Of a PDF. `pageSizes` has one entry per page, in order, at most 500. */
  pages?: number;
  pageSizes?: PageFacts[];
  layers?: string[];
  fonts?: { name: string; isEmbedded: boolean }[];
  images?: {
    page: number;
    widthPx: number;
    heightPx: number;
    dpi: number;
    widthMm: number;
    heightMm: number;
  }[];
  isEncrypted?: boolean;
  /** Needs a password to open. */
  isLocked?: boolean;
  /** Script and launch actions, by name: `JavaScript`, `Launch`. */
  actions?: string[];
  attachments?: number;
  attachedNames?: string[];
  pdfVersion?: string;
  /** Of a picture. */
  widthPx?: number;
  heightPx?: number;
  dpi?: number;
  /** As the picture library names it: `srgb`, `cmyk`, `b-w`. */
  colourSpace?: string;
  /** Of an archive: what its directory lists. At most 20,000. */
  entries?: ArchiveEntry[];
  /** What the libraries said when they could not read it: for the log and for support. */
  problems?: Record<string, string>;
}

/** What a check sees. Reading happens once, in the examiners; a check only judges. */
export interface Examined {
  kind: FileKind;
  contentType: string;
  sizeBytes: number;
  /** As the seller named it, where known; checks never trust it. */
  name: string | null;
  facts: Facts;
}

/**
 * A pre-flight check: pure and quick, judges what was measured and returns findings, an empty list when all is well.
 * Add one: a file in `checks/` and a line in `registry.ts`, and raise `checksVersion` there.
 */
export interface Check {
  /** File name without `.ts`; kept in findings, so it never changes. */
  id: string;
  /** For the seller: what it makes sure of. */
  summary: string;
  /** Kinds that it judges; null: all. */
  kinds: readonly FileKind[] | null;
  run(file: Examined): NewFinding[];
}

export const defineCheck = (check: Check): Check => check;

export const verdictOf = (findings: readonly Pick<Finding, 'severity'>[]): Verdict =>
  findings.some((finding) => finding.severity === 'block')
    ? 'block'
    : findings.some((finding) => finding.severity === 'warn')
      ? 'warn'
      : 'pass';
