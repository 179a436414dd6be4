import { askStream } from "../kernel/ask.ts";
import type { Source } from "./source.ts";

export interface Wanted {
  readonly object: string;
  readonly path: string;
}

/** Objects of git's store, of any size, by one process: each is read before the next is asked for. */
export async function* blobs(wanted: readonly Wanted[], cwd: string): AsyncGenerator<Source> {
  if (wanted.length === 0) return;
  const input = wanted.map(({ object }) => `${object}\n`).join("");
  const { stdout, done, kill } = askStream(["git", "cat-file", "--batch"], { cwd, input });
  const bytes = new Bytes(stdout);
  try {
    for (const { path, object } of wanted) {
      const header = await bytes.line();
      const [, type, size] = /^\S+ (\w+) (\d+)$/.exec(header) ?? [];
      if (type === undefined) {
        yield failing(path, header.endsWith("missing") ? "git does not have it" : "git cannot read it");
        if (header === "") return;
        continue;
      }
      const left = { size: Number(size) };
      if (type === "blob" || type === "commit" || type === "tag")
        yield { path, object, read: () => bytes.take(left) };
      for await (const _ of bytes.take(left));
      await bytes.line();
    }
  } finally {
    kill();
    await done;
  }
}

function failing(path: string, why: string): Source {
  return {
    path,
    // biome-ignore lint/correctness/useYield: it has nothing to give.
    async *read() {
      throw new Error(why);
    },
  };
}

/** A stream that is read by lines and by counted bytes. */
class Bytes {
  readonly #chunks: AsyncIterator<unknown>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<unknown>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf(10);
      if (end >= 0) {
        const line = this.#rest.toString("utf8", 0, end);
        this.#rest = this.#rest.subarray(end + 1);
        return line;
      }
      if (!(await this.#more())) return "";
    }
  }

  /** The next bytes, as long as there are any left of these. */
  async *take(left: { size: number }): AsyncGenerator<Buffer> {
    while (left.size > 0) {
      if (this.#rest.length === 0 && !(await this.#more())) throw new Error("git ended before the file did");
      const part = this.#rest.subarray(0, left.size);
      this.#rest = this.#rest.subarray(part.length);
      left.size -= part.length;
      yield part;
    }
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#chunks.next();
    if (done === true || !Buffer.isBuffer(value)) return false;
    this.#rest = this.#rest.length === 0 ? value : Buffer.concat([this.#rest, value]);
    return true;
  }
}
