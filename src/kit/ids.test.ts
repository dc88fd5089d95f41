import { expect, test } from 'vitest';
import { Id, namedId, newId } from './ids.ts';

test('ids are valid UUIDs of version 7 and sort by the time they were made', () => {
  const ids = [1, 2, 1000, 1_700_000_000_000, 1_800_000_000_000].map((at) => newId(at));
  for (const id of ids) {
    expect(Id.safeParse(id).success).toBe(true);
    expect(id[14]).toBe('7');
  }
  expect([...ids].sort()).toEqual(ids);
});

test('the id of a name is a valid UUID of version 8, the same for the same name only', () => {
  const names = Array.from({ length: 64 }, (_, index) => `name ${index}`);
  const ids = names.map(namedId);
  for (const id of ids) {
    expect(Id.safeParse(id).success).toBe(true);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
  expect(names.map(namedId)).toEqual(ids);
  expect(new Set(ids).size).toBe(names.length);
});
