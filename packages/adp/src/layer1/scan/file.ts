import { isText, judge, Matcher, maskCredentials, scanBytes, textOfUtf16 } from "../../secretscan/index.ts";
import type { Needle } from "./needles.ts";
import { Budget } from "./open/budget.ts";
import { embedded, open } from "./open/open.ts";

/** What a file, or a text of the configuration, was found to hold. The path is masked: it can hold it as well. */
export interface Leak {
  readonly path: string;
  readonly line: number;
  readonly what: string;
  /** `value`: a credential that the build used; otherwise the pattern's rule. */
  readonly rule: string;
}

interface FileScan {
  readonly leaks: readonly Leak[];
  /** Files inside that stay closed, and why. */
  readonly closed: readonly string[];
}

/** Where a file stands: in how many archives, and how much these may still unpack to. */
interface Place {
  readonly depth: number;
  readonly budget: Budget;
}

const deepest = 16;

/** Looks for credentials in files: by value in everything, by pattern in texts; archives are opened. */
export class FileScanner {
  readonly #matcher: Matcher;
  readonly #longestFirst: readonly Needle[];

  constructor(
    private readonly needles: readonly Needle[],
    private readonly patterns: boolean,
    /** What the archives of one file may unpack to, together. */
    private readonly mostUnpacked = 1024 * 1024 * 1024,
  ) {
    this.#matcher = new Matcher(
      needles.map((needle) => needle.bytes),
      { wrapped: true },
    );
    this.#longestFirst = [...needles].sort((x, y) => y.bytes.length - x.bytes.length);
  }

  async scan(path: string, content: Buffer): Promise<FileScan> {
    const inName = await this.#name(path);
    const { leaks, closed } = await this.#file(path, content, {
      depth: 0,
      budget: new Budget(this.mostUnpacked),
    });
    return { leaks: [...inName, ...leaks], closed };
  }

  /** A name alone, and how it may be printed. */
  async scanName(path: string): Promise<{ leaks: readonly Leak[]; shown: string }> {
    return { leaks: await this.#name(path), shown: this.#mask(path) };
  }

  async #name(path: string): Promise<readonly Leak[]> {
    const { leaks } = await this.#look(path, Buffer.from(path));
    return leaks.map((leak) => ({ ...leak, line: 0 }));
  }

  /** A part of a file that is too large to be opened. */
  async scanPart(path: string, content: Buffer): Promise<readonly Leak[]> {
    return (await this.#look(path, content)).leaks;
  }

  async #file(path: string, content: Buffer, { depth, budget }: Place): Promise<FileScan> {
    const { leaks, text } = await this.#look(path, content);
    const closed: string[] = [];
    const close = (why: string) => closed.push(`${this.#mask(path)} (${why})`);
    const inside = await open(content, path, budget);
    const entries = inside === undefined ? [...(text === undefined ? [] : embedded(text))] : inside;
    if ("why" in entries) close(entries.why);
    else if (entries.length > 0 && depth === deepest) close(`more than ${deepest} archives in each other`);
    else
      for (const entry of entries) {
        const found = await this.#file(`${path}!${entry.name}`, entry.content, { depth: depth + 1, budget });
        leaks.push(...found.leaks);
        closed.push(...found.closed);
      }
    return { leaks, closed };
  }

  /** Looks into bytes as they are. `text`: their text in UTF-8, if they are one. */
  async #look(path: string, content: Buffer): Promise<{ leaks: Leak[]; text: Buffer | undefined }> {
    const text = isText(content) ? content : textOfUtf16(content);
    const leaks = this.#values(path, text === undefined || text === content ? [content] : [text, content]);
    if (this.patterns) {
      const found = text === undefined ? judge(content) : await scanBytes(path, text);
      for (const one of found)
        leaks.push({ path: this.#mask(path), line: one.line, what: one.what, rule: one.rule });
    }
    return { leaks, text };
  }

  /** One finding for each credential, in the first form in which it is there. */
  #values(path: string, contents: readonly Buffer[]): Leak[] {
    const byOwner = new Map<string, Leak>();
    for (const content of contents)
      for (const [index, at] of this.#matcher.find(content)) {
        const needle = this.needles[index];
        if (needle === undefined || byOwner.has(needle.whose)) continue;
        byOwner.set(needle.whose, {
          path: this.#mask(path),
          line: isText(content) ? lineOf(content, at) : 0,
          what: `the password of ${needle.whose}, ${needle.form}`,
          rule: "value",
        });
      }
    return [...byOwner.values()];
  }

  /** A name without what is looked for, so that it can be printed. */
  #mask(name: string): string {
    let text = name;
    for (const { bytes } of this.#longestFirst) text = text.replaceAll(bytes.toString("utf8"), "***");
    return maskCredentials(text);
  }
}

function lineOf(content: Buffer, at: number): number {
  let line = 1;
  for (let index = content.indexOf(10); index >= 0 && index < at; index = content.indexOf(10, index + 1))
    line++;
  return line;
}
