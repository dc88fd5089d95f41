import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../../test/support/app.ts';
import { inTransaction, systemActor } from '../../kit/run-operation.ts';
import { makeApprovalLink } from '../../modules/alerts/approval-link.ts';
import { seed } from '../../modules/alerts/testing/rows.ts';
import { readFirstDesigner } from '../../modules/studio/index.ts';
import { modules } from '../../modules.ts';

let hub: TestApp;
let ada: string;
let etsy: string;
let designerId: string;

beforeAll(async () => {
  hub = await createTestApp({ modules });
  designerId = await readFirstDesigner(hub.host.db);
  ada = await seed.person(hub.host.db, 'Ada', 'owner');
  etsy = await seed.shop(hub.host.db, designerId, 'Etsy');
});
afterAll(() => hub.close());

let made = 0;
async function plan(): Promise<string> {
  made += 1;
  return seed.waiting(hub.host.db, designerId, etsy, `Pattern ${made} <b>`, `hash${made}.publishes`);
}

const link = (listingIds: string[], personId = ada): Promise<string> =>
  inTransaction(hub.host, systemActor, (ctx) => makeApprovalLink(ctx, personId, listingIds));

const open = (url: string) => hub.call('GET', new URL(url).pathname);
const click = (url: string, plans: string[], headers: Record<string, string> = { origin: hub.url }) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: plans.map((one) => `plan=${encodeURIComponent(one)}`).join('&'),
  });

const plansOn = (page: string): string[] =>
  [...page.matchAll(/name="plan" value="([^"]+)"/g)].map((match) => match[1] as string);

const approvedBy = async (listingId: string): Promise<unknown> => {
  const { rows } = await hub.host.db.execute(sql`select approved_by from listing where id = ${listingId}`);
  return rows[0]?.approved_by ?? null;
};

it('shows the plan however often it is opened, and approves it at the click, once', async () => {
  const listing = await plan();
  const url = await link([listing]);
  for (let turn = 0; turn < 3; turn++) {
    const answer = await open(url);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const page = await answer.text();
    expect(page).toContain('Pattern 1 &lt;b&gt; on Etsy');
    expect(page).toContain('It costs 0.20 USD.');
    expect(await approvedBy(listing)).toBeNull();
  }
  const plans = plansOn(await (await open(url)).text());
  const answers = await Promise.all([click(url, plans), click(url, plans)]);
  expect(answers.map((one) => one.status).sort()).toEqual([200, 404]);
  expect(await approvedBy(listing)).toBe('Ada');
  expect((await open(url)).status).toBe(404);
  const { rows } = await hub.host.db.execute(
    sql`select 1 from audit where operation = 'listings.approvePlan' and actor_id = ${ada}`,
  );
  expect(rows).toHaveLength(1);
});

it('approves only what was shown: a plan that changed meanwhile needs another look', async () => {
  const listing = await plan();
  const url = await link([listing]);
  const plans = plansOn(await (await open(url)).text());
  await hub.host.db.execute(sql`update listing set plan_hash = 'another.costs' where id = ${listing}`);
  expect(await (await click(url, plans)).text()).toContain('Nothing was approved');
  expect(await approvedBy(listing)).toBeNull();
});

it('approves nothing that the link is not about, and stays good for what it is about', async () => {
  const [own, other] = [await plan(), await plan()];
  const url = await link([own]);
  expect((await click(url, [`${other} hash${made}.publishes`])).status).toBe(404);
  expect(await approvedBy(other)).toBeNull();
  expect((await open(url)).status).toBe(200);
});

it('opens nothing for strangers, after two days, or for who may not come in any more', async () => {
  const listing = await plan();
  const url = await link([listing]);
  const token = url.split('/').at(-1) ?? '';
  const changed = `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`;
  for (const wrong of [changed, token.slice(0, -1), `${token}a`, 'x'])
    expect((await hub.call('GET', `/approve/${wrong}`)).status).toBe(404);
  expect(
    (await click(url, [`${listing} hash${made}.publishes`], { origin: 'https://evil.example' })).status,
  ).toBe(403);
  expect((await click(url, ['nonsense'])).status).toBe(400);
  const eve = await seed.person(hub.host.db, 'Eve', 'editor');
  const hers = await link([listing], eve);
  expect((await open(hers)).status).toBe(200);
  await hub.host.db.execute(sql`update member set role = 'viewer' where person_id = ${eve}`);
  expect((await open(hers)).status).toBe(404);
  expect((await click(hers, [`${listing} hash${made}.publishes`])).status).not.toBe(200);
  await hub.host.db.execute(sql`update approval_link set expires_at = now() - interval '1 minute'`);
  expect((await open(url)).status).toBe(404);
  expect((await click(url, [`${listing} hash${made}.publishes`])).status).toBe(404);
  expect(await approvedBy(listing)).toBeNull();
});
