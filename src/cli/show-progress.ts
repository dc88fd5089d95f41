import type { Progress } from '../backup/index.ts';
import type { Terminal } from './run-command.ts';

const everyMs = 500;
const words = { data: 'Data', files: 'Files', check: 'Checking' } as const;

/** A line now and then for who watches; as JSON for the hub that runs the command; nothing for scripts. */
export function showProgress(terminal: Terminal, isForHub = false): (progress: Progress) => void {
  let saidAt = -everyMs;
  return (progress) => {
    const now = performance.now();
    if ((!terminal.isInteractive && !isForHub) || now - saidAt < everyMs) return;
    saidAt = now;
    if (isForHub) return terminal.out(JSON.stringify(progress));
    const { phase, done, total, doneBytes, totalBytes } = progress;
    const mega = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
    const count = total > 0 ? `${done} of ${total}, ` : '';
    terminal.err(
      `${words[phase]}: ${count}${mega(doneBytes)}${totalBytes > 0 ? ` of ${mega(totalBytes)}` : ''}`,
    );
  };
}
