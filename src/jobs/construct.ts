import { getConstructionPlans } from 'pg-boss';

/** SQL that makes the job queue's own tables, for a transaction that is open already. */
export const constructJobs = (): string =>
  // Inside a function the word is followed by a line, not by a semicolon.
  getConstructionPlans('pgboss')
    .replace(/\b(BEGIN|COMMIT);/g, '')
    .replace(/SET LOCAL \w+_timeout = \d+;/g, '');
