import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestHost, type TestHost } from '../../test/support/host.ts';
import { makeChannel } from '../../test/support/sales.ts';
import { checkKeys, forgetSecrets } from './key-check.ts';

let test: TestHost;
beforeAll(async () => {
  test = await createTestHost({ jobs: false });
});
afterAll(() => test.close());

const newRing = (id: string) => ({ keys: [{ id, key: randomBytes(32) }] });
const check = (ring: ReturnType<typeof newRing>) =>
  test.host.transaction((tx) => checkKeys(tx, ring, 'here/keys.json'));

it('refuses the keys of another hub, follows a rotation, and can forget', async () => {
  const first = newRing('a');
  await check(first);
  await check(first);
  const other = newRing('b');
  await expect(check(other)).rejects.toThrow('here/keys.json do not open');
  // the same name is not the same key
  await expect(check(newRing('a'))).rejects.toMatchObject({ code: 'conflict' });
  await check({ keys: [...other.keys, ...first.keys] });
  await check(other);
  await expect(check(first)).rejects.toMatchObject({ code: 'conflict' });

  const id = await makeChannel(test, 'woocommerce', { secrets: { consumerKey: 'x' } });
  const third = newRing('c');
  await test.host.transaction(async (tx) => {
    await forgetSecrets(tx);
    await checkKeys(tx, third, 'here');
  });
  await check(third);
  const { rows } = await test.host.db.execute(
    `select secrets, pause_cause from channel where id = '${id}'` as never,
  );
  expect(rows).toEqual([{ secrets: null, pause_cause: 'unauthorised' }]);
});
