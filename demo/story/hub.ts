import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Hub, openHub } from '../../src/compose.ts';
import { freePort } from '../../src/kit/free-port.ts';
import { createHubClient, type HubClient } from './client.ts';

export interface DemoHub {
  hub: Hub;
  client: HubClient;
  /** Folder of the demo: the hub’s home and the designer’s folder. */
  folder: string;
  close(): Promise<void>;
}

/** A hub of its own in a throw-away folder, reachable by the sandbox shops: Live mode on loopback. */
export async function openDemoHub(say: (detail: string) => void): Promise<DemoHub> {
  const folder = await mkdtemp(join(tmpdir(), 'spindle-demo-'));
  // Started by root, PostgreSQL runs as another user, who has to reach its data.
  await chmod(folder, 0o711);
  try {
    const port = await freePort();
    const hub = await openHub({
      home: join(folder, 'home'),
      databaseUrl: process.env.DEMO_DATABASE_URL,
      publicUrl: `http://127.0.0.1:${port}`,
      port,
      onProgress: say,
      onExit: (sentence) => {
        process.stderr.write(`${sentence}\n`);
        process.exit(1);
      },
    });
    return {
      hub,
      client: createHubClient(hub.url, await localKey(join(folder, 'home'))),
      folder,
      close: async () => {
        await hub.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The key that the hub leaves for programs on this computer. */
async function localKey(home: string): Promise<string> {
  const { key } = JSON.parse(await readFile(join(home, 'command-line.json'), 'utf8')) as { key: string };
  return key;
}
