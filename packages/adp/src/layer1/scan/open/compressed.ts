import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from "node:zlib";
import { type Budget, TooLarge } from "./budget.ts";
import { type Format, type Inside, startsWith } from "./format.ts";

/** A compression of one file, by what Node.js has or by a library. */
function compression(
  name: string,
  is: Format["is"],
  decompress: (content: Buffer, budget: Budget) => Buffer | Promise<Buffer>,
): Format {
  return {
    name,
    is,
    async open(content, budget) {
      const plain = await decompress(content, budget);
      budget.spend(plain.length);
      return [{ name, content: plain }];
    },
  };
}

export const gzip = compression(
  "gzip",
  (content) => startsWith(content, "\x1f\x8b\x08"),
  (content, { most }) => gunzipSync(content, { maxOutputLength: most }),
);

export const brotli = compression(
  "brotli",
  (_, path) => path.endsWith(".br"),
  (content, { most }) => brotliDecompressSync(content, { maxOutputLength: most }),
);

/** A CommonJS module: Node finds its names, a bundler hands it on whole as the default. */
async function xzLibrary(): Promise<typeof import("xz-decompress")> {
  const found: typeof import("xz-decompress") & { default?: typeof import("xz-decompress") } = await import(
    "xz-decompress"
  );
  return found.XzReadableStream === undefined && found.default !== undefined ? found.default : found;
}

export const xz = compression(
  "xz",
  (content) => startsWith(content, "\xfd7zXZ\0"),
  async (content, budget) => {
    const { XzReadableStream } = await xzLibrary();
    return read(new XzReadableStream(new Blob([new Uint8Array(content)]).stream()), budget);
  },
);

export const zstd = compression(
  "zstd",
  (content) => startsWith(content, "\x28\xb5\x2f\xfd"),
  async (content, budget) => {
    const { Decompress } = await import("fzstd");
    const parts: Buffer[] = [];
    let size = 0;
    const stream = new Decompress((part) => {
      size += part.length;
      if (size > budget.most) budget.spend(size);
      parts.push(Buffer.from(part));
    });
    stream.push(content, true);
    return Buffer.concat(parts);
  },
);

export const bzip2 = compression(
  "bzip2",
  (content) => startsWith(content, "BZh") && content.toString("latin1", 4, 10) === "1AY&SY",
  async (content, budget) => {
    const { default: unbzip2 } = await import("unbzip2-stream");
    return new Promise((done, fail) => {
      const stream = unbzip2();
      const parts: Buffer[] = [];
      let size = 0;
      stream.on("data", (part: Buffer) => {
        size += part.length;
        parts.push(part);
        if (size > budget.most) budget.spend(size);
      });
      stream.on("end", () => done(Buffer.concat(parts)));
      stream.on("error", fail);
      stream.end(content);
    });
  },
);

/** zlib has no magic: two bytes and a checksum of theirs, which other files have as well. Git keeps its objects so. */
export const zlib: Format = {
  name: "zlib",
  is: (content) => content.length > 8 && content[0] === 0x78 && content.readUInt16BE(0) % 31 === 0,
  async open(content, budget) {
    let plain: Buffer;
    try {
      plain = inflateSync(content, { maxOutputLength: budget.most });
    } catch (error) {
      if (error instanceof RangeError) throw error;
      return undefined;
    }
    budget.spend(plain.length);
    return [{ name: "zlib", content: withoutGitHeader(plain) }];
  },
};

const gzipMark = Buffer.from([0x1f, 0x8b, 8]);

/** A gzip behind something else: an installer that carries its files, a cache that keeps an answer with its headers. */
export const gzipBehind: Format = {
  name: "gzip",
  is: (content) => content.indexOf(gzipMark, 1) > 0,
  async open(content, budget) {
    const found: Inside[] = [];
    for (let at = content.indexOf(gzipMark, 1); at >= 0; at = content.indexOf(gzipMark, at + 1)) {
      const start = afterHeader(content, at);
      if (start === undefined) continue;
      try {
        // Not as a gzip: what follows it would be taken for a damaged next one.
        const plain = inflateRawSync(content.subarray(start), { maxOutputLength: budget.most });
        budget.spend(plain.length);
        found.push({ name: `gzip at ${at}`, content: plain });
      } catch (error) {
        if (error instanceof TooLarge || error instanceof RangeError) throw error;
        // These three bytes by chance.
      }
    }
    return found.length === 0 ? undefined : found;
  },
};

/** Where the compressed bytes begin. Of the header's flags programs set the one for a name, at most. */
function afterHeader(content: Buffer, at: number): number | undefined {
  const hasName = content[at + 3] === 8;
  if (!hasName && content[at + 3] !== 0) return undefined;
  return hasName ? content.indexOf(0, at + 10) + 1 : at + 10;
}

/** So that an archive which git keeps is seen as one. */
function withoutGitHeader(plain: Buffer): Buffer {
  const header = /^(?:blob|tree|commit|tag) \d+\0/.exec(plain.toString("latin1", 0, 32))?.[0];
  return plain.subarray(header?.length ?? 0);
}

async function read(stream: ReadableStream<Uint8Array>, budget: Budget): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of stream) {
    // The library's memory is used again for the next part.
    parts.push(Buffer.from(part));
    size += part.length;
    if (size > budget.most) budget.spend(size);
  }
  return Buffer.concat(parts);
}
