import { type Finding, scanOwn, scanTexts } from "../../secretscan/index.ts";
import { Matcher } from "./matcher.ts";
import type { Needle } from "./needles.ts";
import { unpack } from "./unpack.ts";

/** What a file, or a text of the configuration, was found to hold. */
export interface Leak {
  readonly path: string;
  readonly line: number;
  readonly what: string;
  /** `value`: a credential that took part in the build; otherwise the pattern's rule. */
  readonly rule: string;
}

interface FileScan {
  readonly leaks: readonly Leak[];
  /** Files inside that stay closed, and why. */
  readonly closed: readonly string[];
}

const deepest = 6;
const largestText = 2 * 1024 * 1024;

/** Looks for credentials in files: by value in everything, by pattern in texts; archives are opened. */
export class FileScanner {
  readonly #matcher: Matcher;

  constructor(
    private readonly needles: readonly Needle[],
    private readonly patterns: boolean,
  ) {
    this.#matcher = new Matcher(needles.map((needle) => needle.bytes));
  }

  async scan(path: string, content: Buffer, depth = 0): Promise<FileScan> {
    const leaks: Leak[] = this.#values(path, content);
    const closed: string[] = [];
    if (this.patterns) leaks.push(...(await patterns(path, content)));
    const inside = depth < deepest ? unpack(content, path) : undefined;
    if (inside !== undefined && "why" in inside) closed.push(`${path} (${inside.why})`);
    else
      for (const entry of inside ?? []) {
        const found = await this.scan(`${path}!${entry.name}`, entry.content, depth + 1);
        leaks.push(...found.leaks);
        closed.push(...found.closed);
      }
    return { leaks, closed };
  }

  /** One finding for each credential, in the first form in which it is there. */
  #values(path: string, content: Buffer): Leak[] {
    const byOwner = new Map<string, Leak>();
    // The name counts as well: a link's target or a file's name can hold a token.
    for (const text of [content, Buffer.from(path)]) {
      for (const [index, at] of this.#matcher.find(text)) {
        const needle = this.needles[index];
        if (needle === undefined || byOwner.has(needle.whose)) continue;
        byOwner.set(needle.whose, {
          path,
          line: isText(content) ? lineOf(content, at) : 0,
          what: `the password of ${needle.whose}, ${needle.form}`,
          rule: "value",
        });
      }
    }
    return [...byOwner.values()];
  }
}

async function patterns(path: string, content: Buffer): Promise<Leak[]> {
  if (
    content.length >= 2 &&
    content[0] === 5 &&
    content[1] === 2 &&
    content.length < 65536 &&
    /keytab|\.kt$/i.test(path)
  )
    return [{ path, line: 0, what: "a Kerberos keytab", rule: "keytab" }];
  if (content.length >= 4 && content[0] === 5 && content[1] === 4 && /krb5cc|ccache|\.cc$/i.test(path))
    return [{ path, line: 0, what: "a Kerberos ticket cache", rule: "ccache" }];
  if (content.length > largestText || !isText(content)) return [];
  const text = { path, content: content.toString("utf8") };
  // secretlint costs a millisecond a file: it is asked where one of its words is there.
  const found: Finding[] = mayInterest(text.content) ? await scanTexts([text]) : scanOwn(text);
  return found.map(({ line, what, rule }) => ({ path, line, what, rule }));
}

/** What secretlint's rules begin with. A test holds this list against the rules. */
const words =
  /AKIA|ASIA|aws_?secret|gh[pousr]_|github_pat_|glpat-|gldt-|xox[abeprs]-|npm_|_authToken|PRIVATE KEY|:\/\/[^\s/]*:[^\s/]*@|SG\.|shp(?:at|ca|pa|ss)_|sk-|lin_api|ops_|hf_|ntn_|secret_|private_key|hv[sbr]\.|glsa_|glc_|dckr_|dapi|figd_|gsk_|AGE-SECRET|eyJ|hooks\.slack/i;

function mayInterest(text: string): boolean {
  return words.test(text);
}

function isText(content: Buffer): boolean {
  return !content.subarray(0, 8192).includes(0);
}

function lineOf(content: Buffer, at: number): number {
  let line = 1;
  for (let index = content.indexOf(10); index >= 0 && index < at; index = content.indexOf(10, index + 1))
    line++;
  return line;
}
