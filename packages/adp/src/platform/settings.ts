import { join } from "node:path";
import { AdpError } from "../kernel/errors.ts";
import { readIfPresent } from "../kernel/files.ts";
import { SETTINGS } from "./errors.ts";

/** Variables of the platform: the environment's outrank those of platform-bootstrap/.env, then layer1-base-image/.env. */
export type Settings = Readonly<Record<string, string>>;

/** What the two .env files may set, besides what the environment does. */
const known = /^(TICKET_[A-Z_]+|IMAGE_[A-Z_]+|LAYER1_TAG)$/;

export function readSettings(root: string, env: NodeJS.ProcessEnv = process.env): Settings {
  const files = ["layer1-base-image", "platform-bootstrap"].map((folder) => {
    const path = join(root, folder, ".env");
    return parseEnvFile(readIfPresent(path) ?? "", path);
  });
  const own = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && known.test(name) ? [[name, value] as const] : [],
  );
  const merged = { ...files[0], ...files[1], ...Object.fromEntries(own) };
  return Object.fromEntries(
    Object.entries(merged).filter(([name, value]) => known.test(name) && value !== ""),
  );
}

/** NAME=value lines, as Compose reads them: comments, `export`, quotes; no interpolation. */
export function parseEnvFile(text: string, path: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [index, line] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const found = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/.exec(line);
    if (found === null)
      throw new AdpError(SETTINGS, {
        what: `Line ${index + 1} of ${path} is no setting.`,
        why: "A line is NAME=value, or a comment that begins with #.",
        next: [`correct line ${index + 1} of ${path}`],
      });
    values[found[1] ?? ""] = unquoted(found[2] ?? "");
  }
  return values;
}

function unquoted(value: string): string {
  const quotedValue = /^(["'])(.*)\1\s*(?:#.*)?$/.exec(value);
  return quotedValue === null ? value.replace(/\s+#.*$/, "").trim() : (quotedValue[2] ?? "");
}

/** A switch, as the sharer reads it. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && /^(true|1|yes|on)$/i.test(value);
}
