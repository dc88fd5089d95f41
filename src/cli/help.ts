import { inputSchema, pathFields } from '../api/input-schema.ts';
import { aliasOf, type Command } from './commands.ts';
import { localCommands } from './local-commands.ts';

const intro = `Spindle: one catalogue, every shop in step.

  spindle <noun> <verb> [--field value] [--json]
  spindle <noun> --help

Long work is waited for (--no-wait does not). Lists: --all follows every page. --input FILE takes the fields as JSON.
The hub on this computer is found by itself; another one with SPINDLE_URL and SPINDLE_KEY.
Exit codes: 0 done, 1 refused or something is wrong, 2 wrong words, 3 no hub.`;

export function helpForAll(commands: readonly Command[]): string {
  const nouns = [...new Set(commands.map((command) => command.noun))];
  const aliases = commands.flatMap((command) => {
    const alias = aliasOf(command.operation);
    return alias ? [[`spindle ${alias}`, command.operation.summary]] : [];
  });
  const local = localCommands.map((one) => [`spindle ${one.words.join(' ')}`, one.summary]);
  return `${intro}\n\nOften used\n${columns(aliases)}\n\nOn this computer’s hub, running or not\n${columns(local)}\n\nNouns\n${columns(
    nouns.map((noun) => [
      noun,
      commands
        .filter((one) => one.noun === noun)
        .map((one) => one.short ?? one.verb)
        .join(', '),
    ]),
  )}`;
}

export function helpForNoun(commands: readonly Command[], noun: string): string {
  return commands
    .filter((command) => command.noun === noun)
    .map((command) => helpForCommand(command))
    .join('\n\n');
}

export function helpForCommand(command: Command): string {
  const schema = inputSchema(command.operation);
  const inPath = pathFields(command.operation);
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties ?? {})
    .filter(([name]) => !inPath.includes(name))
    .map(([name, field]) => {
      const values = field.enum ? field.enum.join(' | ') : field.type === 'object' ? 'JSON' : '';
      return [`  --${kebab(name)}${required.has(name) ? ' (needed)' : ''}`, field.description ?? values];
    });
  const line = ['spindle', command.noun, command.verb, ...inPath.map((name) => `<${kebab(name)}>`)].join(' ');
  return [line, `  ${command.operation.summary}`, ...(fields.length > 0 ? [columns(fields)] : [])].join('\n');
}

const kebab = (text: string): string => text.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function columns(rows: readonly (readonly string[])[]): string {
  const size = Math.max(0, ...rows.map((row) => row[0]?.length ?? 0));
  return rows.map(([left = '', right = '']) => `  ${left.padEnd(size)}  ${right}`.trimEnd()).join('\n');
}
