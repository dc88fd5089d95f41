import { renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Host } from '../kit/run-operation.ts';
import { ensureLocalKey } from '../modules/accounts/index.ts';

export const localKeyFile = 'command-line.json';
export const LocalKey = z.object({ url: z.string(), key: z.string() });

/**
 * Leaves address and key for the command line in the hub's folder, so that the seller's own terminal needs no set-up.
 * Readable by the hub's own user only (mode 0600, in a folder of mode 0700); who can read it can read the database too.
 */
export function keepLocalKey(app: FastifyInstance, host: Host, home: string): void {
  const path = join(home, localKeyFile);
  let key = '';
  app.addHook('onReady', async () => {
    key = await ensureLocalKey(host, await keyAt(path));
  });
  // at once and not later: whoever sees the hub listen may start a command
  app.addHook('onListen', (done) => {
    const address = app.server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const unfinished = `${path}.${process.pid}`;
    writeFileSync(unfinished, `${JSON.stringify({ url: `http://127.0.0.1:${port}`, key })}\n`, {
      mode: 0o600,
    });
    renameSync(unfinished, path);
    done();
  });
}

async function keyAt(path: string): Promise<string | null> {
  try {
    return LocalKey.parse(JSON.parse(await readFile(path, 'utf8'))).key;
  } catch {
    // none yet, or damaged: a new one is made
    return null;
  }
}
