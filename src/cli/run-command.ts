import { isHubError } from '../kit/errors.ts';
import type { AnyOperation } from '../kit/operation.ts';
import { parseInput } from '../kit/run-operation.ts';
import { type Flags, readArguments, takeFlags, UsageError } from './arguments.ts';
import { type Command, commandsOf, findCommand } from './commands.ts';
import { helpForAll, helpForCommand, helpForNoun } from './help.ts';
import { type HubClient, NoHub, openClient, Refused } from './hub-client.ts';
import { present } from './print.ts';

export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  env: NodeJS.ProcessEnv;
  /** Columns; 100 where nobody says. */
  width?: number;
  isInteractive?: boolean;
}

const pollMs = 400;

/** One command line, start to end; gives the exit code: 0 done, 1 refused or found wrong, 2 wrong words, 3 no hub. */
export async function runCommandLine(
  operations: readonly AnyOperation[],
  argv: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const commands = commandsOf(operations);
  const { flags, words } = takeFlags(argv);
  try {
    const asked = words[0] === 'backup' ? ['backups', ...words.slice(1)] : words;
    const [noun = 'help'] = asked;
    const found = findCommand(commands, asked);
    if (flags.help || noun === 'help' || !found)
      return help(commands, found?.command ?? null, noun, flags, terminal);
    return await run(found.command.operation, found.rest, flags, terminal);
  } catch (error) {
    return explain(error, flags, terminal);
  }
}

function help(
  commands: Command[],
  command: Command | null,
  noun: string,
  flags: Flags,
  terminal: Terminal,
): number {
  const isNoun = commands.some((one) => one.noun === noun);
  if (!command && !isNoun && noun !== 'help')
    throw new UsageError(`There is no “${noun}”. See: spindle help`);
  terminal.out(
    command ? helpForCommand(command) : isNoun ? helpForNoun(commands, noun) : helpForAll(commands),
  );
  return flags.help || noun === 'help' ? 0 : 2;
}

async function run(
  operation: AnyOperation,
  words: string[],
  flags: Flags,
  terminal: Terminal,
): Promise<number> {
  const input = readArguments(operation, words);
  const show = (value: unknown) =>
    terminal.out(flags.json ? JSON.stringify(value) : present(value, terminal.width ?? 100));
  if (operation.kind === 'pure') {
    // it touches neither database nor ports, so it needs no hub
    const output: unknown = operation.output.parse(
      await operation.run({} as never, parseInput(operation, input)),
    );
    show(output);
    return hasBlock(output) ? 1 : 0;
  }
  const client = await openClient(terminal.env);
  await resolveChannel(client, input);
  parseInput(operation, input);
  let output = await client.run(operation, input);
  if (flags.all && operation.paged) output = await restOfPages(client, operation, input, output);
  const taskId = operation.kind === 'task' ? (output as { taskId?: string } | null)?.taskId : undefined;
  if (taskId === undefined || flags.noWait) {
    show(output);
    return 0;
  }
  return waitForTask(client, taskId, show, terminal);
}

/** A finding that blocks makes `spindle check` fail, for scripts. */
const hasBlock = (output: unknown): boolean =>
  Array.isArray(output) && output.some((one) => (one as { verdict?: string } | null)?.verdict === 'block');

/** A shop by its name or kind, as people say it. */
async function resolveChannel(client: HubClient, input: Record<string, unknown>): Promise<void> {
  const said = input.channelId;
  if (typeof said !== 'string' || /^[0-9a-f]{8}-/i.test(said)) return;
  const { items } = (await client.request('GET', '/api/channels')) as {
    items: { id: string; name: string; kind: string; state: string }[];
  };
  const open = items.filter((one) => one.state !== 'disconnected');
  const same = (text: string) => text.toLowerCase() === said.toLowerCase();
  const named = open.filter((one) => same(one.name));
  const found = named.length > 0 ? named : open.filter((one) => same(one.kind));
  if (found.length === 1 && found[0]) input.channelId = found[0].id;
  else if (found.length > 1)
    throw new UsageError(`Several shops are called “${said}”. Use the id: spindle channels list`);
  else
    throw new UsageError(
      `There is no shop “${said}”. Connected: ${open.map((one) => one.name).join(', ') || 'none'}.`,
    );
}

async function restOfPages(
  client: HubClient,
  operation: AnyOperation,
  input: Record<string, unknown>,
  first: unknown,
): Promise<unknown> {
  const items: unknown[] = [];
  let page = first as { items: unknown[]; nextCursor: string | null };
  items.push(...page.items);
  while (page.nextCursor) {
    page = (await client.run(operation, { ...input, cursor: page.nextCursor })) as typeof page;
    items.push(...page.items);
  }
  return { items, nextCursor: null };
}

async function waitForTask(
  client: HubClient,
  taskId: string,
  show: (value: unknown) => void,
  terminal: Terminal,
): Promise<number> {
  for (let last = ''; ; ) {
    const task = (await client.request('GET', `/api/tasks/${taskId}`)) as {
      title: string;
      state: string;
      done: number;
      total: number | null;
      message: string | null;
    };
    const line = `${task.title}: ${task.done}${task.total === null ? '' : ` of ${task.total}`}${task.message ? `, ${task.message}` : ''}`;
    if (terminal.isInteractive && line !== last) terminal.err(line);
    last = line;
    if (task.state !== 'waiting' && task.state !== 'running') {
      show(task);
      return task.state === 'done' ? 0 : 1;
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

function explain(error: unknown, flags: Flags, terminal: Terminal): number {
  const code = error instanceof UsageError ? 2 : error instanceof NoHub ? 3 : 1;
  if (error instanceof Refused) {
    if (flags.json) terminal.out(JSON.stringify(error.problem));
    else {
      terminal.err(error.problem.detail);
      for (const field of error.problem.fields ?? [])
        terminal.err(`  ${field.path.slice(1)}: ${field.message}`);
      if (error.problem.status >= 500)
        terminal.err(`Quote this when you ask for help: ${error.problem.requestId}`);
    }
    return code;
  }
  const isKnown = error instanceof UsageError || error instanceof NoHub || isHubError(error);
  const text =
    error instanceof Error ? (isKnown ? error.message : (error.stack ?? error.message)) : String(error);
  if (isHubError(error) && error.fields.length > 0)
    for (const field of error.fields) terminal.err(`${field.path.slice(1) || 'input'}: ${field.message}`);
  else terminal.err(text);
  return isHubError(error) && error.code === 'invalid' ? 2 : code;
}
