import { expect, test } from 'vitest';
import { Id, newId } from './ids.ts';

test('ids are valid UUIDs of version 7 and sort by the time they were made', () => {
  const ids = [1, 2, 1000, 1_700_000_000_000, 1_800_000_000_000].map((at) => newId(at));
  for (const id of ids) {
    expect(Id.safeParse(id).success).toBe(true);
    expect(id[14]).toBe('7');
  }
  expect([...ids].sort()).toEqual(ids);
});
