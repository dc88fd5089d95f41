import { extname } from 'node:path';
import type { DesiredFile, Limits, ProjectionProblem } from '../../connectors/connector.ts';
import type { FilePlanRule } from '../channels/index.ts';
import type { CurrentFile } from '../files/index.ts';

/** One file as the shop's buyer will see it, before the shop's copy of it is made. */
export interface PlannedFile {
  /** Stable across releases. */
  slot: string;
  name: string;
  isArchive: boolean;
  members: CurrentFile[];
}

export interface FilePlanInput {
  files: readonly CurrentFile[];
  /** What the offer sells of each pattern; null: all of it. */
  parts: readonly { patternId: string; roles: string[] | null; languages: string[] | null }[];
  /** A listing in one language carries that language and what has none. */
  language: string | null;
  rule: FilePlanRule;
  limits: Pick<Limits, 'fileCount' | 'fileBytes' | 'fileNameLength' | 'fileExtensions'>;
}

const usualOrder = [
  'instructions',
  'a4',
  'letter',
  'a0',
  'projector',
  'chart',
  'layered',
  'svg',
  'dxf',
  'stl',
  '3mf',
  'pes',
];
/** A picture of the listing, never a buyer's file. */
const notForBuyers = new Set(['cover']);

/** Pure: which files go up, in what order, under what names, zipped where the shop takes fewer or other kinds. */
export function planFiles(input: FilePlanInput): { files: PlannedFile[]; problems: ProjectionProblem[] } {
  const chosen = choose(input);
  const zipped = new Set(input.rule.zipped ?? []);
  const alone = chosen.filter((file) => !zipped.has(file.role) && fits(input.limits, file));
  const packed = chosen.filter((file) => !alone.includes(file));
  const room = input.limits.fileCount.value;
  const planned =
    alone.length + (packed.length > 0 ? 1 : 0) <= room
      ? [...singles(alone, input.parts), ...archive('more', packed)]
      : squeeze(alone, packed, input, room);
  const files = named(planned, input.limits.fileNameLength.value);
  return { files, problems: tooLarge(files, input.limits.fileBytes.value) };
}

function choose({ files, parts, language, rule }: FilePlanInput): CurrentFile[] {
  const order = rule.roles ?? usualOrder;
  const rank = (role: string) => (order.includes(role) ? order.indexOf(role) : order.length);
  const patternRank = new Map(parts.map((part, index) => [part.patternId, index]));
  return files
    .filter((file) => {
      if (notForBuyers.has(file.role)) return false;
      if (rule.roles && !rule.roles.includes(file.role)) return false;
      if (language && file.language && file.language !== language) return false;
      return parts.some(
        (part) =>
          part.patternId === file.patternId &&
          (part.roles === null || part.roles.includes(file.role)) &&
          (part.languages === null || file.language === null || part.languages.includes(file.language)),
      );
    })
    .toSorted(
      (a, b) =>
        (patternRank.get(a.patternId) ?? 0) - (patternRank.get(b.patternId) ?? 0) ||
        rank(a.role) - rank(b.role) ||
        (a.language ?? '').localeCompare(b.language ?? '') ||
        (a.name < b.name ? -1 : 1),
    );
}

/** A copy of anything but a PDF comes as a ZIP (see marks). */
export const copyExtension = (contentType: string): string =>
  contentType === 'application/pdf' ? '.pdf' : '.zip';

function fits(limits: FilePlanInput['limits'], file: CurrentFile): boolean {
  const allowed = limits.fileExtensions.value;
  return allowed === null || allowed.includes(copyExtension(file.contentType));
}

/** A slot is the role, with the pattern in a bundle and a number where a role comes twice. */
function singles(files: CurrentFile[], parts: FilePlanInput['parts']): PlannedFile[] {
  const isBundle = new Set(parts.map((part) => part.patternId)).size > 1;
  const seen = new Map<string, number>();
  return files.map((file) => {
    const place = [isBundle ? file.patternId : null, file.role, file.language].filter(Boolean).join('/');
    const count = (seen.get(place) ?? 0) + 1;
    seen.set(place, count);
    const slot = count === 1 ? place : `${place}/${count}`;
    const name = `${stem(file.name)}${copyExtension(file.contentType)}`;
    return { slot, name, isArchive: false, members: [file] };
  });
}

const archive = (slot: string, members: CurrentFile[]): PlannedFile[] =>
  members.length === 0 ? [] : [{ slot, name: `${archiveStem(slot, members)}.zip`, isArchive: true, members }];

/** `aaron-a4.pdf` and `aaron-a0.pdf` → `aaron-more`. */
function archiveStem(slot: string, members: CurrentFile[]): string {
  const [first = '', ...others] = members.map((file) => stem(file.name));
  let length = 0;
  while (length < first.length && others.every((name) => name[length] === first[length])) length += 1;
  const shared = first.slice(0, length).replace(/[^\p{L}\p{N}]+$/u, '');
  return shared.length > 2 && others.length > 0 ? `${shared}-${slot}` : slot;
}

/** Too many: a bundle gets an archive a pattern when that fits; else the first stay single and the rest share one. */
function squeeze(
  alone: CurrentFile[],
  packed: CurrentFile[],
  input: FilePlanInput,
  room: number,
): PlannedFile[] {
  const byPattern = Map.groupBy([...alone, ...packed], (file) => file.patternId);
  if (byPattern.size > 1 && byPattern.size <= room)
    return [...byPattern]
      .flatMap(([patternId, members]) => archive(`pattern/${patternId}`, members))
      .map((one, index) => ({ ...one, name: `${archiveStem(`part-${index + 1}`, one.members)}.zip` }));
  const kept = byPattern.size > 1 ? 0 : Math.max(0, room - 1);
  return [
    ...singles(alone.slice(0, kept), input.parts),
    ...archive('more', [...alone.slice(kept), ...packed]),
  ];
}

const stem = (name: string): string => name.slice(0, name.length - extname(name).length) || name;

/** Letters, digits, dot, dash and underscore, within the length, each name once. */
function named(files: PlannedFile[], longest: number): PlannedFile[] {
  const taken = new Set<string>();
  return files.map((file) => {
    // A name may be nothing but an extension, which extname would take for the name.
    const extension = /\.[a-z0-9]+$/i.exec(file.name)?.[0] ?? '';
    const clean =
      file.name
        .slice(0, file.name.length - extension.length)
        .normalize('NFKD')
        .replace(/[^A-Za-z0-9._-]+/g, '-')
        .replace(/-{2,}/g, '-')
        .replace(/^[-.]+|[-.]+$/g, '') || 'pattern';
    for (let count = 1; ; count += 1) {
      const tail = count === 1 ? extension : `-${count}${extension}`;
      const name = clean.slice(0, Math.max(1, longest - tail.length)) + tail;
      if (taken.has(name.toLowerCase())) continue;
      taken.add(name.toLowerCase());
      return { ...file, name };
    }
  });
}

function tooLarge(files: PlannedFile[], mostBytes: number): ProjectionProblem[] {
  return files
    .filter((file) => file.members.reduce((sum, member) => sum + member.sizeBytes, 0) > mostBytes)
    .map((file) => tooLargeProblem(file.name, mostBytes));
}

export const tooLargeProblem = (name: string, mostBytes: number): ProjectionProblem => ({
  field: 'files',
  severity: 'block',
  message: `${name} is larger than the ${megabytes(mostBytes)} that this shop takes for one file. Make it smaller, or choose fewer files for this shop.`,
});

const megabytes = (bytes: number): string => `${Math.round(bytes / 1_000_000)} MB`;

/** Pure: what an adopted shop carries of the plan, under the shop's names; or exactly what was put back. */
export function withOwnFiles(
  files: readonly DesiredFile[],
  own: { slots: Record<string, { name: string }>; pinned?: DesiredFile[] } | undefined,
): DesiredFile[] {
  if (!own) return [...files];
  if (own.pinned) return own.pinned;
  return files.flatMap((file) => {
    const kept = own.slots[file.slot];
    return kept ? { ...file, name: kept.name } : [];
  });
}
