import { readFileSync } from 'node:fs';
import { coerceFields, type JsonSchema } from '../api/coerce.ts';
import { inputSchema, pathFields } from '../api/input-schema.ts';
import type { AnyOperation } from '../kit/operation.ts';

/** Wrong words on the command line: exit code 2. */
export class UsageError extends Error {}

export interface Flags {
  json: boolean;
  help: boolean;
  /** Follow every page of a list. */
  all: boolean;
  /** Do not wait for long work. */
  noWait: boolean;
}

/** Takes the flags that every command knows out of the words. */
export function takeFlags(words: readonly string[]): { flags: Flags; words: string[] } {
  const has = (name: string) => words.includes(name);
  const flags = {
    json: has('--json'),
    help: has('--help') || has('-h'),
    all: has('--all'),
    noWait: has('--no-wait'),
  };
  const known = new Set(['--json', '--help', '-h', '--all', '--no-wait']);
  return { flags, words: words.filter((word) => !known.has(word)) };
}

const camel = (text: string): string =>
  text.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/**
 * Words → input of the operation: `--field value`, `--field=value`, `--flag`, `--no-flag`, `--input FILE` (JSON, `-` is
 * standard input); words without a name fill the path's fields in order, then the first list.
 */
export function readArguments(operation: AnyOperation, words: readonly string[]): Record<string, unknown> {
  const schema = inputSchema(operation);
  const given: Record<string, string | string[]> = {};
  const loose: string[] = [];
  let fromFile: Record<string, unknown> = {};
  const add = (name: string, value: string): void => {
    const before = given[name];
    given[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  };
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string;
    if (word === '--') {
      loose.push(...words.slice(index + 1));
      break;
    }
    const match = /^--([a-zA-Z][\w-]*)(?:=([\s\S]*))?$/.exec(word);
    if (!match) {
      loose.push(word);
      continue;
    }
    const [, text = '', inline] = match;
    const next = words[index + 1];
    if (text === 'input') {
      const file = inline ?? next;
      if (file === undefined) throw new UsageError('--input needs a file of JSON, or - for standard input.');
      if (inline === undefined) index += 1;
      fromFile = readJson(file);
      continue;
    }
    const { name, isNot } = fieldNamed(schema, text, operation);
    if (isNot) add(name, 'false');
    else if (inline !== undefined) add(name, inline);
    else if (isFlag(schema.properties?.[name]) && next !== 'true' && next !== 'false') add(name, 'true');
    else if (next === undefined) throw new UsageError(`--${text} needs a value.`);
    else {
      add(name, next);
      index += 1;
    }
  }
  placeLoose(operation, schema, loose, given);
  return { ...fromFile, ...coerceFields(schema, given) };
}

/** `--channel-id`, `--channelId`, and `--channel` for short. */
function fieldNamed(
  schema: JsonSchema,
  text: string,
  operation: AnyOperation,
): { name: string; isNot: boolean } {
  const names = Object.keys(schema.properties ?? {});
  const wanted = camel(text);
  const name = names.find((one) => one === wanted || one === `${wanted}Id`);
  if (name) return { name, isNot: false };
  const positive = text.startsWith('no-') ? camel(text.slice(3)) : '';
  if (isFlag(schema.properties?.[positive])) return { name: positive, isNot: true };
  throw new UsageError(
    `${operation.name} does not know --${text}. See: spindle ${operation.name.split('.')[0]} --help`,
  );
}

const isFlag = (schema: JsonSchema | undefined): boolean => schema?.type === 'boolean';

function placeLoose(
  operation: AnyOperation,
  schema: JsonSchema,
  loose: readonly string[],
  given: Record<string, string | string[]>,
): void {
  const open = pathFields(operation).filter((name) => given[name] === undefined);
  const words = [...loose];
  for (const name of open) {
    const word = words.shift();
    if (word !== undefined) given[name] = word;
  }
  if (words.length === 0) return;
  const list = Object.entries(schema.properties ?? {}).find(([, field]) => field.type === 'array')?.[0];
  if (!list) throw new UsageError(`What is “${words[0]}” for? Name it: --field ${words[0]}`);
  given[list] = [...[given[list] ?? []].flat(), ...words];
}

function readJson(file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
    if (value !== null && typeof value === 'object' && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch (error) {
    throw new UsageError(`${file} could not be read as JSON: ${(error as Error).message}`);
  }
  throw new UsageError(`${file} must hold one JSON object with the fields by name.`);
}
