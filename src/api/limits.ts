/** Requests a minute from one address without a good API key: a busy dashboard stays below it. */
export const usualLimit = { max: 1_500, timeWindow: 60_000 };
/** For what a stranger may try: sign-in links, buyers' links. Pass as a route's `config.rateLimit`. */
export const strictLimit = { max: 20, timeWindow: 60_000 };

/** JSON of one operation: an import of some thousand rows fits. */
export const bodyLimitBytes = 4 * 1024 * 1024;
/** A body that drips holds memory and a connection; a whole one of this size takes seconds. */
export const bodyTimeMs = 60_000;
/** Nothing sent either way for so long: the other side is gone, or waits for us to tire. */
export const silenceMs = 180_000;
