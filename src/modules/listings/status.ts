import type { Problem, Status } from './listing.ts';

/** Pure: the sentence of one listing, which says the next step where there is one. */
export function listingSentence(listing: {
  status: Status;
  problem: Problem | null;
  drift: readonly string[];
  isAdopted: boolean;
  wantedState: string;
}): string {
  const { status, problem, drift } = listing;
  if (status === 'needs-you') return problem?.message ?? 'Waits for your decision.';
  if (status === 'waiting') return problem?.message ?? 'Waits for its turn.';
  if (status === 'drifted')
    return `Someone changed ${list(drift)} on the shop. Take it over, or put yours back.`;
  if (status === 'on-its-way') return 'A change is on its way.';
  if (status === 'paused')
    return listing.wantedState === 'removed' ? 'Taken off sale on this shop.' : 'Paused on this shop.';
  if (status === 'resting') return 'Left as it is; Spindle changes nothing here.';
  return 'In step.';
}

/** Pure: the sentence above the board. */
export function boardSentence(counts: Partial<Record<Status, number>>, isStopped: boolean): string {
  const of = (status: Status) => counts[status] ?? 0;
  const total = Object.values(counts).reduce((sum, count) => sum + (count ?? 0), 0);
  if (isStopped) return 'Everything is stopped. Nothing is written to any shop until you resume.';
  if (total === 0) return 'Nothing is listed yet. Connect a shop, then list a pattern on it.';
  const parts: string[] = [];
  if (of('needs-you') > 0) parts.push(`${count(of('needs-you'), 'listing needs', 'listings need')} you`);
  if (of('drifted') > 0) parts.push(`${count(of('drifted'), 'was', 'were')} changed on the shop`);
  if (of('on-its-way') + of('waiting') > 0)
    parts.push(`${count(of('on-its-way') + of('waiting'), 'is', 'are')} on the way`);
  if (parts.length === 0)
    return total === 1 ? 'Your one listing is in step.' : `All ${total} listings are in step.`;
  return `${capital(parts.join(', '))}; ${of('in-step')} of ${total} are in step.`;
}

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const list = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? 'something') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
