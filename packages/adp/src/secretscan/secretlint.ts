import type { Finding, ScannedText } from "./finding.ts";
import { isPlaceholder } from "./value.ts";

/** Scans a text by secretlint's recommended rules. */
export async function scanSecretlint({ path, content }: ScannedText): Promise<Finding[]> {
  // Half a megabyte of program: loaded where something is scanned, and not before.
  const { lintSource } = await import("@secretlint/core");
  const { creator } = await import("@secretlint/secretlint-rule-preset-recommend");
  const { secretLintProfiler } = await import("@secretlint/profiler");
  // It measures every rule on every file, and searches all earlier marks for each: 10,000 files take hours.
  secretLintProfiler.mark = () => undefined;
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
  const first = message.split("\n")[0] ?? message;
  return `secretlint: ${first.replace(/[:(].*$/, "").trim()}`;
}
