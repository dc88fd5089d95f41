import type { JobResult, JobWithMetadata } from 'pg-boss';
import { isHubError } from '../kit/errors.ts';
import type { Job } from '../kit/module.ts';
import type { Host } from '../kit/run-operation.ts';

/** What stays of a failure when its tries are used up. `sentence`: one that was written for the seller. */
interface Output {
  message: string;
  sentence?: string;
}

/** A shop's failure carries a sentence too; jobs know no connector, so it is told by its name. */
const isForSeller = (error: Error): boolean => isHubError(error) || error.name === 'ConnectorError';

export const asOutput = (error: unknown): Output & object => {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof Error && isForSeller(error) ? { message, sentence: message } : { message };
};

const brokenOff = 'It was broken off each time it ran, for example because Spindle was ended.';

/** Tells of one job that was given up: a job of its own, so that a crash here loses nothing either. */
export async function tellGivenUp(
  host: Host,
  jobs: readonly Job[],
  letter: JobWithMetadata<unknown>,
): Promise<JobResult> {
  const { id, sourceName, data } = letter;
  const output = letter.sourceOutput as (Output & { value?: Output }) | null;
  // pg-boss itself writes `{ value: … }`: the worker fell silent, or took longer than any job may.
  const why = output?.value ? brokenOff : (output?.sentence ?? null);
  const job = jobs.find((one) => one.name === sourceName);
  try {
    await job?.onGivenUp?.(host, (data ?? {}) as never, why);
    return { id, status: 'completed' };
  } catch (error) {
    host.log.error({ err: error, job: sourceName }, 'nobody was told of a failed job');
    return { id, status: 'failed', output: asOutput(error) };
  }
}
