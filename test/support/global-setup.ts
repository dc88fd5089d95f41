import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../../src/db/embedded.ts';
import { ensureTemplate } from '../../src/db/template.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A server to make test databases on. */
    databaseServerUrl: string;
    databaseTemplate: string;
  }
}

/** One PostgreSQL per run: DATABASE_URL's server, or an embedded one whose data is thrown away at the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.DATABASE_URL;
  const dataDir = given ? null : mkdtempSync(join(tmpdir(), 'spindle-test-'));
  const server = dataDir ? await startEmbedded({ dataDir, isThrowAway: true }) : null;
  const url = given ?? (server?.url as string);
  project.provide('databaseServerUrl', url);
  project.provide('databaseTemplate', await ensureTemplate(url));
  return async () => {
    await server?.stop();
    if (dataDir) rmSync(dataDir, { recursive: true, force: true });
  };
}
