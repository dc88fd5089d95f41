import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Tx } from '../../../kit/ctx.ts';

/** Rows as the other modules would have left them: what a look finds is all that matters here. */
export const seed = {
  async shop(
    db: Tx,
    designerId: string,
    name: string,
    fields: { pauseCause?: string } = {},
  ): Promise<string> {
    const id = randomUUID();
    await db.execute(sql`insert into channel (id, designer_id, kind, name, state, pause_cause, paused_at, orders_polled_at)
      values (${id}, ${designerId}, 'etsy', ${name}, 'active', ${fields.pauseCause ?? null},
        ${fields.pauseCause ? sql`now()` : null}, now())`);
    return id;
  },

  async listing(
    db: Tx,
    designerId: string,
    channelId: string,
    title: string,
    state: { status: string; problem?: object; planHash?: string; plan?: object },
  ): Promise<string> {
    const [patternId, offerId, id] = [randomUUID(), randomUUID(), randomUUID()];
    await db.execute(sql`insert into pattern (id, designer_id, craft, title, slug, state)
      values (${patternId}, ${designerId}, 'sewing', ${title}, ${patternId}, 'active')`);
    await db.execute(sql`insert into offer (id, designer_id, pattern_id, name, sku, price_minor, currency)
      values (${offerId}, ${designerId}, ${patternId}, ${title}, ${offerId}, 900, 'EUR')`);
    await db.execute(sql`insert into listing (id, channel_id, offer_id, status, problem, plan_hash, plan)
      values (${id}, ${channelId}, ${offerId}, ${state.status}, ${json(state.problem)}, ${state.planHash ?? null}, ${json(state.plan)})`);
    await db.execute(sql`insert into work (listing_id, channel_id) values (${id}, ${channelId})`);
    return id;
  },

  /** A listing whose plan waits for the click. */
  waiting(db: Tx, designerId: string, channelId: string, title: string, planHash = `${title}.publishes`) {
    return seed.listing(db, designerId, channelId, title, {
      status: 'needs-you',
      problem: { kind: 'approval', message: 'One step waits for your click.' },
      planHash,
      plan: {
        steps: [
          {
            kind: 'publish',
            summary: `Put ${title} on sale.`,
            fields: ['state'],
            calls: 1,
            effect: 'publish',
            isReversible: true,
          },
        ],
        fields: ['state'],
        calls: 1,
        fees: [{ amountMinor: 20, currency: 'USD' }],
        reasons: ['publishes'],
        notes: [],
      },
    });
  },

  async designer(db: Tx, name: string): Promise<string> {
    const id = randomUUID();
    await db.execute(
      sql`insert into designer (id, studio_id, name, slug) select ${id}, id, ${name}, ${id} from studio`,
    );
    return id;
  },

  async person(db: Tx, name: string, role: string, designerId: string | null = null): Promise<string> {
    const id = randomUUID();
    await db.execute(
      sql`insert into person (id, name, email) values (${id}, ${name}, ${`${name.toLowerCase()}@example.test`})`,
    );
    await db.execute(
      sql`insert into member (person_id, role, designer_id) values (${id}, ${role}, ${designerId})`,
    );
    return id;
  },
};

const json = (value: object | undefined) => (value ? sql`${JSON.stringify(value)}::jsonb` : sql`null`);
