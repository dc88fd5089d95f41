import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolders } from '../../test/support/temporary-folder.ts';
import { openDatabase } from './open.ts';

const newFolder = temporaryFolders('spindle-open-');

it('takes an empty DATABASE_URL as none, and brings its own database', async () => {
  const home = await newFolder();
  const database = await openDatabase({ home: join(home, 'hub'), databaseUrl: '' });
  const { rows } = await database.pool.query('select count(*)::int > 0 as is_there from schema_migration');
  await database.close();
  expect(rows).toEqual([{ is_there: true }]);
});
