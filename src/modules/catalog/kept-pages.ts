import type { Ports } from '../../kit/ctx.ts';
import type { AnswerText } from '../../kit/operation.ts';

/** What all kept pages take together, in characters. */
const mostCharacters = 4 * 1024 * 1024;

interface Kept {
  /** Of the row versions that it was made from. */
  marks: string;
  answer: AnswerText;
}

/** Pages as they were last written, by what was asked; the ones that were not asked for longest go first. */
export interface KeptPages {
  get(asked: string): Kept | undefined;
  keep(asked: string, page: Kept): void;
}

const pagesOf = new WeakMap<Ports, KeptPages>();

/** Those of this process and database. */
export function keptPages(ports: Ports): KeptPages {
  let pages = pagesOf.get(ports);
  if (!pages) {
    pages = createKeptPages();
    pagesOf.set(ports, pages);
  }
  return pages;
}

export function createKeptPages(most = mostCharacters): KeptPages {
  const pages = new Map<string, Kept>();
  let characters = 0;
  const sizeOf = (asked: string, { marks, answer }: Kept): number =>
    asked.length + marks.length + answer.json.length;
  const drop = (asked: string): void => {
    const page = pages.get(asked);
    if (page && pages.delete(asked)) characters -= sizeOf(asked, page);
  };
  return {
    get(asked) {
      const page = pages.get(asked);
      // to the end of the line
      if (page && pages.delete(asked)) pages.set(asked, page);
      return page;
    },
    keep(asked, page) {
      drop(asked);
      if (sizeOf(asked, page) > most / 8) return;
      pages.set(asked, page);
      characters += sizeOf(asked, page);
      for (const oldest of pages.keys()) {
        if (characters <= most) return;
        drop(oldest);
      }
    },
  };
}
