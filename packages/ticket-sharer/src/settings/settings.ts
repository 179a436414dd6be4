import { Krb5Error, type Principal, parseCacheName, parsePrincipal } from "../../../krb5/src/index.ts";
import { Exit, SharerError } from "../errors.ts";
import { shellWord } from "../log/shell-word.ts";
import { type OptionName, options } from "./options.ts";

export interface Settings {
  readonly mode: "daemon" | "once" | "check" | "help" | "version";
  readonly source: string;
  readonly cacheDir: string;
  readonly principal: Principal | undefined;
  readonly renew: boolean;
  readonly keytab: string | undefined;
  readonly spns: readonly string[];
  readonly collection: boolean;
  readonly pollSeconds: number;
  readonly minimumSeconds: number;
  readonly onStop: "keep" | "remove";
  readonly metricsPort: number | undefined;
  readonly metricsHost: string;
  readonly log: "json" | "human" | "auto";
  readonly waitSeconds: number;
  /** TICKET_ variables that are no setting, probably mistyped. */
  readonly unknownVariables: readonly string[];
}

/** @throws SharerError TKT-SETTING, exit 64 */
export function readSettings(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Settings {
  const flags = readFlags(args);
  const text = (name: OptionName): string | undefined => {
    const value = flags.values.get(name) ?? env[options[name].variable];
    // What Node puts in the place of bytes that are no UTF-8: what they were is lost.
    if (value?.includes("\ufffd"))
      throw wrong(name, `is ${JSON.stringify(value)}, which is not written in UTF-8 and cannot be read`, [
        "rename it: plain letters, or UTF-8 (convmv -f ISO-8859-1 -t UTF-8 --notest FOLDER)",
      ]);
    // Compose hands an unset variable over as an empty one.
    return value === undefined || value.trim() === "" ? undefined : value.trim();
  };
  const is = (name: OptionName) => boolean(name, text(name));
  const keytab = text("keytab");
  const principal = text("principal");
  const settings: Settings = {
    mode: flags.mode ?? (is("check") ? "check" : is("once") ? "once" : "daemon"),
    source: text("source") ?? "/krb5/source/krb5cc",
    cacheDir: text("cacheDir") ?? "/krb5/cache",
    principal: principal === undefined ? undefined : principalOf(principal),
    renew: is("renew"),
    keytab,
    spns: (text("spns") ?? "").split(",").flatMap((spn) => (spn.trim() === "" ? [] : [spn.trim()])),
    collection: is("collection"),
    pollSeconds: whole("pollSeconds", text("pollSeconds"), 1, 300) ?? 300,
    minimumSeconds: whole("minimumSeconds", text("minimumSeconds"), 0, 86_400) ?? 0,
    onStop: oneOf("onStop", text("onStop"), ["keep", "remove"]),
    metricsPort: whole("metricsPort", text("metricsPort"), 0, 65_535, 9464),
    metricsHost: text("metricsHost") ?? "127.0.0.1",
    log: oneOf("log", text("log"), ["auto", "json", "human"]),
    waitSeconds: whole("waitSeconds", text("waitSeconds"), 0, 86_400) ?? 0,
    unknownVariables: unknownVariables(env),
  };
  if (keytab !== undefined && settings.principal === undefined)
    throw wrong("principal", "is not set, and a keytab may hold keys of several principals", [
      `klist -k ${shellWord(keytab)}   # shows whose keys it holds`,
      "TICKET_PRINCIPAL=svc-airflow@CORP.EXAMPLE",
    ]);
  // It becomes an argument of kvno.
  for (const spn of settings.spns)
    if (!/^[^-\s/][^\s/]*\/\S+$/.test(spn))
      throw wrong("spns", `holds ${JSON.stringify(spn)}, which is no service principal name`, [
        "TICKET_SPNS=MSSQLSvc/db.corp.example:1433,postgres/db.corp.example",
      ]);
  return settings;
}

function readFlags(args: readonly string[]) {
  const values = new Map<OptionName, string>();
  let mode: "help" | "version" | undefined;
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "--help" || arg === "-h") mode = "help";
    else if (arg === "--version") mode = "version";
    else {
      const [, no, flag, value] = /^--(no-)?([a-z-]+?)(?:=(.*))?$/s.exec(arg) ?? [];
      const name = (Object.keys(options) as OptionName[]).find((known) => options[known].flag === flag);
      if (name === undefined || (no !== undefined && options[name].kind !== "switch"))
        throw usage(`${JSON.stringify(arg)} is no option.`);
      if (no !== undefined) values.set(name, "false");
      else if (value !== undefined) values.set(name, value);
      else if (options[name].kind === "switch") values.set(name, "true");
      else {
        const next = rest.shift();
        if (next === undefined) throw usage(`${arg} needs a value.`);
        values.set(name, next);
      }
    }
  }
  return { values, mode };
}

function principalOf(text: string): Principal {
  try {
    return parsePrincipal(text);
  } catch (error) {
    if (!(error instanceof Krb5Error)) throw error;
    throw wrong("principal", `cannot be read: ${error.message}`, error.next);
  }
}

function boolean(name: OptionName, value: string | undefined): boolean {
  if (value === undefined) return false;
  if (/^(true|1|yes|on)$/i.test(value)) return true;
  if (/^(false|0|no|off)$/i.test(value)) return false;
  throw wrong(name, `is ${JSON.stringify(value)}, not true or false`, [`${options[name].variable}=true`]);
}

function whole(
  name: OptionName,
  value: string | undefined,
  low: number,
  high: number,
  example = 300,
): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= low && number <= high) return number;
  throw wrong(name, `is ${JSON.stringify(value)}, not a whole number from ${low} to ${high}`, [
    `${options[name].variable}=${example}`,
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
  throw wrong(name, `is ${JSON.stringify(value)}, not ${known.join(" or ")}`, [
    `${options[name].variable}=${known[0]}`,
  ]);
}

function unknownVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = new Set(Object.values(options).map(({ variable }) => variable as string));
  return Object.keys(env).filter((name) => name.startsWith("TICKET_") && !known.has(name));
}

function wrong(name: OptionName, because: string, next: readonly string[]): SharerError {
  const { variable, flag } = options[name];
  return new SharerError({
    code: "TKT-SETTING",
    what: `${variable} (--${flag}) ${because}.`,
    next,
    exit: Exit.usage,
  });
}

function usage(what: string): SharerError {
  return new SharerError({ code: "TKT-SETTING", what, next: ["ticket-sharer --help"], exit: Exit.usage });
}

/** Whether the source is one that only a cache name can name: DIR:, KCM: and so on. A bare path is not. */
export function namedSource(source: string): ReturnType<typeof parseCacheName> | undefined {
  const name = parseCacheName(source);
  return name.type === "FILE" ? undefined : name;
}
