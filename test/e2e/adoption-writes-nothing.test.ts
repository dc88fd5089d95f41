import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Json, startTestHub, type TestHub, takeIn, until } from '../support/hub.ts';
import {
  connectShops,
  etsyFields,
  finishAdoption,
  inStep,
  planned,
  type Shops,
  seedEtsy,
  seedWoo,
  startShops,
  wooFields,
} from '../support/shops.ts';

let hub: TestHub;
let shops: Shops;
beforeAll(async () => {
  [hub, shops] = await Promise.all([startTestHub(), startShops()]);
});
afterAll(async () => {
  await hub.close();
  await shops.close();
});

it('connect, look, adopt or not, disconnect: not one write reached a shop', async () => {
  const made = await takeIn(hub, ['Wren', 'Robin', 'Linnet']);
  const onEtsy = [await seedEtsy(shops, hub, 'Wren'), await seedEtsy(shops, hub, 'Robin')];
  shops.etsy.admin.seed({ title: 'A hat, not a pattern', tags: ['hat'] });
  const onWoo = [await seedWoo(shops, hub, 'Wren'), await seedWoo(shops, hub, 'Linnet')];
  const before = {
    etsy: onEtsy.map((id) => etsyFields(shops, id)),
    woo: onWoo.map((id) => wooFields(shops, id)),
  };

  const channels = await connectShops(hub, shops);
  const found = {
    etsy: await hub.all(`/channels/${channels.etsyId}/adoption`),
    woo: await hub.all(`/channels/${channels.wooId}/adoption`),
  };
  expect(found.etsy).toHaveLength(3);
  expect(found.woo).toHaveLength(2);
  const best = (list: Json[], word: string) =>
    list.find((one) => one.title.includes(word))?.candidates[0]?.offerId;
  for (const title of ['Wren', 'Robin'])
    expect(best(found.etsy, title)).toBe(made.find((one) => one.title === title)?.offerId);
  expect(best(found.etsy, 'hat')).toBeUndefined();

  // One adopted on each shop, one set aside, the rest left undecided.
  for (const [channelId, list] of [
    [channels.etsyId, found.etsy],
    [channels.wooId, found.woo],
  ] as const) {
    const wren = list.find((one) => one.title.includes('Wren'));
    await hub.send('POST', `/channels/${channelId}/adoption/${wren.remoteId}`, {
      decision: 'adopt',
      offerId: made[0]?.offerId,
    });
  }
  const hat = found.etsy.find((one) => one.title.includes('hat'));
  await hub.send('POST', `/channels/${channels.etsyId}/adoption/${hat.remoteId}`, { decision: 'set-aside' });
  await finishAdoption(hub, channels);
  const adopted = await inStep(hub);
  expect(adopted.map((one) => [one.isAdopted, one.plan.steps])).toEqual([
    [true, []],
    [true, []],
  ]);
  expect(await planned(hub)).toEqual([]);

  for (const channelId of Object.values(channels)) {
    await hub.send('POST', `/channels/${channelId}/disconnect`, {});
    expect((await hub.get(`/channels/${channelId}`)).state).toBe('disconnected');
  }
  await hub.send('PATCH', `/patterns/${made[0]?.patternId}`, { title: 'Wren, renamed after the goodbye' });
  await until('no work left', async () => (await hub.get('/plan')).channels.every((c: Json) => !c.pending));

  expect(shops.writes()).toBe(0);
  expect(shops.etsy.admin.counts().reads).toBeGreaterThan(0);
  expect(shops.woo.admin.counts().reads).toBeGreaterThan(0);
  expect(onEtsy.map((id) => etsyFields(shops, id))).toEqual(before.etsy);
  expect(onWoo.map((id) => wooFields(shops, id))).toEqual(before.woo);
});
