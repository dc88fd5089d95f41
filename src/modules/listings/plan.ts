import type { FieldName, ProjectionProblem, Step } from '../../connectors/connector.ts';
import type { Money } from '../../kit/money.ts';
import type { Reason } from './approval.ts';

/** A plan as it is kept and shown: what would happen, without what only the connector needs. */
export interface StoredPlan {
  steps: PlannedStep[];
  fields: FieldName[];
  calls: number;
  fees: Money[];
  /** Why it waits for a click; empty: it goes alone. */
  reasons: Reason[];
  notes: ProjectionProblem[];
  /** The last plan was carried out without a click. */
  wentAlone?: boolean;
}

export type PlannedStep = Pick<
  Step,
  'kind' | 'summary' | 'fields' | 'calls' | 'effect' | 'isReversible' | 'fee'
>;

/** Pure: what a seller is shown of steps. */
export function toStoredPlan(
  steps: readonly Step[],
  reasons: Reason[],
  notes: ProjectionProblem[] = [],
): StoredPlan {
  return {
    steps: steps.map(({ payload: _, ...shown }) => shown),
    fields: [...new Set(steps.flatMap((step) => step.fields))],
    calls: steps.reduce((sum, step) => sum + step.calls, 0),
    fees: sumMoney(steps.flatMap((step) => step.fee ?? [])),
    reasons,
    notes,
  };
}

/** One sum per currency. */
export function sumMoney(amounts: readonly Money[]): Money[] {
  const byCurrency = new Map<string, number>();
  for (const { amountMinor, currency } of amounts)
    byCurrency.set(currency, (byCurrency.get(currency) ?? 0) + amountMinor);
  return [...byCurrency].map(([currency, amountMinor]) => ({ amountMinor, currency }));
}

/** What a shop allows, and how much of the day is used up. */
interface Allowance {
  perSecond: number;
  /** Where calls were counted before: what is planned with, a little under the limit. */
  pacedPerSecond?: number;
  perDay: number | null;
  dayUsed: number;
  blockedMs: number;
  untilMidnightMs: number;
}

/** Pure: seconds that so many calls take. The last fifth of a day is not for plans, so many calls may take days. */
export function secondsForCalls(calls: number, allowance: Allowance): number {
  const rate = allowance.pacedPerSecond ?? allowance.perSecond * 0.9;
  const paced = (some: number) => Math.ceil(some / rate);
  if (calls === 0) return 0;
  const blocked = Math.ceil(allowance.blockedMs / 1000);
  if (allowance.perDay === null) return blocked + paced(calls);
  const share = Math.max(1, Math.floor(allowance.perDay * 0.8));
  const left = Math.max(0, share - allowance.dayUsed);
  if (calls <= left) return blocked + paced(calls);
  const days = Math.ceil((calls - left) / share);
  const onTheLast = calls - left - (days - 1) * share;
  return Math.ceil(allowance.untilMidnightMs / 1000) + (days - 1) * 86_400 + paced(onTheLast);
}
