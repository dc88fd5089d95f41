/** A run of hex digits longer than this is no name of a file, and is not carried on. */
const longestRun = 4096;

/** Finds names of stored files (64 hex digits) in a stream of text, wherever a chunk ends. */
export class HashFinder {
  readonly #known: ReadonlyMap<string, number>;
  #carried = '';
  readonly found = new Set<string>();

  /** Only names in `known` count: other things are 64 hex digits too. */
  constructor(known: ReadonlyMap<string, number>) {
    this.#known = known;
  }

  push(chunk: Buffer): void {
    const text = this.#carried + chunk.toString('latin1');
    const run = /[0-9a-f]*$/.exec(text.slice(-longestRun))?.[0] ?? '';
    const isCarried = run.length < longestRun;
    this.#look(isCarried ? text.slice(0, text.length - run.length) : text);
    this.#carried = isCarried ? run : '';
  }

  end(): void {
    this.#look(this.#carried);
    this.#carried = '';
  }

  #look(text: string): void {
    for (const [name] of text.matchAll(/[0-9a-f]{64}/g)) if (this.#known.has(name)) this.found.add(name);
  }
}
