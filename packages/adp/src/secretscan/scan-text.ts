import { linesBetween, partsAround } from "./around.ts";
import type { Finding, ScannedText } from "./finding.ts";
import { interestOf, secretlintShapes } from "./interest.ts";
import { type Rule, rules } from "./rules/index.ts";
import { scanSecretlint } from "./secretlint.ts";
import { isPlaceholder } from "./value.ts";

/** Scans texts by secretlint's recommended rules and by those of this platform. */
export async function scanTexts(texts: readonly ScannedText[]): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const text of texts) found.push(...scanOwn(text, rules), ...(await scanSecretlint(text)));
  return found;
}

/** The same for the bytes of one text of any size, and as fast as one can look for the rules' words. */
export async function scanBytes(path: string, content: Buffer): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const { text, linesBefore: above } of pieces(content)) {
    const interest = interestOf(text);
    const here = rules.flatMap((rule) => scanAround(path, text, { rule, places: interest.get(rule) ?? [] }));
    const places = interest.get(undefined) ?? [];
    const mayBe = partsAround(text, places, defaultReach).some(({ from, to }) =>
      secretlintShapes.test(text.toString("utf8", from, to)),
    );
    if (mayBe)
      // The platform's own rules know many of the same tokens, and say more.
      here.push(
        ...(await scanSecretlint({ path, content: text.toString("utf8") })).filter(
          ({ line }) => !here.some((own) => own.line === line),
        ),
      );
    found.push(...here.map((one) => ({ ...one, line: one.line + above })));
  }
  const places = new Map(found.map((one) => [`${one.line} ${one.rule}`, one]));
  return [...places.values()];
}

const defaultReach = { before: 1024, behind: 1024 };

/** What a rule finds around the places of its words. */
export function scanAround(
  path: string,
  text: Buffer,
  { rule, places }: { readonly rule: Rule; readonly places: readonly number[] },
): Finding[] {
  const all: Finding[] = [];
  let above = 0;
  let counted = 0;
  for (const { from, to } of partsAround(text, places, rule.reach ?? defaultReach)) {
    const found = scanOwn({ path, content: text.toString("utf8", from, to) }, [rule]);
    if (found.length === 0) continue;
    above += linesBetween(text, counted, from);
    counted = from;
    for (const one of found) all.push({ ...one, line: one.line + above });
  }
  return all;
}

const longestPiece = 1024 * 1024;
const overlap = 64 * 1024;

/** A long text in parts that overlap: a regular expression takes as much memory and time as its text asks for. */
function* pieces(content: Buffer): Generator<{ readonly text: Buffer; readonly linesBefore: number }> {
  let linesBefore = 0;
  for (let at = 0; ; at += longestPiece - overlap) {
    yield { text: content.subarray(at, at + longestPiece), linesBefore };
    if (at + longestPiece >= content.length) return;
    const next = at + longestPiece - overlap;
    for (let end = content.indexOf(10, at); end >= 0 && end < next; end = content.indexOf(10, end + 1))
      linesBefore++;
  }
}

/** What some rules find. */
export function scanOwn({ path, content }: ScannedText, wanted: readonly Rule[]): Finding[] {
  const found: Finding[] = [];
  for (const rule of wanted) {
    const lines = new Lines(content);
    for (const match of content.matchAll(rule.pattern)) {
      const value = foundValue(match.groups);
      if (value === "" || isPlaceholder(value) || rule.accepts?.(match.groups ?? {}) === false) continue;
      const at = match.index + Math.max(match[0].lastIndexOf(value), 0);
      found.push({ path, line: lines.at(at), rule: rule.id, what: rule.what });
    }
  }
  return found;
}

/** A line that is to be printed, without what the rules find in it. */
export function maskCredentials(text: string): string {
  let masked = text;
  for (const { pattern, accepts } of rules)
    for (const match of text.matchAll(pattern)) {
      const value = foundValue(match.groups);
      if (value !== "" && !isPlaceholder(value) && accepts?.(match.groups ?? {}) !== false)
        masked = masked.replaceAll(value, "***");
    }
  return masked.replace(new RegExp(secretlintShapes, "g"), "***");
}

/** Every group but a name is a value. */
function foundValue(groups: Partial<Record<string, string>> | undefined): string {
  const values = Object.entries(groups ?? {}).filter(([name]) => !/^(?:name|call)/.test(name));
  return values.find(([, value]) => value !== undefined)?.[1] ?? "";
}

/** The lines of places that come one after the other. */
class Lines {
  #line = 1;
  #counted = 0;

  constructor(private readonly content: string) {}

  at(place: number): number {
    if (place < this.#counted) return lineOf(this.content, place);
    const { content } = this;
    for (
      let end = content.indexOf("\n", this.#counted);
      end >= 0 && end < place;
      end = content.indexOf("\n", end + 1)
    )
      this.#line++;
    this.#counted = place;
    return this.#line;
  }
}

export function lineOf(content: string, at: number): number {
  let line = 1;
  for (let index = content.indexOf("\n"); index >= 0 && index < at; index = content.indexOf("\n", index + 1))
    line++;
  return line;
}
