import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../kit/ids.ts';
import { inTransaction, systemActor } from '../../kit/run-operation.ts';
import { publishRelease } from '../files/change-release.ts';
import { assetChecked } from '../preflight/index.ts';
import { checksVersion } from '../preflight/registry.ts';
import { copiesAheadJob } from './copies-ahead.ts';
import { listOn } from './list-on.ts';
import { createScriptedShop, type ScriptedShop } from './testing/scripted-shop.ts';
import { createWorld, type World } from './testing/world.ts';

let shop: ScriptedShop;
let world: World;
beforeAll(async () => {
  shop = createScriptedShop();
  world = await createWorld([shop.connector]);
});
afterAll(() => world.close());

/** A draft with one file that was checked; answers the release. */
async function draftOf(patternId: string, words: string): Promise<string> {
  const { sha256, sizeBytes } = await world.host.ports.storage.put(Buffer.from(words));
  const releaseId = newId();
  await inTransaction(world.host, systemActor, async (ctx) => {
    await ctx.tx.execute(sql`insert into asset (sha256, size_bytes, kind, content_type)
      values (${sha256}, ${sizeBytes}, 'text', 'text/plain')`);
    await ctx.tx.execute(
      sql`insert into preflight_run (sha256, checks_version, state) values (${sha256}, ${checksVersion}, 'done')`,
    );
    await ctx.tx.execute(sql`insert into release (id, pattern_id, major, minor, patch, change_kind, state)
      values (${releaseId}, ${patternId}, 1, 0, 1, 'erratum', 'draft')`);
    await ctx.tx.execute(sql`insert into release_file (id, release_id, role, name, sha256)
      values (${newId()}, ${releaseId}, 'a4', 'pattern-a4.txt', ${sha256})`);
    await ctx.signal(assetChecked, { sha256, verdict: 'ok' });
  });
  return releaseId;
}

const jobs = (releaseId: string) =>
  world.sql(
    `select 1 from pgboss.job where name = '${copiesAheadJob.name}' and data->>'releaseId' = '${releaseId}'`,
  );
const copies = (channelId: string) =>
  world.sql(`select sha256, made_at from copy where subject_id = '${channelId}' order by made_at`);

test('a checked draft has the shop’s copies before it is published, and they are the ones that go up', async () => {
  const channel = await world.addChannel(shop.connector, { approval: { publishAlone: true } });
  const [pattern] = await world.addPatterns(1);
  await world.run(listOn, { channelId: channel.id, offerIds: [pattern?.offerId ?? ''], wantedState: 'live' });
  await world.settleListings();
  await world.approveAll(channel.id);
  await world.settleListings();
  expect(await copies(channel.id)).toHaveLength(1);

  const releaseId = await draftOf(pattern?.patternId ?? '', 'corrected');
  expect(await jobs(releaseId)).toHaveLength(1);
  await copiesAheadJob.run(world.host, { releaseId });
  const ready = await copies(channel.id);
  expect(ready).toHaveLength(2);

  shop.writes.length = 0;
  await world.run(publishRelease, { releaseId });
  await world.settleListings();
  expect(shop.writes).toEqual(['upload-file', 'remove-file']);
  expect(await copies(channel.id)).toEqual(ready);
});

test('nothing is made for a draft that no shop will carry, nor for one that is published by now', async () => {
  const channel = await world.addChannel(shop.connector);
  const [pattern] = await world.addPatterns(1, 'Unlisted');
  const releaseId = await draftOf(pattern?.patternId ?? '', 'not listed');
  expect(await jobs(releaseId)).toEqual([]);
  await world.run(listOn, {
    channelId: channel.id,
    offerIds: [pattern?.offerId ?? ''],
    wantedState: 'draft',
  });
  await world.run(publishRelease, { releaseId });
  await copiesAheadJob.run(world.host, { releaseId });
  expect(await copies(channel.id)).toEqual([]);
});
