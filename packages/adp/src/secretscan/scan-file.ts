import type { Finding } from "./finding.ts";
import { judge } from "./judge.ts";
import { Matcher } from "./matcher.ts";
import { codeRules, nameHints, shellRules } from "./rules/index.ts";
import { lineOf, scanAround, scanBytes, scanOwn } from "./scan-text.ts";
import type { Entry } from "./structure/entry.ts";
import { isCredential } from "./structure/judge-entry.ts";
import { entriesOf, formatOf } from "./structure/parse.ts";
import { textOfUtf16 } from "./text.ts";

const names = new Matcher(
  nameHints.map((word) => Buffer.from(word)),
  { anyCase: true },
);

/** Where a word stands that names of credentials have. */
function placesOfNames(text: Buffer): number[] {
  const places: number[] = [];
  names.findAll(text, (_, at) => places.push(at));
  return places;
}

/** What a file of a repository holds: by its structure where it has one, by rules as text, by content as binary. */
export async function scanFile(path: string, content: Buffer): Promise<Finding[]> {
  const text = content.includes(0) ? textOf(content) : content;
  const found = text === undefined ? [] : await scanText(path, text);
  if (text === undefined || content[0] === 5 || content[0] === 0x30)
    found.unshift(...judge(content).map((one) => ({ path, ...one })));
  return onceEachLine(found);
}

async function scanText(path: string, bytes: Buffer): Promise<Finding[]> {
  const found = await scanBytes(path, bytes);
  const places = placesOfNames(bytes);
  if (places.length === 0) return found;
  const content = bytes.toString("utf8");
  for (const entry of await entriesOf(path, content)) {
    if (isCredential(path, entry)) found.push(findingOf(path, content, entry));
    // What was in base64, no rule has seen yet.
    else if (entry.isSecret && (await scanBytes(path, Buffer.from(entry.value))).length > 0)
      found.push(findingOf(path, content, entry));
  }
  if (/\.ipynb$/.test(path)) found.push(...(await scanNotebook(path, content)));
  // What has been parsed is judged by its keys; the rules for programs would judge it by its quotes.
  const format = formatOf(path);
  const rules = format === undefined || format === "lines" ? codeRules : shellRules;
  found.push(...rules.flatMap((rule) => scanAround(path, bytes, { rule, places })));
  return found;
}

function findingOf(path: string, content: string, { name, value, line, isSecret }: Entry): Finding {
  return {
    path,
    line: line ?? placeOf(content, name, value),
    rule: isSecret ? "kubernetes-secret" : "named-password",
    what: isSecret ? "a value of a Kubernetes Secret" : "a credential by its name",
  };
}

/** Parsers say no lines: the value's first place behind its name, or the name's. */
function placeOf(content: string, name: string, value: string): number {
  const forms = [value, JSON.stringify(value).slice(1, -1), value.slice(0, 12)];
  let tries = 0;
  for (let at = content.indexOf(name); at >= 0 && tries < 200; at = content.indexOf(name, at + 1)) {
    tries++;
    const near = content.slice(at, at + 400 + value.length);
    const form = forms.find((one) => near.includes(one));
    if (form !== undefined) return lineOf(content, at + near.indexOf(form));
  }
  const at = forms.map((form) => content.indexOf(form)).find((one) => one >= 0);
  return lineOf(content, at ?? Math.max(content.indexOf(name), 0));
}

/** The cells' programs and what they printed, as texts of their own. */
async function scanNotebook(path: string, content: string): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const [whole, inner = ""] of content.matchAll(/"((?:[^"\\\n]|\\.){6,20000})"/g)) {
    if (!inner.includes("\\")) continue;
    const text = unescaped(whole);
    if (text === undefined) continue;
    const bytes = Buffer.from(text);
    const inside = [...(await scanBytes(path, bytes)), ...scanOwn({ path, content: text }, codeRules)];
    const first = inside[0];
    if (first !== undefined) found.push({ ...first, line: lineOf(content, content.indexOf(whole)) });
  }
  // Lines without an escape stand in the file as they are.
  return [...found, ...scanOwn({ path, content }, codeRules)];
}

function unescaped(literal: string): string | undefined {
  try {
    const text: unknown = JSON.parse(literal);
    return typeof text === "string" ? text : undefined;
  } catch {
    return undefined;
  }
}

/** UTF-16 as UTF-8; a text with a stray zero byte as it is; undefined for a binary file. */
function textOf(content: Buffer): Buffer | undefined {
  const utf16 = textOfUtf16(content);
  if (utf16 !== undefined) return utf16;
  const start = content.subarray(0, 8192);
  let controls = 0;
  for (const byte of start) if (byte < 9 || (byte > 13 && byte < 32) || byte === 127) controls++;
  return controls * 20 < start.length ? content : undefined;
}

/** Several rules may know the same one: the first is the most particular. */
function onceEachLine(found: readonly Finding[]): Finding[] {
  const lines = new Map<number, Finding>();
  for (const one of found) if (!lines.has(one.line)) lines.set(one.line, one);
  return [...lines.values()].sort((x, y) => x.line - y.line);
}
