import type { Facts } from '../preflight/index.ts';
import type { ChangeKind } from './release.ts';

export interface ComparedFile {
  role: string;
  name: string;
  language: string | null;
  sha256: string;
  facts: Facts;
}

export interface ProposedChange {
  changeKind: ChangeKind;
  touchesRoles: string[] | null;
  touchesLanguages: string[] | null;
  touchesSizes: string[] | null;
  /** For the seller: what is different, a sentence per file. */
  differences: string[];
}

/** What kind of change it is from the files for sale now (null: none yet) to those of a draft. */
export function proposeChange(
  current: readonly ComparedFile[] | null,
  draft: readonly ComparedFile[],
): ProposedChange {
  if (!current)
    return {
      changeKind: 'first',
      touchesRoles: null,
      touchesLanguages: null,
      touchesSizes: null,
      differences: [],
    };
  const differences: string[] = [];
  const touched: ComparedFile[] = [];
  const newSizes = new Set<string>();
  let kind: ChangeKind = 'erratum';
  const raise = (to: ChangeKind) => {
    if (kind !== 'redraft') kind = to;
  };
  const before = new Map(current.map((file) => [placeOf(file), file]));
  for (const file of draft) {
    const old = before.get(placeOf(file)) ?? current.find((other) => other.name === file.name);
    if (old?.sha256 === file.sha256 && old.role === file.role) continue;
    touched.push(file);
    if (!old) {
      raise('addition');
      differences.push(`${file.name} is new (${file.role}${file.language ? `, ${file.language}` : ''}).`);
      continue;
    }
    const added = (file.facts.layers ?? []).filter((layer) => !(old.facts.layers ?? []).includes(layer));
    const isRedrawn = !samePages(old.facts, file.facts);
    if (added.length > 0 && (old.facts.layers?.length ?? 0) > 0) {
      for (const layer of added) newSizes.add(layer);
      raise('addition');
      differences.push(`${file.name} has new layers: ${added.join(', ')}.`);
    } else if (isRedrawn) {
      raise('redraft');
      differences.push(
        `${file.name} has other pages: ${pagesOf(old.facts)} before, ${pagesOf(file.facts)} now.`,
      );
    } else differences.push(`${file.name} was corrected.`);
  }
  const kept = new Set(draft.flatMap((file) => [placeOf(file), file.name]));
  for (const gone of current.filter((file) => !kept.has(placeOf(file)) && !kept.has(file.name))) {
    kind = 'redraft';
    touched.push(gone);
    differences.push(`${gone.name} was taken out.`);
  }
  const languages = touched.map((file) => file.language);
  return {
    changeKind: kind,
    touchesRoles: [...new Set(touched.map((file) => file.role))],
    touchesLanguages:
      languages.every((language) => language !== null) && languages.length > 0
        ? [...new Set(languages as string[])]
        : null,
    touchesSizes:
      newSizes.size > 0 && touched.every((file) => (file.facts.layers?.length ?? 0) > 0)
        ? [...newSizes]
        : null,
    differences,
  };
}

/** Role and language, with the name where several files share them. */
const placeOf = (file: ComparedFile): string => `${file.role}|${file.language ?? ''}|${file.name}`;

/** Facts that are not measured yet say nothing against it. */
function samePages(a: Facts, b: Facts): boolean {
  if (a.pages === undefined || b.pages === undefined) return true;
  if (a.pages !== b.pages) return false;
  return (a.pageSizes ?? []).every((size, index) => {
    const other = b.pageSizes?.[index];
    return (
      !other || (Math.abs(size.widthMm - other.widthMm) <= 2 && Math.abs(size.heightMm - other.heightMm) <= 2)
    );
  });
}

const pagesOf = (facts: Facts): string => `${facts.pages ?? '?'} page${facts.pages === 1 ? '' : 's'}`;
