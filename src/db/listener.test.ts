import { expect, test } from 'vitest';
import { createTestDatabase } from '../../test/support/database.ts';
import { until } from '../../test/support/until.ts';
import { createLog } from '../kit/log.ts';
import { openListener } from './listener.ts';

test('what is told here is heard at once and not again by its notice, which others hear', async () => {
  const database = await createTestDatabase();
  const [here, there] = [1, 2].map(() => openListener(database.url, createLog('silent')));
  try {
    if (!here || !there) throw new Error('no listeners');
    const heard: string[] = [];
    here.on('spindle_dirty', (payload) => heard.push(`here ${payload}`));
    there.on('spindle_dirty', (payload) => heard.push(`there ${payload}`));
    const notify = (payload: string) =>
      database.pool.query(`select pg_notify('spindle_dirty', $1)`, [payload]);
    // Until both listen.
    for (const who of ['here', 'there'])
      await until('both listen', async () => (await notify('start')) && heard.includes(`${who} start`));
    heard.length = 0;
    here.tellHere('spindle_dirty');
    expect(heard).toEqual(['here ']);
    await notify(here.name);
    await notify('end');
    await until('both heard the last', () => heard.includes('here end') && heard.includes('there end'));
    expect(heard.filter((one) => one.startsWith('here') && !one.endsWith('start'))).toEqual([
      'here ',
      'here end',
    ]);
    expect(heard).toContain(`there ${here.name}`);
  } finally {
    await here?.close();
    await there?.close();
    await database.drop();
  }
});
