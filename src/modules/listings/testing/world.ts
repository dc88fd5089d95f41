/** A hub with shops in memory, patterns with a released file each, and the engine at hand: for tests of this module. */
import { sql } from 'drizzle-orm';
import { createTestHost, type TestHost } from '../../../../test/support/host.ts';
import type { Connector } from '../../../connectors/connector.ts';
import { newId } from '../../../kit/ids.ts';
import { inTransaction, systemActor } from '../../../kit/run-operation.ts';
import { addPatterns, offersChanged } from '../../catalog/index.ts';
import { type Channel, readChannel, setChannelFields } from '../../channels/index.ts';
import { readFirstDesigner } from '../../studio/index.ts';
import { approvePlan } from '../approve-plan.ts';
import { Dispatcher } from '../dispatcher.ts';
import type { Listing } from '../listing.ts';
import { markDirty } from '../mark-dirty.ts';
import { showPlan } from '../show-plan.ts';
import { readListing } from '../store.ts';

export interface World extends TestHost {
  designerId: string;
  addChannel(connector: Connector, set?: Parameters<typeof setChannelFields>[2]): Promise<Channel>;
  /** Active patterns with one offer and one released file each. */
  addPatterns(count: number, name?: string): Promise<{ patternId: string; offerId: string }[]>;
  release(patternId: string, words: string, changeKind?: string): Promise<void>;
  setPrice(offerIds: string[], amountMinor: number): Promise<void>;
  setTitle(patternId: string, title: string): Promise<void>;
  settleListings(): Promise<void>;
  approveAll(channelId?: string): Promise<number>;
  listing(id: string): Promise<Listing>;
  mark(...ids: string[]): Promise<void>;
  /** As if whatever back-offs and second looks wait for had passed. */
  skipWaits(): Promise<void>;
  sql(text: string): Promise<Record<string, unknown>[]>;
}

export async function createWorld(connectors: Connector[], hubUrl?: string): Promise<World> {
  const test = await createTestHost({ connectors, jobs: false, ...(hubUrl ? { hubUrl } : {}) });
  const { host, run } = test;
  const designerId = await readFirstDesigner(host.db);
  const release = (patternId: string, words: string, changeKind = 'erratum') =>
    inTransaction(host, systemActor, async (ctx) => {
      const bytes = Buffer.from(words);
      const { sha256, sizeBytes } = await host.ports.storage.put(bytes);
      const id = newId();
      await ctx.tx.execute(sql`insert into asset (sha256, size_bytes, kind, content_type)
        values (${sha256}, ${sizeBytes}, 'text', 'text/plain') on conflict do nothing`);
      await ctx.tx.execute(
        sql`update release set state = 'superseded' where pattern_id = ${patternId} and state = 'published'`,
      );
      await ctx.tx.execute(sql`insert into release (id, pattern_id, major, minor, patch, change_kind, state, published_at)
        select ${id}, ${patternId}, 1, 0, count(*), ${changeKind}, 'published', now() from release where pattern_id = ${patternId}`);
      await ctx.tx.execute(sql`insert into release_file (id, release_id, role, name, sha256)
        values (${newId()}, ${id}, 'a4', 'pattern-a4.txt', ${sha256})`);
      const touches = { sizes: null, languages: null, roles: null };
      const { releasePublished } = await import('../../files/index.ts');
      await ctx.signal(releasePublished, {
        patternId,
        releaseId: id,
        changeKind: changeKind as 'erratum',
        touches,
      });
    });
  const world: World = {
    ...test,
    designerId,
    addChannel: async (connector, set = {}) => {
      const id = newId();
      await host.db.execute(sql`insert into channel (id, designer_id, kind, name, currency, state)
        values (${id}, ${designerId}, ${connector.id}, ${connector.name}, 'EUR', 'active')`);
      await setChannelFields(host.db, id, set);
      return readChannel(host.db, id);
    },
    addPatterns: async (count, name = 'Pattern') => {
      const made = await inTransaction(host, systemActor, (ctx) =>
        addPatterns(
          ctx,
          designerId,
          Array.from({ length: count }, (_, index) => ({
            title: `${name} ${index + 1}`,
            craft: 'sewing',
            story: 'A story.',
            priceMinor: 900,
            currency: 'EUR',
          })),
        ),
      );
      await host.db.execute(sql`update pattern set state = 'active'`);
      for (const { patternId } of made) await release(patternId, `first ${patternId}`, 'first');
      return made;
    },
    release,
    setPrice: (offerIds, amountMinor) =>
      inTransaction(host, systemActor, async (ctx) => {
        await ctx.tx.execute(
          sql`update offer set price_minor = ${amountMinor} where id = any(${`{${offerIds.join(',')}}`}::uuid[])`,
        );
        await ctx.signal(offersChanged, { offerIds, priority: 50, why: 'the price changed' });
      }),
    setTitle: (patternId, title) =>
      inTransaction(host, systemActor, async (ctx) => {
        await ctx.tx.execute(sql`update pattern set title = ${title} where id = ${patternId}`);
        const found = await ctx.tx.execute<{ id: string }>(
          sql`select id from offer where pattern_id = ${patternId}`,
        );
        const offerIds = found.rows.map((row) => row.id);
        await ctx.signal(offersChanged, { offerIds, priority: 100, why: 'the title changed' });
      }),
    settleListings: () => new Dispatcher(host).drain(3000),
    approveAll: async (channelId) => {
      const { channels } = await run(showPlan, channelId ? { channelId } : {});
      const plans = channels
        .flatMap((channel) => channel.listings)
        .flatMap((one) => (one.planHash ? [{ listingId: one.id, planHash: one.planHash }] : []));
      return plans.length === 0 ? 0 : (await run(approvePlan, { plans })).approved;
    },
    listing: (id) => readListing(host.db, id),
    mark: (...ids) => inTransaction(host, systemActor, (ctx) => markDirty(ctx, ids, 100)),
    skipWaits: async () => {
      await host.db.execute(sql`update work set not_before = null`);
      await host.db.execute(sql`update step set looked_at = looked_at - interval '1 hour'`);
    },
    sql: async (text) => (await host.db.execute(sql.raw(text))).rows as Record<string, unknown>[],
  };
  return world;
}
