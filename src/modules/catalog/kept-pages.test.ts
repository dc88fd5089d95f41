import { expect, it } from 'vitest';
import { createKeptPages } from './kept-pages.ts';

const page = (characters: number, marks = '') => ({
  marks,
  answer: { json: 'x'.repeat(characters), nextCursor: null },
});

it('forgets the pages that were not asked for longest when there is no room', () => {
  const pages = createKeptPages(1000);
  for (const asked of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']) pages.keep(asked, page(100));
  pages.get('a');
  pages.keep('j', page(100));
  expect(['a', 'b', 'c', 'j'].map((asked) => pages.get(asked) !== undefined)).toEqual([
    true,
    false,
    true,
    true,
  ]);
});

it('keeps the last page for a question, and none that would take the room of many', () => {
  const pages = createKeptPages(1000);
  pages.keep('a', page(100, 'old'));
  pages.keep('a', page(100, 'new'));
  expect(pages.get('a')?.marks).toBe('new');
  pages.keep('a', page(500));
  expect(pages.get('a')).toBeUndefined();
});
