import { act, either, run, shell } from "@airflow-data-platform/cli-kit";
import { PY_SETTINGS } from "../../../credentials/index.ts";
import { AdpError } from "../../../kernel/errors.ts";
import { attempt, ProcessFailure } from "../../../kernel/process.ts";

/** The user's settings of pip, from all its files and PIP_* variables, as pip itself reads them. */
export interface PipSettings {
  /** Whether pip itself was asked. */
  readonly works: boolean;
  /** The files or variables that say so, for messages. */
  readonly origin: string;
  readonly indexUrl: string | undefined;
  readonly extraIndexUrls: readonly string[];
  readonly noIndex: boolean;
  readonly findLinks: readonly string[];
  readonly cert: string | undefined;
  readonly clientCert: string | undefined;
  readonly proxy: string | undefined;
  readonly trustedHosts: readonly string[];
  readonly timeout: string | undefined;
  readonly retries: string | undefined;
  readonly keyring: boolean;
}

/**
 * Asks pip (`pip config list`), which knows where its files are on this system and which goes before which.
 * Without a Python that has pip, only the variables are known.
 */
export async function readPipSettings(
  python: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): Promise<PipSettings> {
  if (python === undefined) return interpret(fromVariables(env), false);
  const done = await attempt([python, "-m", "pip", "config", "list"], {
    env: { ...env, PYTHONPATH: undefined, PYTHONHOME: undefined, PIP_DISABLE_PIP_VERSION_CHECK: "1" },
    bareEnvironment: true,
    timeoutMs: 30_000,
  });
  if (!(done instanceof ProcessFailure)) return interpret(parseConfigList(done.stdout), true);
  if (!/Configuration file/i.test(done.stderr)) return interpret(fromVariables(env), false);
  throw new AdpError(PY_SETTINGS, {
    what: "A settings file of pip cannot be read.",
    why: "pip refuses it, and what it says about the index is not known.",
    evidence: done.tail(5),
    next: [
      either(
        run(shell`${python} -m pip config debug`, "lists the files that pip reads"),
        act("type PIP_CONFIG_FILE=/dev/null before the command: it leaves all of them out"),
      ),
    ],
    cause: done,
  });
}

/** The lines of `pip config list`: section.key='value as Python writes it'. */
export function parseConfigList(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of text.split("\n")) {
    const match = /^([^=\s]+)=(['"])(.*)\2\s*$/.exec(line);
    if (match) found.set((match[1] ?? "").replaceAll("_", "-"), unquoted(match[3] ?? ""));
  }
  return found;
}

function unquoted(text: string): string {
  return text.replace(/\\(x[0-9a-f]{2}|u[0-9a-f]{4}|.)/gi, (_, code: string) => {
    if (/^[xu]./i.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
    return { n: "\n", t: "\t", r: "\r" }[code] ?? code;
  });
}

function fromVariables(env: NodeJS.ProcessEnv): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(env))
    if (name.startsWith("PIP_") && value)
      found.set(`:env:.${name.slice(4).toLowerCase().replaceAll("_", "-")}`, value);
  return found;
}

function interpret(entries: ReadonlyMap<string, string>, works: boolean): PipSettings {
  // pip: a variable goes before the command's section, and that before [global].
  const entry = (key: string) =>
    [":env:", "install", "global"].find((section) => entries.has(`${section}.${key}`));
  const value = (key: string): string | undefined => {
    const section = entry(key);
    return (section === undefined ? undefined : entries.get(`${section}.${key}`)) || undefined;
  };
  const several = (key: string) => (value(key) ?? "").split(/\s+/).filter((word) => word !== "");
  const yes = (key: string) => /^(1|y|yes|t|true|on)$/i.test(value(key) ?? "");
  const indexOrigin = entry("index-url") ?? entry("extra-index-url");
  return {
    works,
    origin: indexOrigin === ":env:" ? "PIP_INDEX_URL" : "pip.conf",
    indexUrl: value("index-url"),
    extraIndexUrls: several("extra-index-url"),
    noIndex: yes("no-index"),
    findLinks: several("find-links"),
    cert: value("cert"),
    clientCert: value("client-cert"),
    proxy: value("proxy"),
    trustedHosts: several("trusted-host"),
    timeout: value("timeout") ?? value("default-timeout"),
    retries: value("retries"),
    keyring: ["subprocess", "import"].includes(value("keyring-provider") ?? ""),
  };
}
