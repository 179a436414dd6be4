import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { act, again, either, run, shell } from "@airflow-data-platform/cli-kit";
import { parse, TomlError } from "smol-toml";
import * as z from "zod/mini";
import { AdpError, reasonOf } from "../kernel/errors.ts";
import { readIfPresent } from "../kernel/files.ts";
import { checkValue } from "../kernel/json.ts";
import { errors } from "./errors.ts";

/** The user's settings of uv, for what uv cannot do itself: its own installation by pip. */
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

const text = z.optional(z.string());
const texts = z.optional(z.array(z.string()));
const yes = z.optional(z.boolean());
const indexAddresses = { "index-url": text, "extra-index-url": texts };
const uvToml = z.object({
  ...indexAddresses,
  index: z.optional(z.array(z.object({ name: text, url: z.string(), default: yes, explicit: yes }))),
  pip: z.optional(z.object(indexAddresses)),
  "no-index": yes,
  "find-links": texts,
  "allow-insecure-host": texts,
  "system-certs": yes,
  "native-tls": yes,
  "http-proxy": text,
  "https-proxy": text,
});
type UvToml = z.output<typeof uvToml>;

export function readUvSettings(env: NodeJS.ProcessEnv = process.env): UvSettings {
  const files = uvFiles(env).flatMap((path) => {
    const text = readIfPresent(path);
    return text === undefined ? [] : [{ path, table: parsed(path, text) }];
  });
  const tables = files.map((file) => file.table);
  const first = <Key extends keyof UvToml>(key: Key) =>
    tables.find((table) => table[key] !== undefined)?.[key];
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
  const proxy = (first("https-proxy") ?? first("http-proxy")) || undefined;
  return {
    origin: fromEnv.length > 0 ? "UV_INDEX or UV_DEFAULT_INDEX" : (files[0]?.path ?? "uv.toml"),
    indexes,
    noIndex: isYes(env.UV_NO_INDEX) || first("no-index") === true,
    findLinks: [...(env.UV_FIND_LINKS ?? "").split(","), ...(first("find-links") ?? [])].filter(Boolean),
    insecureHosts: [...words(env.UV_INSECURE_HOST), ...(first("allow-insecure-host") ?? [])],
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

function parsed(path: string, content: string): UvToml {
  let document: unknown;
  try {
    document = parse(content);
  } catch (error) {
    const line = error instanceof TomlError ? error.line : undefined;
    throw new AdpError(errors.PY_SETTINGS, {
      what: `${path} is not valid TOML, so neither uv nor adp can read it.`,
      // Only the first line of the parser's message: the others repeat the file, and that could be a password.
      why: `${reasonOf(error).split("\n")[0]}${line === undefined ? "" : ` (line ${line})`}`,
      next: [
        either(
          act(line === undefined ? `correct ${path}` : `correct line ${line} of ${path}`),
          run(shell`export UV_NO_CONFIG=1`, "ignores the file in this terminal"),
        ),
        again,
      ],
      cause: error,
    });
  }
  const { value, reason } = checkValue(document, uvToml);
  if (reason === undefined) return value;
  throw new AdpError(errors.PY_SETTINGS, {
    what: `${path} has a setting that uv does not accept.`,
    why: reason,
    next: [
      either(act(`correct ${path}`), run(shell`export UV_NO_CONFIG=1`, "ignores the file in this terminal")),
      again,
    ],
  });
}

function indexesOf(table: UvToml): UvIndex[] {
  const plain = (from: Pick<UvToml, keyof typeof indexAddresses>): UvIndex[] => [
    ...(from["extra-index-url"] ?? []).map((url) => ({ name: undefined, url, isDefault: false })),
    ...[from["index-url"] || []].flat().map((url) => ({ name: undefined, url, isDefault: true })),
  ];
  return [
    ...(table.index ?? [])
      // An explicit index serves only the packages that a project pins to it.
      .filter((index) => index.explicit !== true)
      .map((index) => ({ name: index.name, url: index.url, isDefault: index.default === true })),
    ...plain(table.pip ?? {}),
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
