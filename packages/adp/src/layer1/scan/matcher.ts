/** Finds any of several byte strings in one pass (Wu and Manber's method, blocks of two bytes). */
export class Matcher {
  readonly longest: number;
  readonly #window: number;
  readonly #shift: Uint8Array;
  readonly #buckets = new Map<number, number[]>();

  constructor(private readonly needles: readonly Buffer[]) {
    if (needles.some((needle) => needle.length < 2)) throw new Error("a needle has at least two bytes");
    const lengths = needles.map((needle) => needle.length);
    this.longest = Math.max(1, ...lengths);
    this.#window = needles.length === 0 ? 2 : Math.min(255, ...lengths);
    this.#shift = new Uint8Array(65536).fill(this.#window - 1);
    for (const [index, needle] of needles.entries()) {
      for (let end = 1; end < this.#window; end++) {
        const block = ((needle[end - 1] ?? 0) << 8) | (needle[end] ?? 0);
        this.#shift[block] = Math.min(this.#shift[block] ?? 0, this.#window - 1 - end);
        if (end === this.#window - 1) this.#buckets.set(block, [...(this.#buckets.get(block) ?? []), index]);
      }
    }
  }

  /** The needles that occur, each once, with where they were first seen. */
  find(text: Uint8Array): Map<number, number> {
    const found = new Map<number, number>();
    if (this.needles.length === 0) return found;
    const shift = this.#shift;
    const last = text.length - 1;
    let at = this.#window - 1;
    while (at <= last) {
      const block = ((text[at - 1] as number) << 8) | (text[at] as number);
      const step = shift[block] as number;
      if (step > 0) {
        at += step;
        continue;
      }
      const start = at - this.#window + 1;
      for (const index of this.#buckets.get(block) ?? [])
        if (!found.has(index) && matches(text, start, this.needles[index] as Buffer)) found.set(index, start);
      at++;
    }
    return found;
  }
}

function matches(text: Uint8Array, start: number, needle: Buffer): boolean {
  if (start + needle.length > text.length) return false;
  for (let at = 0; at < needle.length; at++) if (text[start + at] !== needle[at]) return false;
  return true;
}
