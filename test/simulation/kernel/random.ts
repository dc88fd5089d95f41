/** A seeded stream of numbers: the same seed and the same questions give the same answers, on every machine. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number from `from` up to and including `to`. */
  int(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  bytes(count: number): Buffer;
  /** A stream of its own: what one part draws does not move what another part gets. */
  fork(name: string): Random;
}

export function createRandom(seed: number, name = ''): Random {
  let a = hash(`${name}:a`, seed);
  let b = hash(`${name}:b`, seed);
  let c = hash(`${name}:c`, seed);
  let d = 1;
  // sfc32: small, fast, and good enough to spread schedules.
  const next32 = (): number => {
    const sum = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let warm = 0; warm < 12; warm += 1) next32();
  const next = (): number => next32() / 4294967296;
  return {
    next,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (probability) => next() < probability,
    pick: <T>(from: readonly T[]) => {
      if (from.length === 0) throw new RangeError('Nothing to pick from');
      return from[Math.floor(next() * from.length)] as T;
    },
    bytes: (count) => {
      const made = Buffer.alloc(count);
      for (let at = 0; at < count; at += 1) made[at] = next32() & 0xff;
      return made;
    },
    fork: (part) => createRandom(next32(), part),
  };
}

function hash(text: string, seed: number): number {
  let mixed = 0x811c9dc5 ^ seed;
  for (let at = 0; at < text.length; at += 1) {
    mixed ^= text.charCodeAt(at);
    mixed = Math.imul(mixed, 0x01000193);
  }
  return mixed | 0;
}
