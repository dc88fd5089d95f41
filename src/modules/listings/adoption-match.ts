import type { ObservedFile, ObservedListing } from '../../connectors/connector.ts';

/** What is known of an offer when looking for it in a shop. */
export interface OfferFacts {
  offerId: string;
  title: string;
  sku: string;
  price: { amountMinor: number; currency: string };
  files: { role: string; name: string; sizeBytes: number }[];
}

export interface Candidate {
  offerId: string;
  /** 0 to 1. */
  score: number;
  /** For the seller: "same SKU". */
  reasons: string[];
}

export interface Match {
  candidates: Candidate[];
  /** Certain: one offer stands out; doubtful: ask; none: nothing like it. */
  verdict: 'certain' | 'doubtful' | 'none';
}

const certainAt = 0.8;
const possibleAt = 0.3;
/** The best must lead by this much, or the seller is asked. */
const lead = 0.2;
/** Words that say what kind of thing it is, not which one. */
const plain = new Set(
  'pattern patterns pdf sewing knitting crochet quilt quilting embroidery download digital instant printable the a an and for with of in to by sizes size women womens men mens easy beginner'.split(
    ' ',
  ),
);

export const tokensOf = (text: string): Set<string> =>
  new Set(
    text
      .normalize('NFKD')
      .toLowerCase()
      .replace(/\p{M}/gu, '')
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => (word.length > 1 || /\p{N}/u.test(word)) && !plain.has(word)),
  );

/** How alike two sets of words are: shared over the smaller, dampened by what the larger has more. */
export function similarity(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0;
  const shared = [...a].filter((word) => b.has(word)).length;
  return (shared / Math.min(a.size, b.size)) * 0.7 + (shared / Math.max(a.size, b.size)) * 0.3;
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= Math.max(2048, 0.02 * Math.max(a, b));

/** Every listing is compared with every offer, so words are taken apart once. */
const known = new WeakMap<object, { words: Set<string>; stem: string }>();
function wordsOf(thing: { title?: string; name?: string }): { words: Set<string>; stem: string } {
  const found = known.get(thing);
  if (found) return found;
  const text = thing.title ?? thing.name ?? '';
  const words = tokensOf(text);
  const made = { words, stem: [...tokensOf(text.replace(/\.[^.]+$/, ''))].sort().join(' ') };
  known.set(thing, made);
  return made;
}

/** Pure: how well one offer fits a listing, with the reasons. */
export function scoreOffer(remote: ObservedListing, offer: OfferFacts): Candidate {
  const found: string[] = [];
  let score = 0;
  if (remote.sku && remote.sku.trim().toLowerCase() === offer.sku.toLowerCase()) {
    score += 0.85;
    found.push('same SKU');
  }
  const words = similarity(wordsOf(remote).words, wordsOf(offer).words);
  score += words * 0.55;
  if (words >= 0.99) found.push('same words in the title');
  else if (words >= 0.4) found.push('similar title');
  const files = matchFiles(remote.files, offer.files);
  if (files.length > 0) {
    const share = files.length / Math.min(remote.files.length, offer.files.length);
    score += 0.35 * share;
    found.push(files.length === 1 ? 'same file' : `${files.length} same files`);
  }
  if (
    remote.price &&
    remote.price.currency === offer.price.currency &&
    remote.price.amountMinor === offer.price.amountMinor
  ) {
    score += 0.1;
    found.push('same price');
  }
  return { offerId: offer.offerId, score: Math.min(1, Math.round(score * 1000) / 1000), reasons: found };
}

/** Pure: the offers that a listing of the shop may be, best first, and whether to ask. At most five. */
export function matchListing(remote: ObservedListing, offers: readonly OfferFacts[]): Match {
  const candidates = offers
    .map((offer) => scoreOffer(remote, offer))
    .filter((candidate) => candidate.score >= possibleAt && candidate.reasons.some((r) => r !== 'same price'))
    .toSorted((a, b) => b.score - a.score || (a.offerId < b.offerId ? -1 : 1))
    .slice(0, 5);
  const [best, second] = candidates;
  if (!best) return { candidates, verdict: 'none' };
  const stands = best.score >= certainAt && best.score - (second?.score ?? 0) >= lead;
  return { candidates, verdict: stands ? 'certain' : 'doubtful' };
}

/** Pure: several listings certain of one offer are all doubtful: which one is it? */
export function withoutClashes(matches: readonly (Match & { remoteId: string })[]): (Match & {
  remoteId: string;
})[] {
  const claims = new Map<string, number>();
  for (const { verdict, candidates } of matches) {
    const offerId = candidates[0]?.offerId;
    if (verdict === 'certain' && offerId) claims.set(offerId, (claims.get(offerId) ?? 0) + 1);
  }
  return matches.map((match) =>
    match.verdict === 'certain' && (claims.get(match.candidates[0]?.offerId ?? '') ?? 0) > 1
      ? { ...match, verdict: 'doubtful' as const }
      : match,
  );
}

/**
 * Pure: which of the shop's files is which place of ours: the same name, else the only one with that role in its name and
 * about the same size. Each file and each place at most once.
 */
export function matchFiles<T extends { role: string; name: string; sizeBytes: number }>(
  remote: readonly ObservedFile[],
  ours: readonly T[],
): { remote: ObservedFile; ours: T }[] {
  const pairs: { remote: ObservedFile; ours: T }[] = [];
  const free = new Set(ours);
  const take = (isSame: (file: ObservedFile, one: T) => boolean) => {
    for (const file of remote) {
      if (pairs.some((pair) => pair.remote === file)) continue;
      const fitting = [...free].filter((one) => isSame(file, one));
      const [only] = fitting;
      if (fitting.length !== 1 || !only) continue;
      free.delete(only);
      pairs.push({ remote: file, ours: only });
    }
  };
  take((file, one) => file.name.toLowerCase() === one.name.toLowerCase());
  take((file, one) => wordsOf(file).stem === wordsOf(one).stem);
  take(
    (file, one) => wordsOf(file).words.has(one.role.toLowerCase()) && isNear(file.sizeBytes, one.sizeBytes),
  );
  take((file, one) => file.sizeBytes !== null && near(file.sizeBytes, one.sizeBytes));
  take((file, one) => wordsOf(file).words.has(one.role.toLowerCase()));
  return pairs;
}

/** A shop that tells no size does not speak against it. */
const isNear = (remote: number | null, ours: number): boolean => remote === null || near(remote, ours);
