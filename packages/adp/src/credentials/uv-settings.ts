import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { parse } from "smol-toml";
import { AdpError, reasonOf } from "../kernel/errors.ts";
import { readIfPresent } from "../kernel/files.ts";
import { PY_SETTINGS } from "./errors.ts";

/** What the user told uv, for the one thing that uv cannot do itself: its own installation by pip. */
export interface UvSettings {
  readonly origin: string;
  /** In uv's order, with the credentials of UV_INDEX_<NAME>_USERNAME and _PASSWORD in them. */
  readonly indexes: readonly UvIndex[];
  readonly noIndex: boolean;
  readonly findLinks: readonly string[];
  readonly insecureHosts: readonly string[];
  readonly systemCerts: boolean;
  /** The proxy of uv.toml; those of the environment are pip's too. */
  readonly proxy: string | undefined;
  readonly hasProxy: boolean;
}

interface UvIndex {
  readonly name: string | undefined;
  readonly url: string;
  /** Without one, PyPI stays behind the others. */
  readonly isDefault: boolean;
  /** The variables that brought its login, where they did. */
  readonly loginVariable?: string;
}

type Table = Record<string, unknown>;

export function readUvSettings(env: NodeJS.ProcessEnv = process.env): UvSettings {
  const files = uvFiles(env).flatMap((path) => {
    const text = readIfPresent(path);
    return text === undefined ? [] : [{ path, table: parsed(path, text) }];
  });
  const tables = files.map((file) => file.table);
  const first = (key: string): unknown => tables.find((table) => table[key] !== undefined)?.[key];
  const fromEnv = [
    ...words(env.UV_INDEX ?? env.UV_EXTRA_INDEX_URL).map((word) => named(word, false)),
    ...words(env.UV_DEFAULT_INDEX ?? env.UV_INDEX_URL).map((word) => named(word, true)),
  ];
  const fromFiles = tables.flatMap(indexesOf);
  // uv: one default only, and the environment's goes before the files'.
  const all = [...fromEnv, ...fromFiles];
  const byDefault = all.find((index) => index.isDefault);
  const indexes = [
    ...all.filter((index) => !index.isDefault),
    ...(byDefault === undefined ? [] : [byDefault]),
  ].map((index) => ({ ...index, ...withCredentials(index, env) }));
  const proxy = text(first("https-proxy")) ?? text(first("http-proxy"));
  return {
    origin: fromEnv.length > 0 ? "UV_INDEX or UV_DEFAULT_INDEX" : (files[0]?.path ?? "uv.toml"),
    indexes,
    noIndex: isYes(env.UV_NO_INDEX) || first("no-index") === true,
    findLinks: [...(env.UV_FIND_LINKS ?? "").split(","), ...texts(first("find-links"))].filter(Boolean),
    insecureHosts: [...words(env.UV_INSECURE_HOST), ...texts(first("allow-insecure-host"))],
    systemCerts:
      isYes(env.UV_SYSTEM_CERTS) ||
      isYes(env.UV_NATIVE_TLS) ||
      first("system-certs") === true ||
      first("native-tls") === true,
    proxy,
    hasProxy:
      proxy !== undefined ||
      ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"].some((name) => Boolean(env[name])),
  };
}

/** The files that uv reads outside of a project, the strongest first. */
function uvFiles(env: NodeJS.ProcessEnv): string[] {
  if (isYes(env.UV_NO_CONFIG)) return [];
  if (env.UV_CONFIG_FILE) return [env.UV_CONFIG_FILE];
  const user = env.XDG_CONFIG_HOME || join(env.HOME ?? homedir(), ".config");
  const system = (env.XDG_CONFIG_DIRS || "/etc/xdg").split(delimiter).filter(Boolean);
  return [user, ...system, "/etc"].map((folder) => join(folder, "uv", "uv.toml"));
}

function parsed(path: string, content: string): Table {
  try {
    return parse(content);
  } catch (error) {
    throw new AdpError(PY_SETTINGS, {
      what: `${path} is not valid TOML, so neither uv nor adp can read it.`,
      why: reasonOf(error).split("\n")[0] ?? "",
      evidence: reasonOf(error).split("\n").slice(1).filter(Boolean),
      next: [`correct ${path}`, "UV_NO_CONFIG=1 in front of the command leaves it out"],
      cause: error,
    });
  }
}

function indexesOf(table: Table): UvIndex[] {
  const pip = isTable(table.pip) ? table.pip : {};
  const listed = Array.isArray(table.index) ? table.index.filter(isTable) : [];
  const plain = (from: Table): UvIndex[] => [
    ...texts(from["extra-index-url"]).map((url) => ({ name: undefined, url, isDefault: false })),
    ...texts(from["index-url"]).map((url) => ({ name: undefined, url, isDefault: true })),
  ];
  return [
    ...listed
      // An explicit index serves only the packages that a project pins to it.
      .filter((index) => text(index.url) !== undefined && index.explicit !== true)
      .map((index) => ({
        name: text(index.name),
        url: text(index.url) ?? "",
        isDefault: index.default === true,
      })),
    ...plain(pip),
    ...plain(table),
  ];
}

/** `name=url`, as UV_INDEX and UV_DEFAULT_INDEX take it. */
function named(word: string, isDefault: boolean): UvIndex {
  const match = /^([\w.-]+)=(.*)$/.exec(word);
  return { name: match?.[1], url: match?.[2] ?? word, isDefault };
}

function withCredentials(index: UvIndex, env: NodeJS.ProcessEnv): Pick<UvIndex, "url" | "loginVariable"> {
  if (index.name === undefined || !URL.canParse(index.url)) return { url: index.url };
  const prefix = variablePrefix(index.name);
  const user = env[`${prefix}_USERNAME`];
  const password = env[`${prefix}_PASSWORD`];
  if (user === undefined && password === undefined) return { url: index.url };
  const url = new URL(index.url);
  if (user !== undefined) url.username = encodeURIComponent(user);
  if (password !== undefined) url.password = encodeURIComponent(password);
  return { url: url.href, loginVariable: `${prefix}_USERNAME and _PASSWORD` };
}

/** uv: upper case, and an underscore for whatever is neither letter nor digit. */
export function variablePrefix(name: string): string {
  return `UV_INDEX_${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
}

function isYes(value: string | undefined): boolean {
  return /^(1|y|yes|t|true|on)$/i.test(value ?? "");
}

function words(value: string | undefined): string[] {
  return (value ?? "").split(/\s+/).filter(Boolean);
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((one) => text(one) ?? []);
}
