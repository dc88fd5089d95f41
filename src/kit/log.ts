import { pino } from 'pino';
import { HubError } from './errors.ts';
import { hideEnvironment, redact } from './redact.ts';
import { currentStory } from './story.ts';

export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Log;
}

const secretKeys =
  /^(?:password|pass|secrets?|\w*token|\w*secret|\w*apiKey|privateKey|keys|authorization|proxy-authorization|x-api-key|cookie|set-cookie|email|recipient|endpoint|p256dh|auth)$/i;
const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** `SPINDLE_LOG`. Throws HubError `invalid` for another word. */
function readLevel(text: string | undefined): string {
  const level = text?.trim().toLowerCase() || 'warn';
  if (levels.includes(level)) return level;
  throw new HubError(
    'invalid',
    `SPINDLE_LOG is “${text}”. Use one of ${levels.join(', ')}, or leave it out.`,
  );
}

/**
 * Lines on stderr: JSON, or sentences where somebody looks on (a terminal; `SPINDLE_LOG_FORMAT=json` or `text` decides).
 * Secrets and buyers' addresses are removed wherever they stand: by name, by looks, and word for word where the hub was
 * given them. A line belongs to its request or job. `out` is for tests.
 */
export function createLog(
  level: string = readLevel(process.env.SPINDLE_LOG),
  out: { write(line: string): void } = standardError(),
): Log {
  hideEnvironment(process.env);
  return pino(
    {
      level,
      base: { pid: process.pid },
      mixin: () => currentStory() ?? {},
      serializers: { err: (error: unknown) => errorForLog(error) },
      formatters: {
        log: (fields) => withoutSecrets(fields, 0) as Record<string, unknown>,
        bindings: (fields) => withoutSecrets(fields, 0) as Record<string, unknown>,
        level: (label) => ({ level: label }),
      },
      hooks: {
        logMethod(args, method) {
          method.apply(this, args.map((one) => (typeof one === 'string' ? redact(one) : one)) as typeof args);
        },
      },
    },
    out,
  ) as unknown as Log;
}

function standardError(): { write(line: string): void } {
  const format = process.env.SPINDLE_LOG_FORMAT;
  const isText = format ? format === 'text' : process.stderr.isTTY === true;
  return isText ? { write: (line) => void process.stderr.write(asSentence(line)) } : pino.destination(2);
}

const quiet = new Set(['level', 'time', 'pid', 'msg', 'err']);

/** One line of JSON for a person: time, level, words, and what belongs to it. */
export function asSentence(line: string): string {
  const { level, time, msg, err, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const rest = Object.entries(fields)
    .filter(([name]) => !quiet.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const error = err as { message?: string; stack?: string; cause?: { message?: string } } | undefined;
  const cause = error?.cause?.message ? ` (${error.cause.message})` : '';
  const words = [`${msg}${error?.message ? `: ${error.message}${cause}` : ''}`, ...rest].join('  ');
  const at = new Date(Number(time)).toTimeString().slice(0, 8);
  const stack = level === 'error' && error?.stack ? `${error.stack.replace(/^[^\n]*\n/, '')}\n` : '';
  return `${at} ${String(level).padEnd(5)} ${words}\n${stack}`;
}

/** Only what helps: the fields that libraries hang on an error hold rows, requests and addresses. */
function errorForLog(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return withoutSecrets(error, 0);
  const { code, kind } = error as Error & { code?: unknown; kind?: unknown };
  return {
    type: error.name,
    message: redact(error.message),
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof kind === 'string' ? { kind } : {}),
    stack: redact(error.stack ?? ''),
    ...(error.cause !== undefined && depth < 3 ? { cause: errorForLog(error.cause, depth + 1) } : {}),
  };
}

function withoutSecrets(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redact(value);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  if (value instanceof Error) return depth === 0 ? value : errorForLog(value);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth > 4) return '[deeper]';
  if (Array.isArray(value)) return value.slice(0, 100).map((one) => withoutSecrets(one, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      name === 'err' && depth === 0
        ? one
        : secretKeys.test(name) && one !== null && one !== undefined
          ? '[removed]'
          : withoutSecrets(one, depth + 1),
    ]),
  );
}
