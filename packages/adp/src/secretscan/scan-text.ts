import type { Finding, ScannedText } from "./finding.ts";
import { isPlaceholder, rules } from "./rules.ts";

/** Scans texts by secretlint's recommended rules and by those of this platform. */
export async function scanTexts(texts: readonly ScannedText[]): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const text of texts) found.push(...scanOwn(text), ...(await scanSecretlint(text)));
  return found;
}

/** The platform's own rules. */
export function scanOwn({ path, content }: ScannedText): Finding[] {
  const lower = content.toLowerCase();
  const found: Finding[] = [];
  for (const rule of rules) {
    if (!rule.hints.some((hint) => lower.includes(hint))) continue;
    for (const match of content.matchAll(rule.pattern)) {
      const value = match.groups?.value ?? match.groups?.value2 ?? match.groups?.braced ?? "";
      if (value === "" || isPlaceholder(value)) continue;
      const at = match.index + Math.max(match[0].lastIndexOf(value), 0);
      found.push({ path, line: lineOf(content, at), rule: rule.id, what: rule.what });
    }
  }
  return found;
}

async function scanSecretlint({ path, content }: ScannedText): Promise<Finding[]> {
  // Half a megabyte of program: loaded where something is scanned, and not before.
  const { lintSource } = await import("@secretlint/core");
  const { creator } = await import("@secretlint/secretlint-rule-preset-recommend");
  const result = await lintSource({
    source: { filePath: path, content, ext: /\.[^./]*$/.exec(path)?.[0] ?? "", contentType: "text" },
    options: {
      maskSecrets: true,
      config: { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend", rule: creator, rules: [] }] },
    },
  });
  return result.messages
    .filter((message) => message.type === "message")
    .filter((message) => !isPlaceholder(passwordIn(content.slice(...message.range))))
    .map((message) => ({
      path,
      line: message.loc.start.line,
      rule: String(message.ruleId).replace("@secretlint/secretlint-rule-", ""),
      what: words(message.message),
    }));
}

function passwordIn(text: string): string {
  return /:\/\/[^:/@\s]*:([^@\s]*)@/.exec(text)?.[1] ?? text;
}

/** secretlint's sentence without what it found. */
function words(message: string): string {
  return `secretlint: ${
    message
      .split("\n")[0]
      ?.replace(/[:(].*$/, "")
      .trim() ?? message
  }`;
}

function lineOf(content: string, at: number): number {
  let line = 1;
  for (let index = content.indexOf("\n"); index >= 0 && index < at; index = content.indexOf("\n", index + 1))
    line++;
  return line;
}
