import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { act, again } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../kernel/errors.ts";
import { errors } from "./errors.ts";
import { homeFolder, readUserFile, shown } from "./text-file.ts";

/** The settings of the user's pip, read as pip reads them, without a Python. */
export interface PipConf {
  /** Where the index stands, for people. */
  readonly origin: string;
  readonly indexUrl: string | undefined;
  readonly extraIndexUrls: readonly string[];
  readonly trustedHosts: readonly string[];
  /** The list of certificates on this machine that pip is configured to trust. */
  readonly cert: string | undefined;
  readonly files: readonly string[];
}

/** pip's files, the weakest first: of the system, of the user (old and new place), PIP_CONFIG_FILE. */
export function pipFiles(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string[] {
  if (env.PIP_CONFIG_FILE === "/dev/null") return [];
  const home = homeFolder(env);
  const config = env.XDG_CONFIG_HOME || join(home, ".config");
  const mac = join(home, "Library", "Application Support", "pip");
  const user = platform === "darwin" && existsSync(mac) ? mac : join(config, "pip");
  const system =
    platform === "darwin"
      ? ["/Library/Application Support/pip/pip.conf"]
      : [
          ...(env.XDG_CONFIG_DIRS || "/etc/xdg")
            .split(delimiter)
            .map((folder) => join(folder, "pip/pip.conf")),
          "/etc/pip.conf",
        ];
  return [
    ...system,
    join(home, ".pip", "pip.conf"),
    join(user, "pip.conf"),
    ...(env.PIP_CONFIG_FILE ? [env.PIP_CONFIG_FILE] : []),
  ];
}

export function readPipConf(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): PipConf {
  const known = new Map<string, { value: string; origin: string }>();
  const files: string[] = [];
  for (const path of pipFiles(env, platform)) {
    const text = readUserFile(path);
    if (text === undefined) continue;
    const place = shown(path, env);
    files.push(place);
    const sections = parseIni(text, place);
    for (const section of ["global", "install"])
      for (const [key, value] of sections.get(section) ?? [])
        known.set(`${section}.${key}`, { value, origin: place });
  }
  for (const [name, value] of Object.entries(env))
    if (/^PIP_[A-Z_]+$/.test(name) && value && name !== "PIP_CONFIG_FILE")
      known.set(`env.${name.slice(4).toLowerCase().replaceAll("_", "-")}`, { value, origin: name });
  const find = (key: string) =>
    known.get(`env.${key}`) ?? known.get(`install.${key}`) ?? known.get(`global.${key}`);
  const words = (key: string) => (find(key)?.value ?? "").split(/\s+/).filter(Boolean);
  return {
    origin: (find("index-url") ?? find("extra-index-url"))?.origin ?? "pip.conf",
    indexUrl: find("index-url")?.value,
    extraIndexUrls: words("extra-index-url"),
    trustedHosts: words("trusted-host"),
    cert: find("cert")?.value,
    files,
  };
}

/** Python's configparser, as far as pip.conf needs it: sections, `key = value` or `key: value`, indented lines go on. */
export function parseIni(text: string, place: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let key: string | undefined;
  for (const [index, line] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    if (/^\s*([#;]|$)/.test(line)) continue;
    const header = /^\[([^\]]+)\]\s*$/.exec(line);
    if (header) {
      const name = (header[1] ?? "").trim();
      section = sections.get(name) ?? new Map<string, string>();
      sections.set(name, section);
      key = undefined;
      continue;
    }
    if (/^\s/.test(line) && section !== undefined && key !== undefined) {
      section.set(key, `${section.get(key) ?? ""}\n${line.trim()}`.trim());
      continue;
    }
    const pair = /^\s*([^=:\s][^=:]*?)\s*[=:]\s*(.*)$/.exec(line);
    if (pair === null || section === undefined)
      throw new AdpError(errors.PIP_CONF, {
        what: `${place} has a mistake in line ${index + 1}.`,
        why:
          section === undefined
            ? "A line stands before the first section, such as [global]."
            : "A line is key = value, a [section], or a comment.",
        next: [act(`correct line ${index + 1} of ${place}`), again],
      });
    key = (pair[1] ?? "").toLowerCase().replaceAll("_", "-");
    section.set(key, (pair[2] ?? "").trim());
  }
  return sections;
}
