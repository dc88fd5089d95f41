import type { AnyOperation } from '../kit/operation.ts';

export interface Command {
  noun: string;
  verb: string;
  /** Shorter words for the same verb: `channels list` for `channels list-channels`. */
  short: string | null;
  operation: AnyOperation;
}

/** Commands that stand alone: the ones typed most. */
const aliases: Record<string, string> = {
  plan: 'listings.plan',
  check: 'preflight.check',
  board: 'listings.board',
  me: 'accounts.me',
};

const kebab = (text: string): string => text.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** `spindle <noun> <verb>` for every operation, sorted. */
export function commandsOf(operations: readonly AnyOperation[]): Command[] {
  const commands = operations.map((operation): Command => {
    const [noun = '', name = ''] = operation.name.split('.');
    const verb = kebab(name);
    const [first = '', ...rest] = verb.split('-');
    const isAboutNoun = [noun, noun.replace(/s$/, '')].includes(rest.join('-'));
    return { noun, verb, short: isAboutNoun ? first : null, operation };
  });
  // two that would share a short word have none
  const taken = (one: Command): number =>
    commands.filter((other) => other.noun === one.noun && [other.verb, other.short].includes(one.short))
      .length;
  for (const command of commands.filter((one) => one.short !== null && taken(one) > 1)) command.short = null;
  return commands.sort((a, b) => (a.operation.name < b.operation.name ? -1 : 1));
}

/** The command that the words name, and the words that are left; null when there is none. */
export function findCommand(
  commands: readonly Command[],
  words: readonly string[],
): { command: Command; rest: string[] } | null {
  const [first = '', second = ''] = words;
  const alias = commands.find((command) => command.operation.name === aliases[first]);
  if (alias) return { command: alias, rest: words.slice(1) };
  const command = commands.find((one) => one.noun === first && (one.verb === second || one.short === second));
  return command ? { command, rest: words.slice(2) } : null;
}

export const aliasOf = (operation: AnyOperation): string | null =>
  Object.entries(aliases).find(([, name]) => name === operation.name)?.[0] ?? null;
