import { act, anyOf, Exit, type Next, quoted, run, type Step, shell } from "@airflow-data-platform/cli-kit";
import { Krb5Error, type Principal, parsePrincipal } from "@airflow-data-platform/krb5";
import { SharerError } from "../errors.ts";
import { type Flags, readFlags } from "./flags.ts";
import { type OptionName, options } from "./options.ts";

export interface Settings {
  readonly mode: "daemon" | "once" | "help" | "version";
  readonly source: string;
  readonly cacheDir: string;
  readonly principal: Principal | undefined;
  /** Whose ticket may replace another principal's. */
  readonly principalChange: "refuse" | "allow" | Principal;
  readonly renew: boolean;
  readonly keytab: string | undefined;
  readonly pollSeconds: number;
  readonly minimumSeconds: number;
  readonly onStop: "keep" | "remove";
  readonly log: "json" | "human" | "auto";
  readonly logFile: string | undefined;
  readonly waitSeconds: number;
  /** TICKET_ variables that are not settings, probably mistyped. */
  readonly unknownVariables: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws SharerError TKT-SETTING, exit 64 */
export function readSettings(args: readonly string[], env: Environment): Settings {
  const flags = parseFlags(args);
  const text = (name: OptionName) => textOf(name, flags.values.get(name) ?? env[options[name].variable]);
  const mode = flags.help ? "help" : flags.version ? "version" : undefined;
  const keytab = text("keytab");
  const principal = text("principal");
  if (keytab !== undefined && principal === undefined)
    throw wrong("principal", "is not set, and a keytab may hold keys of several principals", [
      run(shell`klist -k ${keytab}`, "shows whose keys it holds"),
      setTo("principal", "svc-airflow@CORP.EXAMPLE"),
    ]);
  return {
    mode: mode ?? (boolean("once", text("once")) ? "once" : "daemon"),
    source: text("source") ?? "/krb5/source/krb5cc",
    cacheDir: text("cacheDir") ?? "/krb5/cache",
    principal: principal === undefined ? undefined : principalOf("principal", principal),
    principalChange: principalChange(text("principalChange")),
    renew: boolean("renew", text("renew")),
    keytab,
    pollSeconds: whole("pollSeconds", text("pollSeconds"), 1, 300) ?? 300,
    minimumSeconds: whole("minimumSeconds", text("minimumSeconds"), 0, 86_400) ?? 0,
    onStop: oneOf("onStop", text("onStop"), ["keep", "remove"]),
    log: oneOf("log", text("log"), ["auto", "json", "human"]),
    logFile: text("logFile"),
    waitSeconds: whole("waitSeconds", text("waitSeconds"), 0, 86_400) ?? 0,
    unknownVariables: unknownVariables(env),
  };
}

function parseFlags(args: readonly string[]): Flags {
  try {
    return readFlags(args);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new SharerError(
      {
        code: "TKT-SETTING",
        what: `${error.message}.`,
        next: [run(shell`ticket-sharer --help`)],
        exit: Exit.usage,
      },
      error,
    );
  }
}

function textOf(name: OptionName, value: string | undefined): string | undefined {
  // Node puts U+FFFD in place of bytes that are not UTF-8; what they were is lost.
  if (value?.includes("\ufffd"))
    throw wrong(name, `is ${JSON.stringify(value)}, which is not UTF-8 and cannot be read`, [
      act("rename it: plain letters, or UTF-8 (convmv -f ISO-8859-1 -t UTF-8 --notest FOLDER)"),
    ]);
  // Compose passes an unset variable on as an empty one.
  return value === undefined || value.trim() === "" ? undefined : value.trim();
}

function principalChange(value = "refuse"): Settings["principalChange"] {
  return value === "refuse" || value === "allow" ? value : principalOf("principalChange", value);
}

function principalOf(name: OptionName, text: string): Principal {
  try {
    return parsePrincipal(text);
  } catch (error) {
    if (!(error instanceof Krb5Error)) throw error;
    throw wrong(name, `cannot be read: ${error.message}`, anyOf(...error.next));
  }
}

function boolean(name: OptionName, value: string | undefined): boolean {
  if (value === undefined) return false;
  if (/^(true|1|yes|on)$/i.test(value)) return true;
  if (/^(false|0|no|off)$/i.test(value)) return false;
  throw wrong(name, `is ${JSON.stringify(value)}, not true or false`, [setTo(name, "true")]);
}

function whole(name: OptionName, value: string | undefined, low: number, high: number): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= low && number <= high) return number;
  throw wrong(name, `is ${JSON.stringify(value)}, not a whole number from ${low} to ${high}`, [
    setTo(name, "300"),
  ]);
}

function oneOf<T extends string>(
  name: OptionName,
  value: string | undefined,
  known: readonly [T, ...T[]],
): T {
  if (value === undefined) return known[0];
  const found = known.find((word) => word === value);
  if (found !== undefined) return found;
  throw wrong(name, `is ${JSON.stringify(value)}, not ${known.join(" or ")}`, [setTo(name, known[0])]);
}

/** A line of .env, or of the environment. */
function setTo(name: OptionName, value: string): Step {
  return act(`set ${options[name].variable}=${quoted(value)}`);
}

function unknownVariables(env: Environment): string[] {
  const known = new Set(Object.values(options).map(({ variable }) => variable as string));
  return Object.keys(env).filter((name) => name.startsWith("TICKET_") && !known.has(name));
}

function wrong(name: OptionName, because: string, next: Next): SharerError {
  const { variable, flag } = options[name];
  return new SharerError({
    code: "TKT-SETTING",
    what: `${variable} (--${flag}) ${because}.`,
    next,
    exit: Exit.usage,
  });
}
