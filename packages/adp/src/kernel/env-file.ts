/** A line of an .env file that is no setting. */
export class EnvFileMistake extends Error {
  constructor(readonly line: number) {
    super(`line ${line} is not NAME=value`);
  }
}

/** NAME=value lines, as Compose reads them: comments, `export`, quotes; no interpolation. Throws EnvFileMistake. */
export function parseEnvFile(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [index, line] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const found = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/.exec(line);
    if (found === null) throw new EnvFileMistake(index + 1);
    values[found[1] ?? ""] = unquoted(found[2] ?? "");
  }
  return values;
}

function unquoted(value: string): string {
  const inQuotes = /^(["'])(.*)\1\s*(?:#.*)?$/.exec(value);
  return inQuotes === null ? value.replace(/(^|\s+)#.*$/, "").trim() : (inQuotes[2] ?? "");
}
