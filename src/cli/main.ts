import { isLocal, runLocal } from './local-commands.ts';

const words = process.argv.slice(2);
const terminal = {
  out: (text: string) => process.stdout.write(`${text}\n`),
  err: (text: string) => process.stderr.write(`${text}\n`),
  env: process.env,
  isInteractive: process.stderr.isTTY === true,
  ...(process.stdout.columns ? { width: process.stdout.columns } : {}),
};

/** Backing up needs none of the hub's parts, and should not weigh as much. */
async function run(): Promise<number> {
  if (isLocal(words)) return runLocal(words, terminal);
  const { modules } = await import('../modules.ts');
  const { runCommandLine } = await import('./run-command.ts');
  return runCommandLine(
    modules.flatMap((module) => [...module.operations]),
    words,
    terminal,
  );
}

const code = await run();
// libraries may leave timers behind; the output is written first
process.exitCode = code;
process.stdout.write('', () => process.exit(code));
