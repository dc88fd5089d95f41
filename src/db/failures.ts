import { sqlState } from './client.ts';

const lostCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);
/** What pg says without a code when a connection breaks or none comes about in time. */
const lostWords =
  /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client has encountered)/;

/** Whether a query failed because the database is away: stopped, restarting, full of connections, or not reached. */
export function isDatabaseAway(error: unknown): boolean {
  // 08: connection, 57P0x: shut down or starting, 53300: too many connections
  if (/^(08|57P0[123]|53300)/.test(sqlState(error) ?? '')) return true;
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at instanceof AggregateError && at.errors.some(isDatabaseAway)) return true;
    if (lostCodes.has((at as NodeJS.ErrnoException).code ?? '') || lostWords.test(at.message)) return true;
  }
  return false;
}

/** Whether the server had no room to write. */
export const isDatabaseFull = (error: unknown): boolean => sqlState(error) === '53100';

/** Whether a value that was sent cannot be stored or compared: a character 0, a moment that is none, a number too large. */
export const isUnfitValue = (error: unknown): boolean => /^22/.test(sqlState(error) ?? '');
