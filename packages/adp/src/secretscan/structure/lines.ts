import type { Entry } from "./entry.ts";
import { walk } from "./walk.ts";

/** name=value, name: value, export NAME=value, ENV NAME value; also where the line is a comment. */
const assignment =
  /^[\s#;/-]{0,40}(?:(?:export|set|setx|ENV|ARG|local|declare -x)\s+)?["']?([A-Za-z_][\w.\-/ ]{0,100}?)["']?\s{0,20}(?:[=:]|(?<=ENV\s+\w+)\s)\s{0,20}(\S[^\n]*)$/;

/** Settings that are lines: dotenv, INI, properties, Docker's ENV; and what no parser takes, a Helm template for one. */
export function* lines(content: string): Generator<Entry> {
  let line = 0;
  let continued = "";
  for (const raw of content.split(/\r?\n|\r/)) {
    line++;
    if (raw.endsWith("\\") && continued.length < 4096 && raw.length < 4096) {
      continued += raw.slice(0, -1);
      continue;
    }
    const text = continued + raw;
    continued = "";
    // A minified program is no settings.
    if (text.length > 8192) continue;
    const found = assignment.exec(text);
    if (found?.[1] === undefined || found[2] === undefined) continue;
    for (const entry of walk(unquoted(found[2]), found[1])) yield { ...entry, line };
  }
}

function unquoted(text: string): string {
  const value = text.trim().replace(/,$/, "");
  const quoted = /^(["'`])(.*)\1(?:\s+#.*)?$/.exec(value)?.[2];
  if (quoted !== undefined) return quoted.replaceAll('\\"', '"');
  return value.replace(/\s+[#;].*$/, "").trim();
}
