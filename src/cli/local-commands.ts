import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { isHubError } from '../kit/errors.ts';
import { type Flags, takeFlags, UsageError } from './arguments.ts';
import { backUp, checkOne, list } from './backup.ts';
import { restore } from './restore.ts';
import type { Terminal } from './run-command.ts';

/** What works on a hub's own folder and database instead of asking the hub: it may be stopped, or not there yet. */
export interface LocalCommand {
  words: readonly string[];
  usage: string;
  summary: string;
  options: ParseArgsOptionsConfig;
  /** Words without a name: what the one that is needed is called. */
  place: string | null;
  run(given: Given, flags: Flags, terminal: Terminal): Promise<number>;
}

export interface Given {
  place: string;
  values: Record<string, string | boolean | undefined>;
}

const passphrase = { 'passphrase-file': { type: 'string' } } as const;

export const localCommands: readonly LocalCommand[] = [
  {
    words: ['backup', 'check'],
    usage: 'spindle backup check <FOLDER or FILE> [--passphrase-file FILE]',
    summary: 'Read a backup from its first byte to its last, with every file that it needs',
    options: passphrase,
    place: 'the backup to check',
    run: checkOne,
  },
  {
    words: ['backup', 'list'],
    usage: 'spindle backup list <FOLDER>',
    summary: 'List the backups in a folder',
    options: {},
    place: 'the folder',
    run: list,
  },
  {
    words: ['backup'],
    usage:
      'spindle backup --to <FOLDER or FILE.spindle> [--passphrase-file FILE] [--encrypt] [--keep-daily N --keep-weekly N]',
    summary: 'Back up data and files, while the hub works or not; into a folder only what is new is added',
    options: {
      ...passphrase,
      to: { type: 'string' },
      encrypt: { type: 'boolean' },
      'keep-daily': { type: 'string' },
      'keep-weekly': { type: 'string' },
      'asked-by': { type: 'string' },
    },
    place: null,
    run: backUp,
  },
  {
    words: ['restore'],
    usage:
      'spindle restore <FOLDER or FILE> [--passphrase-file FILE] [--replace] [--without-keys] [--without-missing]',
    summary: 'Put a backup back into SPINDLE_HOME or DATABASE_URL; the hub must not run',
    options: {
      ...passphrase,
      replace: { type: 'boolean' },
      'without-keys': { type: 'boolean' },
      'without-missing': { type: 'boolean' },
    },
    place: 'the backup to put back',
    run: restore,
  },
];

const isMeant = (command: LocalCommand, words: readonly string[]): boolean =>
  command.words.every((word, index) => words[index] === word);

/** Whether these words are done without asking a hub; how the last backups went is asked of the hub. */
export const isLocal = (words: readonly string[]): boolean =>
  words[1] !== 'status' && localCommands.some((one) => isMeant(one, words));

/** Runs the command that the words name; gives the exit code: 0 done, 1 refused or found wrong, 2 wrong words. */
export async function runLocal(argv: readonly string[], terminal: Terminal): Promise<number> {
  const command = localCommands.find((one) => isMeant(one, argv));
  const { flags, words } = takeFlags(argv);
  if (!command || flags.help) {
    terminal.out(
      localCommands
        .filter((one) => one.words[0] === argv[0])
        .map((one) => `${one.usage}\n  ${one.summary}`)
        .join('\n\n'),
    );
    return 0;
  }
  try {
    return await command.run(read(command, words.slice(command.words.length)), flags, terminal);
  } catch (error) {
    const isUsage = error instanceof UsageError;
    const isKnown = isUsage || isHubError(error) || (error instanceof Error && error.name === 'Interrupted');
    terminal.err(
      error instanceof Error ? (isKnown ? error.message : (error.stack ?? error.message)) : String(error),
    );
    return isUsage || (isHubError(error) && error.code === 'invalid') ? 2 : 1;
  }
}

function read(command: LocalCommand, args: readonly string[]): Given {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: command.options,
      allowPositionals: command.place !== null,
    });
    if (command.place !== null && positionals.length !== 1)
      throw new UsageError(`Say ${command.place}: ${command.usage}`);
    return { place: positionals[0] ?? '', values: values as Given['values'] };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${(error as Error).message} See: ${command.usage}`);
  }
}
