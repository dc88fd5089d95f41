/** Broken on purpose: a shop that broke off counts as one that did nothing. */
import * as answers from '../../../src/connectors/answers.ts';

export * from '../../../src/connectors/answers.ts';

export const kindOfStatus: typeof answers.kindOfStatus = (status, isWrite) => {
  const kind = answers.kindOfStatus(status, isWrite);
  return kind === 'ambiguous' ? 'transient' : kind;
};
