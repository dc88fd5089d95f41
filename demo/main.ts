import { type Summary, tellStory } from './story/tell-story.ts';
import { createView } from './view.ts';

const known = new Set(['--once', '--json']);
const args = process.argv.slice(2);
const unknown = args.find((arg) => !known.has(arg));
if (unknown) {
  console.error(
    `The demo does not know “${unknown}”. It takes --once (end by itself) and --json (print one line of JSON at the end).`,
  );
  process.exit(2);
}
const isOnce = args.includes('--once');
const isJson = args.includes('--json');
const view = createView(process.stdout, isJson);

function print(summary: Summary): void {
  const text = isJson ? JSON.stringify(summary) : inWords(summary);
  console.log(text);
}

function inWords(summary: Summary): string {
  return `
  ${summary.patterns} patterns with ${summary.files} files, ${summary.releases} releases
  ${summary.listings.live} of ${summary.listings.total} listings live, ${summary.adopted} of them adopted
  ${summary.orders} orders of ${summary.buyers} buyers, ${summary.links} links, ${summary.downloads} downloads
  notices in the outbox: ${summary.notices}, listings that differ: ${summary.driftAfter}, jobs that failed: ${summary.jobsFailed}
  ${(summary.elapsedMs / 1000).toFixed(1)} s`;
}

try {
  const told = await tellStory(view);
  view.close();
  const code = told.summary.driftAfter === 0 ? 0 : 1;
  if (isOnce) {
    await told.close();
    print(told.summary);
    process.exit(code);
  }
  print(told.summary);
  console.log(
    `\n  Look around: ${await told.hub.hub.signInLink()}\n  Stop with Ctrl-C; the demo’s data is thrown away.`,
  );
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    told.close().then(
      () => process.exit(code),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('SIGHUP', stop);
} catch (error) {
  view.fail(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
