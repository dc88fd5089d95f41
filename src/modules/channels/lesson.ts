/** Calls that passed, as fast as was thought to be allowed, until one was refused. */
export interface FullRun {
  /** How long it went on. */
  ms: number;
  /** Calls that passed in its last second, or in all of it where it was shorter; 1 at least. */
  passed: number;
  /** Calls a second that it was thought the shop takes. */
  perSecond: number;
  /** What passed in the run before it, where that ended within a second too. */
  before: number | null;
}

/** What a refusal says of the limit: `passed` calls a second went through; whether that is the limit. */
export interface Lesson {
  passed: number;
  isSure: boolean;
}

/** A refusal this soon after the last one is no single call that travelled badly. */
const soonMs = 3000;
/** As much as a leaky bucket mostly holds, in seconds of its limit: what a short run used up besides what ran out meanwhile. */
const bucketSeconds = 0.1;

/**
 * Pure: what the end of a full run teaches where no header names the limit. The same number passed in two short runs, however
 * fast they were: the shop counts seconds, and that is the limit. Otherwise it may have a bucket that ran full.
 */
export function lessonOf({ ms, passed, perSecond, before }: FullRun): Lesson {
  const seconds = ms / 1000;
  // One call more or less lies in a second by when it is taken to begin.
  if (seconds >= 1)
    return { passed: Math.max(1, passed), isSure: passed + 1 < (ms < soonMs ? 1 : 0.85) * perSecond };
  if (before === null) return { passed: Math.max(1, passed / (seconds + bucketSeconds)), isSure: true };
  // Of one or two nothing can be said.
  const isSame = passed > 2 && Math.abs(passed - before) <= 1 + 0.1 * before;
  const leaks = Math.min(passed / (seconds + bucketSeconds), 0.75 * perSecond);
  return { passed: Math.max(1, isSame ? passed : Math.max(passed, leaks)), isSure: true };
}
