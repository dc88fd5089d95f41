import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { dropDatabase, onServer, withDatabase } from '../../db/template.ts';

/** A database without a single table, on the tests' server. */
export async function emptyDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = inject('databaseServerUrl');
  const name = `spindle_test_${randomBytes(6).toString('hex')}`;
  await onServer(server, (client) => client.query(`create database ${name} template template0`));
  return {
    url: withDatabase(server, name),
    drop: () => dropDatabase(server, name),
  };
}
