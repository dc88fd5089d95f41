import { type HubRole, readRole } from './hub-role.ts';
import { HubError, isHubError } from './kit/errors.ts';
import { openHome } from './open-home.ts';

const tidyAfterMs = 5_000;

async function main(): Promise<void> {
  const role = readRole(process.env.SPINDLE_ROLE);
  const port = readPort(process.env.PORT, role);
  const options = {
    // a compose file sets what is left out to nothing
    home: process.env.SPINDLE_HOME || 'data',
    databaseUrl: process.env.DATABASE_URL,
    storage: process.env.SPINDLE_STORAGE || undefined,
    cacheBytes: readMegabytes('SPINDLE_CACHE_MB'),
    publicUrl: process.env.SPINDLE_PUBLIC_URL,
    role,
    listenOn: process.env.SPINDLE_LISTEN || undefined,
    port,
    forgetSecrets: process.env.SPINDLE_FORGET_SECRETS === 'yes',
    onProgress: (sentence: string) => console.log(sentence),
    onExit: (sentence: string) => {
      console.error(`\n${sentence}`);
      process.exit(1);
    },
  };
  const opened = openHome(options);
  // Told by openHub, which waits for it.
  opened.catch(() => {});
  const { startTracing } = await import('./observe/tracing.ts');
  const endTracing = await startTracing(process.env, (sentence) => console.log(sentence));
  const { openHub } = await import('./compose.ts');
  const hub = await openHub({ ...options, opened });
  // What only the start needed goes back now, and not in the middle of the hub's first rest.
  setTimeout(() => void globalThis.gc?.({ type: 'major', execution: 'async' }), tidyAfterMs).unref();
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    console.log('\nStopping. Work in progress is finished or taken up at the next start.');
    hub
      .close()
      .then(endTracing)
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // The terminal window was closed.
  process.on('SIGHUP', stop);
  if (role === 'worker') {
    console.log(`\nSpindle works in the background. Its health: ${hub.url}/readyz`);
    return;
  }
  const link = await hub.signInLink();
  console.log(
    `\nSpindle is running at ${hub.url}\nSign in once with this link (valid for 15 minutes):\n  ${link}\n`,
  );
  console.log(
    process.env.SPINDLE_PUBLIC_URL
      ? `Live mode: shops and buyers reach it at ${process.env.SPINDLE_PUBLIC_URL}.`
      : 'Desk mode: only this computer reaches it. Set SPINDLE_PUBLIC_URL to let shops and buyers in.',
  );
  console.log('Stop with Ctrl-C.');
}

function readPort(text: string | undefined, role: HubRole): number {
  // beside an api on the same computer, a worker says how it is on the next port
  const port = Number(text?.trim() || (role === 'worker' ? 7778 : 7777));
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new HubError(
    'invalid',
    `PORT is “${text}”, which is no port. Use a number up to 65535, such as 7777.`,
  );
}

function readMegabytes(name: 'SPINDLE_CACHE_MB'): number | undefined {
  const text = process.env[name]?.trim();
  if (!text) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000_000;
  throw new HubError('invalid', `${name} is “${text}”. Give a number of megabytes, such as 2000.`);
}

main().catch((error: unknown) => {
  // The sentence is for the seller; what lies beneath helps whoever is asked.
  console.error(`\nSpindle could not start. ${error instanceof Error ? error.message : String(error)}`);
  if (!isHubError(error) && error instanceof Error) console.error(error.stack);
  process.exit(1);
});
