import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { actor, createTestHost, type TestHost } from '../../../test/support/host.ts';
import { newId } from '../../kit/ids.ts';
import { runAsText } from '../../kit/run-operation.ts';
import { auditModule } from '../audit/index.ts';
import { createPattern } from './create-pattern.ts';
import { catalogModule } from './index.ts';
import { listPatterns } from './list-patterns.ts';

let test: TestHost;
beforeAll(async () => {
  test = await createTestHost({ modules: [auditModule, catalogModule] });
});
afterAll(() => test.close());

const empty = async () => {
  await test.host.db.execute('delete from offer');
  await test.host.db.execute('delete from pattern');
};

const asText = (input: object, who = actor()) => runAsText(test.host, listPatterns, who, input);

/** PostgreSQL takes no character zero. */
const words = (most: number) =>
  fc
    .string({ unit: 'binary', minLength: 1, maxLength: most })
    .map((text) => text.replaceAll('\0', '') || '“');

it('reads the same as text and as objects, page by page, whatever stands in it', async () => {
  const anyPattern = fc.record({
    title: words(40).map((text) => `Same ${text}`.trim()),
    craft: fc.constantFrom('sewing', 'knitting'),
    story: words(200),
    tags: fc.array(
      words(20).map((text) => text.trim() || 'x'),
      { maxLength: 3 },
    ),
    attributes: fc.dictionary(words(10), words(20), { maxKeys: 3 }),
    priceMinor: fc.nat(2_000_000_000),
    pictures: fc.array(words(30), { maxLength: 3 }),
    hasOffers: fc.boolean(),
    micros: fc.nat(999_999),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyPattern, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 4 }),
      async (wanted, limit) => {
        const ids: string[] = [];
        for (const { pictures, hasOffers, micros, ...fields } of wanted) {
          const { id } = await test.run(createPattern, { ...fields, currency: 'EUR' });
          ids.push(id);
          for (const [position, alt] of pictures.entries()) {
            const sha256 = newId().replaceAll('-', '').padEnd(64, '0');
            await test.host.db.execute(sql`insert into asset (sha256, size_bytes, kind, content_type)
            values (${sha256}, ${position + 1}, 'image', 'image/png')`);
            await test.host.db.execute(sql`insert into pattern_image (id, pattern_id, sha256, alt, position)
            values (${newId()}, ${id}, ${sha256}, ${alt}, ${position})`);
          }
          if (!hasOffers) await test.host.db.execute(sql`delete from offer where pattern_id = ${id}`);
          await test.host.db.execute(
            sql`update pattern set updated_at = '2026-03-29T01:59:59Z'::timestamptz + make_interval(secs => ${micros / 1e6}) where id = ${id}`,
          );
        }
        let cursor: string | undefined;
        let seen = 0;
        do {
          const input = { search: 'Same', limit, cursor };
          const objects = await test.run(listPatterns, input);
          const text = await asText(input);
          expect(JSON.parse(text?.json ?? '')).toEqual(objects);
          expect(text?.nextCursor).toBe(objects.nextCursor);
          seen += objects.items.length;
          cursor = objects.nextCursor ?? undefined;
        } while (cursor);
        expect(seen).toBe(ids.length);
        await empty();
      },
    ),
    { numRuns: 25, endOnFailure: true },
  );
});

it('as text asks for the same right and the same input, and keeps to the designer', async () => {
  await empty();
  await test.run(createPattern, { title: 'Hers', craft: 'sewing', priceMinor: 100, currency: 'EUR' });
  await expect(asText({}, actor([]))).rejects.toMatchObject({ code: 'forbidden' });
  await expect(asText({ limit: 0 })).rejects.toMatchObject({ code: 'invalid' });
  expect(JSON.parse((await asText({}))?.json ?? '').items).toHaveLength(1);
  expect(await asText({}, actor(['*'], newId()))).toEqual({
    json: '{"items":[],"nextCursor":null}',
    nextCursor: null,
  });
});

it('as text tells of every change of what it shows, however it was made', async () => {
  await empty();
  const fields = { craft: 'sewing', priceMinor: 100, currency: 'EUR' } as const;
  const { id } = await test.run(createPattern, { title: 'B', ...fields });
  const sha256 = 'a'.repeat(64);
  const [offerId, pictureId] = [newId(), newId()];
  const changes = [
    sql`update pattern set story = 'Another.' where id = ${id}`,
    sql`update offer set price_minor = 200 where pattern_id = ${id}`,
    sql`insert into offer (id, designer_id, pattern_id, kind, name, sku, price_minor, currency)
      select ${offerId}, designer_id, id, 'part', 'Sleeves', 'SLEEVES', 50, 'EUR' from pattern where id = ${id}`,
    sql`update offer set name = 'Cuffs' where id = ${offerId}`,
    sql`delete from offer where id = ${offerId}`,
    sql`insert into asset (sha256, size_bytes, kind, content_type) values (${sha256}, 1, 'image', 'image/png')`,
    sql`insert into pattern_image (id, pattern_id, sha256, alt, position) values (${pictureId}, ${id}, ${sha256}, '', 0)`,
    sql`update pattern_image set alt = 'Front' where id = ${pictureId}`,
    sql`update asset set content_type = 'image/webp' where sha256 = ${sha256}`,
    sql`delete from pattern_image where id = ${pictureId}`,
  ];
  const shown = new Set<string>();
  const look = async () => {
    const text = await asText({ limit: 1 });
    expect(JSON.parse(text?.json ?? '')).toEqual(await test.run(listPatterns, { limit: 1 }));
    expect(await asText({ limit: 1 })).toEqual(text);
    shown.add(text?.json ?? '');
  };
  await look();
  for (const change of changes) {
    await test.host.db.execute(change);
    await look();
  }
  await test.run(createPattern, { title: 'C', ...fields });
  await look();
  await test.run(createPattern, { title: 'A', ...fields });
  await look();
  // not the asset alone; and what was removed again leaves what was there before
  expect(shown.size).toBe(changes.length);
});
