/** `wrapped`: from this length on, a needle is also found where line breaks, quotes or spaces cut it. */
const wrappable = 16;
/** Base64 and mail wrap at 57 characters or more: of pieces this long, one is whole. */
const longestPiece = 24;
/** Between two parts of one value: an end of line (mail's has an =), indentation, quotes and what joins strings. */
const gaps = new Set([..." \t\r\n\0\\\"'+|>#*(),="].map((one) => one.charCodeAt(0)));
const longestGap = 64;

interface Piece {
  readonly needle: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Finds any of several byte strings in one pass (Wu and Manber's method, blocks of three bytes). `anyCase`
 * takes letters of both cases for one. With `wrapped`, a long one is looked for by its pieces, and what stands around a
 * piece is then compared with gaps left out.
 */
export class Matcher {
  readonly #window: number;
  readonly #shift: Uint8Array;
  /** By the window's last bytes, four where it has so many. */
  readonly #buckets = new Map<number, Piece[]>();
  /** Whether a key with these last 16 bits is in a bucket: most are not, and a look here takes a tenth of the time. */
  readonly #mayBe = new Uint8Array(65536);
  /** Folds letters of both cases together (and a few other characters, which the comparison lets pass). */
  readonly #fold: number;

  constructor(
    private readonly needles: readonly Buffer[],
    { wrapped = false, anyCase = false } = {},
  ) {
    if (needles.some((needle) => needle.length < 3)) throw new Error("a needle has at least three bytes");
    this.#fold = anyCase ? 0x20 : 0;
    const pieces = needles.flatMap((needle, index) => piecesOf(needle, index, wrapped));
    this.#window = Math.min(255, ...pieces.map(({ from, to }) => to - from));
    this.#shift = new Uint8Array(65536).fill(this.#window - 2);
    for (const piece of pieces) {
      const needle = needles[piece.needle] as Buffer;
      for (let end = 2; end < this.#window; end++) {
        const block = blockAt(needle, piece.from + end, this.#fold);
        this.#shift[block] = Math.min(this.#shift[block] as number, this.#window - 1 - end);
      }
      const key = this.#keyAt(needle, piece.from + this.#window - 1);
      this.#buckets.set(key, [...(this.#buckets.get(key) ?? []), piece]);
      this.#mayBe[key & 65535] = 1;
    }
  }

  /** The needles that occur, each once, with where they were first seen. */
  find(text: Uint8Array): Map<number, number> {
    const found = new Map<number, number>();
    this.#search(
      text,
      (needle, at) => found.set(needle, at),
      (needle) => found.has(needle),
    );
    return found;
  }

  /** Every place of every needle, in the order of their ends. */
  findAll(text: Uint8Array, hit: (needle: number, at: number) => unknown): void {
    this.#search(text, hit, () => false);
  }

  #search(
    text: Uint8Array,
    hit: (needle: number, at: number) => unknown,
    isKnown: (needle: number) => boolean,
  ): void {
    if (this.needles.length === 0) return;
    const shift = this.#shift;
    const mayBe = this.#mayBe;
    const fold = this.#fold;
    const last = text.length - 1;
    let at = this.#window - 1;
    while (at <= last) {
      const step = shift[blockAt(text, at, fold)] as number;
      if (step > 0) {
        at += step;
        continue;
      }
      const key = this.#keyAt(text, at);
      if (mayBe[key & 65535] === 1)
        for (const piece of this.#buckets.get(key) ?? []) {
          if (isKnown(piece.needle)) continue;
          const start = at - this.#window + 1;
          const begin = occurs(text, start, this.needles[piece.needle] as Buffer, piece, fold);
          if (begin !== undefined) hit(piece.needle, begin);
        }
      at++;
    }
  }

  #keyAt(text: Uint8Array, end: number): number {
    const block = blockAt(text, end, this.#fold);
    return this.#window < 4 ? block : block ^ (((text[end - 3] as number) | this.#fold) * 0x9e5);
  }
}

function blockAt(text: Uint8Array, end: number, fold: number): number {
  const first = (text[end - 2] as number) | fold;
  const second = (text[end - 1] as number) | fold;
  return ((first << 11) ^ (second << 6) ^ ((text[end] as number) | fold)) & 65535;
}

function piecesOf(bytes: Buffer, needle: number, wrapped: boolean): Piece[] {
  if (!wrapped || bytes.length < wrappable) return [{ needle, from: 0, to: bytes.length }];
  const count = Math.max(2, Math.ceil(bytes.length / longestPiece));
  const cut = (index: number) => Math.floor((index * bytes.length) / count);
  return Array.from({ length: count }, (_, index) => ({ needle, from: cut(index), to: cut(index + 1) }));
}

/** Where a needle begins whose piece begins at `start`; undefined where the rest is not there. */
function occurs(
  text: Uint8Array,
  start: number,
  needle: Buffer,
  { from, to }: Piece,
  fold: number,
): number | undefined {
  for (let at = from; at < to; at++)
    if (((text[start + at - from] ?? -1) | fold) !== ((needle[at] as number) | fold)) return undefined;
  const isWhole = from === 0 && to === needle.length;
  if (isWhole) return start;
  if (follow(text, start + to - from, needle, to, 1) === undefined) return undefined;
  return follow(text, start - 1, needle, from - 1, -1);
}

/** Compares onwards, or backwards, over gaps; the place of the last byte that was compared. */
function follow(
  text: Uint8Array,
  start: number,
  needle: Buffer,
  first: number,
  step: 1 | -1,
): number | undefined {
  let at = start;
  let place = start - step;
  for (let index = first; index >= 0 && index < needle.length; index += step) {
    let skipped = 0;
    for (;;) {
      // An escaped end of line: a value in JSON that was wrapped before. Its n may look like the value's next letter.
      if (isEscapedEnd(text, at, step) && needle[index] !== backslash) at += 2 * step;
      else if (text[at] === needle[index]) break;
      else if (gaps.has(text[at] ?? -1)) at += step;
      else return undefined;
      if (++skipped > longestGap) return undefined;
    }
    place = at;
    at += step;
  }
  return place;
}

const backslash = 0x5c;

/** The two characters \n or \r, seen from the side that `step` comes from. */
function isEscapedEnd(text: Uint8Array, at: number, step: 1 | -1): boolean {
  const [first, second] = step === 1 ? [text[at], text[at + 1]] : [text[at - 1], text[at]];
  return first === backslash && (second === 0x6e || second === 0x72);
}
