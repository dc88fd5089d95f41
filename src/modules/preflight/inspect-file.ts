import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { type ChildPool, ChildStopped, createChildPool } from '../../kit/child-pool.ts';
import { isHubError } from '../../kit/errors.ts';
import { type Examined, type Facts, type Finding, type Verdict, verdictOf } from './check.ts';
import { runChecks } from './registry.ts';
import type { FileKind } from './sniff.ts';
import { sniffFile } from './sniff-file.ts';
import type { ExamineAnswer, ExamineRequest } from './worker.ts';

export interface Inspection {
  kind: FileKind;
  contentType: string;
  sizeBytes: number;
  facts: Facts;
  verdict: Verdict;
  findings: Finding[];
  /** Why it could not be examined: for the log. Null when it could. */
  error: string | null;
  ms: number;
}

const timeoutMs = 10_000;
/** On a machine that is busy with something else. */
const secondTimeoutMs = 60_000;
const memoryMb = 768;

let pool: ChildPool | undefined;

/**
 * Examines one file in a child process and judges it. Never throws for what is in the file: a file that makes the child
 * hang, crash or swell gets the finding `could-not-be-examined`. Throws when the path cannot be read.
 */
export async function inspectFile(
  path: string,
  options: { name?: string | null; timeoutMs?: number } = {},
): Promise<Inspection> {
  const started = performance.now();
  const name = options.name === undefined ? basename(path) : options.name;
  const sniffed = await sniffFile(path, name ?? '');
  let file: Examined = { ...sniffed, name, facts: {} };
  let ms: number | null = null;
  let broken: Finding | null = null;
  let error: string | null = null;
  try {
    const answer = await children().run<ExamineAnswer>({ path, name } satisfies ExamineRequest, {
      ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    });
    ({ ms, ...file } = answer);
  } catch (cause) {
    // The hub is stopping: that says nothing about the file.
    if (isHubError(cause) && cause.code === 'unavailable') throw cause;
    error = cause instanceof Error ? cause.message : String(cause);
    broken = couldNotBeExamined(cause, options.timeoutMs ?? secondTimeoutMs);
  }
  // What was not measured must not be judged: "no pages" would be a guess.
  const findings = broken
    ? [broken, ...runChecks({ ...file, facts: {} }).filter((found) => judgedByOutside.has(found.checkId))]
    : runChecks(file);
  const { kind, contentType, sizeBytes, facts } = file;
  ms ??= Math.round(performance.now() - started);
  return { kind, contentType, sizeBytes, facts, verdict: verdictOf(findings), findings, error, ms };
}

const judgedByOutside = new Set(['file-not-empty', 'file-size', 'known-kind', 'name-fits-content']);

function couldNotBeExamined(cause: unknown, limitMs: number): Finding {
  const why = cause instanceof ChildStopped ? cause.reason : 'error';
  const words = {
    time: `it took longer than ${limitMs / 1000} seconds`,
    memory: 'it needed too much memory',
    crash: 'the program that reads it broke off',
    error: 'it cannot be read',
  }[why];
  return {
    checkId: 'could-not-be-examined',
    severity: 'block',
    page: null,
    box: null,
    measured: why,
    expected: null,
    message: `The file could not be examined: ${words}. Buyers’ devices may fail on it too. Export it again, simpler if you can.`,
  };
}

function children(): ChildPool {
  pool ??= createChildPool({
    script: new URL('./worker.ts', import.meta.url),
    size: Math.max(1, Math.min(4, availableParallelism() - 1)),
    timeoutMs,
    secondTimeoutMs,
    memoryMb,
  });
  return pool;
}

/** Ends the children; the next inspection starts new ones. */
export async function closeInspection(): Promise<void> {
  const closing = pool;
  pool = undefined;
  await closing?.close();
}
