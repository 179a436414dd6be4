import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  EnvFileMistake,
  parseEnvFile
} from "./shared-kernel-env-file.mjs";
import {
  Docker,
  callFailed,
  pullFailed
} from "./shared-docker-base-image.mjs";
import {
  CacheAccessError,
  KcmClient,
  KcmError,
  Krb5Error,
  cacheSource,
  formatCacheName,
  hostFiles,
  hostSurroundings,
  keyringExport,
  locateCache,
  parseCcache,
  parsePrincipal,
  printProfile,
  readProfile
} from "./shared-krb5-src-advice.mjs";
import {
  _enum,
  array,
  boolean,
  literal,
  number2 as number,
  object,
  optional,
  string,
  union
} from "./shared-npm-zod-v4-core-api.mjs";
import {
  ProcessFailure,
  attempt,
  bootOf,
  descendantsOf,
  isDenied,
  makeFolder,
  markedWith,
  privateFolder,
  readIfPresent,
  sessionOf,
  startTimeOf,
  tryJson,
  writeAtomic
} from "./shared-npm-commander-esm.mjs";
import {
  AdpError,
  Exit,
  Secret,
  act,
  adp,
  again,
  anyOf,
  bundlePath,
  defineErrors,
  duration,
  either,
  errnoOf,
  quoted,
  reasonOf,
  run,
  shell,
  until,
  userHome
} from "./shared-commands-list.mjs";

// packages/adp/src/platform/keyring.ts
import { readFileSync, renameSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
async function exportOnce({ name: name3, target }) {
  let listed = await attempt(["klist"], { env: { KRB5CCNAME: name3, LC_ALL: "C" }, timeoutMs: 1e4 });
  if (listed instanceof ProcessFailure) return wordsOf(listed);
  let realm2 = /^Default principal: .*@(.+)$/m.exec(listed.stdout)?.[1];
  if (realm2 === void 0) return "klist names no principal";
  let command2 = keyringExport(name3, realm2, target), copied = await attempt(command2.argv, { env: { ...command2.env, LC_ALL: "C" }, timeoutMs: 1e4 });
  if (copied instanceof ProcessFailure)
    return rmSync(command2.rename[0], { force: !0 }), wordsOf(copied);
  renameSync(...command2.rename);
}
var tooOld = "this machine's kvno is older than krb5 1.19 and cannot copy a ticket out of a keyring";
function wordsOf(failure) {
  return /\b(unrecognized|invalid) option|^usage:/im.test(failure.stderr) ? tooOld : failure.tail()[0] || failure.message;
}
function helpForKeyring(problem2) {
  return problem2.includes(tooOld) ? [
    run(shell`export KRB5CCNAME=FILE:/tmp/krb5cc_$(id -u) && kinit`, "gets a ticket in a file"),
    run(adp`platform start`, "in the same shell")
  ] : anyOf(run(shell`kinit`), run(shell`klist`, "shows what it holds"));
}
var exported = "exported";
async function exportForever(options2) {
  let { signal: signal2, everyMs, log, keys = keysOfKernel } = options2, last;
  for (; !signal2.aborted; ) {
    let now = { keys: keys(), at: Date.now() };
    if (last === void 0 || now.keys !== last.keys || now.at - last.at >= everyMs) {
      let problem2 = await exportOnce(options2);
      (last === void 0 || problem2 !== last.problem) && log(problem2 ?? `${exported} ${options2.name}`), last = { problem: problem2, ...now };
    }
    await sleep(1e3, void 0, { signal: signal2 }).catch(() => {
    });
  }
}
function keysOfKernel() {
  try {
    return readFileSync("/proc/keys", "utf8").replace(/^(\S+ +\S+ +\S+) +\S+/gm, "$1");
  } catch {
    return;
  }
}

// packages/adp/src/platform/errors.ts
var {
  NO_SHAREABLE_CACHE,
  REMAPPED,
  VOLUME,
  NOT_STARTED,
  SETTINGS,
  HOST_PROCESS,
  NOT_RUNNING,
  SOURCE_DENIED,
  WAREHOUSE_NOT_STARTED,
  WAREHOUSE_TOO_OLD,
  MOCKS_NOT_STARTED
} = defineErrors({
  NO_SHAREABLE_CACHE: [
    "ADP-PLAT-001",
    Exit.credential,
    "The Kerberos ticket is in a place that cannot be shared."
  ],
  REMAPPED: [
    "ADP-PLAT-002",
    Exit.platform,
    "The Docker Engine maps the users of containers to other users (userns-remap)."
  ],
  VOLUME: ["ADP-PLAT-003", Exit.platform, "The ticket's volume cannot be used."],
  NOT_STARTED: ["ADP-PLAT-004", Exit.platform, "The ticket sharer does not keep running."],
  SETTINGS: ["ADP-PLAT-005", Exit.usage, "A setting of the platform is wrong."],
  HOST_PROCESS: ["ADP-PLAT-007", Exit.platform, "The ticket copier on this machine does not keep running."],
  NOT_RUNNING: ["ADP-PLAT-008", Exit.platform, "The ticket sharer is not running."],
  SOURCE_DENIED: ["ADP-PLAT-009", Exit.credential, "The credential cache belongs to another user."],
  WAREHOUSE_NOT_STARTED: ["ADP-PLAT-010", Exit.platform, "The warehouse does not start."],
  WAREHOUSE_TOO_OLD: ["ADP-PLAT-011", Exit.usage, "The warehouse's PostgreSQL is too old."],
  MOCKS_NOT_STARTED: ["ADP-PLAT-012", Exit.platform, "The mock domain does not start."]
});

// packages/adp/src/platform/logs.ts
async function printLogs(sharer, { follow, lines }) {
  let { docker, hostProcess, output } = sharer;
  await docker.engine();
  let container = await sharer.container();
  if (container === void 0)
    throw new AdpError(NOT_RUNNING, { next: [run(adp`platform start`, "starts it")] });
  for (let line of hostProcess.tail(lines)) output.print(`host       ${line}`);
  let args = ["logs", "--tail", String(lines), ...follow ? ["--follow"] : [], container.id];
  await docker.call(args, { onLine: (line) => output.print(`container  ${line}`) });
}

// packages/adp/src/platform/start.ts
import { join as join12 } from "node:path";

// packages/adp/src/kernel/lock.ts
import { closeSync, openSync, rmSync as rmSync2, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep2 } from "node:timers/promises";
var { BUSY } = defineErrors({
  BUSY: ["ADP-RUN-001", Exit.platform, "Another adp command is running here."]
}), UNNAMED_MS = 5e3;
async function withLock(path, work) {
  await takeLock(path, (holder) => {
    throw new AdpError(BUSY, {
      why: `Process ${holder} holds ${path}.`,
      next: [run(shell`ps -p ${holder} -o pid,lstart,args`, "shows it"), act("wait until it ends"), again]
    });
  });
  try {
    return await work();
  } finally {
    releaseLock(path);
  }
}
async function takeLock(path, onHeld, pauseMs = 50) {
  for (makeFolder(dirname(path), 448); !made(path); ) {
    let holder = holderOf(path);
    if (holder === void 0) {
      breakOpen(path);
      continue;
    }
    holder !== "unnamed" && onHeld(holder), await sleep2(pauseMs);
  }
}
function releaseLock(path) {
  rmSync2(path, { force: !0 });
}
function made(path) {
  try {
    let file = openSync(path, "wx", 384);
    try {
      writeFileSync(file, `${process.pid} ${startTimeOf(process.pid) ?? ""}`);
    } finally {
      closeSync(file);
    }
    return !0;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return !1;
    throw error;
  }
}
function breakOpen(path) {
  let breaking = `${path}.breaking`;
  if (!made(breaking)) {
    ageOf(breaking) > UNNAMED_MS && rmSync2(breaking, { force: !0 });
    return;
  }
  try {
    holderOf(path) === void 0 && rmSync2(path, { force: !0 });
  } finally {
    rmSync2(breaking, { force: !0 });
  }
}
function holderOf(path) {
  let text = readIfPresent(path);
  if (text === void 0) return;
  let match = /^(\d+) (.+)$/.exec(text);
  if (match === null) return ageOf(path) > UNNAMED_MS ? void 0 : "unnamed";
  let pid = Number(match[1]);
  return startTimeOf(pid) === match[2] ? pid : void 0;
}
function ageOf(path) {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

// packages/adp/src/platform/compose.ts
import { createHash } from "node:crypto";
import { statSync as statSync4 } from "node:fs";
import { join as join3 } from "node:path";

// packages/adp/src/platform/krb5-conf.ts
import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
function hostKrb5Conf(root, env = process.env) {
  let configured = (env.KRB5_CONFIG ?? "").split(":").filter((path) => path !== "" && existsSync(path));
  return configured.length > 0 ? configured : [join(root, "layer1-base-image", "config", "krb5.conf"), "/etc/krb5.conf"].filter((path) => existsSync(path)).slice(0, 1);
}
function machinesKrb5Conf(root) {
  let paths = hostKrb5Conf(root);
  if (paths.length === 0)
    throw new AdpError(SETTINGS, {
      what: "Renewal and a keytab need a krb5.conf, and there is none on this machine.",
      next: [
        act("ask your Kerberos or Active Directory team for the file"),
        run(shell`export KRB5_CONFIG=/path/of/krb5.conf`),
        again
      ]
    });
  try {
    return printProfile(readProfile(hostFiles, paths.join(":")));
  } catch (error) {
    throw error instanceof Krb5Error ? new AdpError(SETTINGS, {
      what: `${paths.join(", ")} cannot be read, with what it includes.`,
      why: error.message,
      next: anyOf(...error.next),
      cause: error
    }) : error;
  }
}
function keptIn(runFolder, krb5Conf2) {
  privateFolder(runFolder);
  let folder = join(runFolder, "krb5");
  mkdirSync(folder, { recursive: !0 }), chmodSync(folder, 493);
  let path = join(folder, "krb5.conf");
  return writeAtomic(path, krb5Conf2), chmodSync(path, 420), folder;
}

// packages/adp/src/platform/settings.ts
import { join as join2 } from "node:path";

// packages/adp/src/platform/check-settings.ts
import { statSync as statSync2 } from "node:fs";

// packages/ticket-sharer/src/errors.ts
var SharerError = class extends Error {
  constructor(problem2, cause) {
    super(problem2.what, cause === void 0 ? void 0 : { cause });
    this.problem = problem2;
    this.name = "SharerError";
  }
  problem;
};

// packages/ticket-sharer/src/settings/options.ts
function option(name3, kind, help) {
  return { variable: `TICKET_${name3}`, flag: name3.toLowerCase().replaceAll("_", "-"), kind, help };
}
var options = {
  source: option(
    "SOURCE",
    "text",
    "the ticket: a file, a folder, or DIR:, KCM: (default /krb5/source/krb5cc)"
  ),
  cacheDir: option("CACHE_DIR", "text", "the folder of the shared copy (default /krb5/cache)"),
  principal: option("PRINCIPAL", "text", "share only this principal's ticket; with a keytab: whose to get"),
  principalChange: option(
    "PRINCIPAL_CHANGE",
    "text",
    "refuse another principal's ticket than before, allow it, or allow this principal's (default refuse)"
  ),
  renew: option("RENEW", "switch", "renew the shared copy at half of its life (needs a network)"),
  keytab: option("KEYTAB", "text", "no source: get the ticket with the keys in this file (needs a network)"),
  pollSeconds: option("POLL_SECONDS", "whole", "read the source at least this often (default and most: 300)"),
  minimumSeconds: option(
    "MINIMUM_SECONDS",
    "whole",
    "refuse a ticket that ends sooner than this (default 0)"
  ),
  onStop: option("ON_STOP", "text", "keep or remove the shared copy when stopped (default keep)"),
  log: option("LOG", "text", "json, human or auto: human on a terminal (default auto)"),
  logFile: option(
    "LOG_FILE",
    "text",
    "write the log to this file, 1 MB at most with an older one (default: print it)"
  ),
  waitSeconds: option("WAIT_SECONDS", "whole", "with --once: wait this long for a ticket (default 0)"),
  once: option("ONCE", "switch", "publish once and exit, for init containers")
};

// packages/ticket-sharer/src/settings/flags.ts
import { parseArgs } from "node:util";
function readFlags(args) {
  let known2 = Object.values(options).map(
    ({ flag, kind }) => [flag, { type: kind === "switch" ? "boolean" : "string" }]
  ), { values } = parseArgs({
    args: [...args],
    options: {
      ...Object.fromEntries(known2),
      help: { type: "boolean", short: "h" },
      version: { type: "boolean" }
    },
    allowNegative: !0
  }), given = /* @__PURE__ */ new Map();
  for (let name3 of Object.keys(options)) {
    let value = values[options[name3].flag];
    value !== void 0 && given.set(name3, String(value));
  }
  return { help: values.help === !0, version: values.version === !0, values: given };
}

// packages/ticket-sharer/src/settings/settings.ts
function readSettings(args, env) {
  let flags = parseFlags(args), text = (name3) => textOf(name3, flags.values.get(name3) ?? env[options[name3].variable]), mode = flags.help ? "help" : flags.version ? "version" : void 0, keytab = text("keytab"), principal = text("principal");
  if (keytab !== void 0 && principal === void 0)
    throw wrong("principal", "is not set, and a keytab may hold keys of several principals", [
      run(shell`klist -k ${keytab}`, "shows whose keys it holds"),
      setTo("principal", "svc-airflow@CORP.EXAMPLE")
    ]);
  return {
    mode: mode ?? (boolean2("once", text("once")) ? "once" : "daemon"),
    source: text("source") ?? "/krb5/source/krb5cc",
    cacheDir: text("cacheDir") ?? "/krb5/cache",
    principal: principal === void 0 ? void 0 : principalOf("principal", principal),
    principalChange: principalChange(text("principalChange")),
    renew: boolean2("renew", text("renew")),
    keytab,
    pollSeconds: whole("pollSeconds", text("pollSeconds"), 1, 300) ?? 300,
    minimumSeconds: whole("minimumSeconds", text("minimumSeconds"), 0, 86400) ?? 0,
    onStop: oneOf("onStop", text("onStop"), ["keep", "remove"]),
    log: oneOf("log", text("log"), ["auto", "json", "human"]),
    logFile: text("logFile"),
    waitSeconds: whole("waitSeconds", text("waitSeconds"), 0, 86400) ?? 0,
    unknownVariables: unknownVariables(env)
  };
}
function parseFlags(args) {
  try {
    return readFlags(args);
  } catch (error) {
    throw error instanceof TypeError ? new SharerError(
      {
        code: "TKT-SETTING",
        what: `${error.message}.`,
        next: [run(shell`ticket-sharer --help`)],
        exit: Exit.usage
      },
      error
    ) : error;
  }
}
function textOf(name3, value) {
  if (value?.includes("\uFFFD"))
    throw wrong(name3, `is ${JSON.stringify(value)}, which is not UTF-8 and cannot be read`, [
      act("rename it: plain letters, or UTF-8 (convmv -f ISO-8859-1 -t UTF-8 --notest FOLDER)")
    ]);
  return value === void 0 || value.trim() === "" ? void 0 : value.trim();
}
function principalChange(value = "refuse") {
  return value === "refuse" || value === "allow" ? value : principalOf("principalChange", value);
}
function principalOf(name3, text) {
  try {
    return parsePrincipal(text);
  } catch (error) {
    throw error instanceof Krb5Error ? wrong(name3, `cannot be read: ${error.message}`, anyOf(...error.next)) : error;
  }
}
function boolean2(name3, value) {
  if (value === void 0) return !1;
  if (/^(true|1|yes|on)$/i.test(value)) return !0;
  if (/^(false|0|no|off)$/i.test(value)) return !1;
  throw wrong(name3, `is ${JSON.stringify(value)}, not true or false`, [setTo(name3, "true")]);
}
function whole(name3, value, low, high) {
  if (value === void 0) return;
  let number2 = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number2 >= low && number2 <= high) return number2;
  throw wrong(name3, `is ${JSON.stringify(value)}, not a whole number from ${low} to ${high}`, [
    setTo(name3, "300")
  ]);
}
function oneOf(name3, value, known2) {
  if (value === void 0) return known2[0];
  let found = known2.find((word) => word === value);
  if (found !== void 0) return found;
  throw wrong(name3, `is ${JSON.stringify(value)}, not ${known2.join(" or ")}`, [setTo(name3, known2[0])]);
}
function setTo(name3, value) {
  return act(`set ${options[name3].variable}=${quoted(value)}`);
}
function unknownVariables(env) {
  let known2 = new Set(Object.values(options).map(({ variable: variable2 }) => variable2));
  return Object.keys(env).filter((name3) => name3.startsWith("TICKET_") && !known2.has(name3));
}
function wrong(name3, because, next) {
  let { variable: variable2, flag } = options[name3];
  return new SharerError({
    code: "TKT-SETTING",
    what: `${variable2} (--${flag}) ${because}.`,
    next,
    exit: Exit.usage
  });
}

// packages/adp/src/platform/warehouse/setting.ts
import { userInfo } from "node:os";
function warehouseSetting({ WAREHOUSE: text }) {
  if (text === void 0 || text === "") return { kind: "on-demand" };
  if (text === "local" || text === "none") return { kind: text };
  let uri = URL.canParse(text) ? new URL(text) : void 0;
  if (uri === void 0 || !/^postgres(ql)?:$/.test(uri.protocol) || uri.hostname === "" || uri.pathname.length < 2)
    throw new AdpError(SETTINGS, {
      what: "WAREHOUSE is not local, none or postgres://USER@HOST:PORT/DATABASE.",
      next: [act("correct WAREHOUSE in platform-bootstrap/.env"), again]
    });
  if (uri.password !== "" || uri.searchParams.has("password"))
    throw new AdpError(SETTINGS, {
      what: "WAREHOUSE holds a password.",
      why: "platform-bootstrap/.env may be committed to a fork, and the address is in every container's environment.",
      next: [
        either(
          [act("remove the password, where the database takes your Kerberos ticket"), again],
          act(
            "set WAREHOUSE=none, and name the connection warehouse in each datakit's airflow_settings.yaml"
          )
        )
      ]
    });
  return uri.username === "" && (uri.username = encodeURIComponent(userInfo().username)), uri.protocol = "postgres:", { kind: "remote", uri: uri.href };
}

// packages/adp/src/platform/check-settings.ts
var fromComposeOnly = new Set(
  [options.cacheDir, options.logFile, options.waitSeconds, options.once].map(({ variable: variable2 }) => variable2)
), ticketSettings = [
  ...Object.values(options).map(({ variable: variable2 }) => variable2).filter((variable2) => !fromComposeOnly.has(variable2)),
  "TICKET_NETWORK"
];
function checkSettings(settings) {
  refuseUnknown(settings), refuseWhatTheSharerWould(settings), warehouseSetting(settings);
  let network = settings.TICKET_NETWORK;
  if (network !== void 0 && network !== "bridge" && network !== "host")
    throw wrong2(`TICKET_NETWORK is "${network}", not bridge or host.`, [act("set TICKET_NETWORK=bridge")]);
  settings.TICKET_KEYTAB !== void 0 && checkKeytab(settings.TICKET_KEYTAB);
}
function refuseUnknown(settings) {
  let name3 = Object.keys(settings).find(
    (key) => key.startsWith("TICKET_") && !ticketSettings.includes(key)
  );
  if (name3 !== void 0)
    throw new AdpError(SETTINGS, {
      what: `${name3} is not a setting.`,
      why: `The settings are ${ticketSettings.join(", ")}.`,
      next: [
        run(shell`less platform-bootstrap/.env.example`, "describes each of them"),
        act(`correct ${name3} in platform-bootstrap/.env or layer1-base-image/.env, or remove it`)
      ]
    });
}
function refuseWhatTheSharerWould(settings) {
  try {
    readSettings([], settings);
  } catch (error) {
    if (!(error instanceof SharerError)) throw error;
    let { what, why, next } = error.problem;
    throw new AdpError(SETTINGS, {
      // The sharer's flags are not adp's.
      what: what.replace(/ \(--[a-z-]+\)/, ""),
      ...why === void 0 ? {} : { why },
      next,
      cause: error
    });
  }
}
function checkKeytab(keytab) {
  if (isDenied(keytab))
    throw wrong2(`You may not read ${keytab}, which TICKET_KEYTAB names.`, [
      run(shell`ls -ln ${keytab}`, "shows whose it is"),
      act("ask its owner to share its ticket")
    ]);
  if (!(keytab.startsWith("/") && statSync2(keytab, { throwIfNoEntry: !1 })?.isFile() === !0))
    throw wrong2(`${keytab}, which TICKET_KEYTAB names, is not a file with an absolute path.`, [
      act("set TICKET_KEYTAB to the absolute path of a keytab")
    ]);
}
function wrong2(what, next) {
  return new AdpError(SETTINGS, { what, next });
}

// packages/adp/src/platform/settings.ts
var known = /^(TICKET_\w+|IMAGE_[A-Z_]+|APT_(SECURITY_)?MIRROR|LAYER1_TAG|WAREHOUSE|MOCKS)$/;
function readPlatformSettings(root, env = process.env) {
  let files2 = ["layer1-base-image", "platform-bootstrap"].map(
    (folder) => fromFile(join2(root, folder, ".env"))
  ), own = Object.entries(env).flatMap(
    ([name3, value]) => value !== void 0 && known.test(name3) && !isUnknown(name3) ? [[name3, value]] : []
  ), merged = { ...files2[0], ...files2[1], ...Object.fromEntries(own) };
  return Object.fromEntries(
    Object.entries(merged).filter(([name3, value]) => known.test(name3) && value !== "")
  );
}
function unknownTicketVariables(env) {
  return Object.keys(env).filter(isUnknown);
}
function isUnknown(name3) {
  return name3.startsWith("TICKET_") && !ticketSettings.includes(name3);
}
function fromFile(path) {
  try {
    return parseEnvFile(readIfPresent(path) ?? "");
  } catch (error) {
    throw error instanceof EnvFileMistake ? new AdpError(SETTINGS, {
      what: `Line ${error.line} of ${path} is not a setting.`,
      why: "A line is NAME=value, or a comment that begins with #.",
      next: [act(`correct line ${error.line} of ${path}`)]
    }) : error;
  }
}
function isOn(value) {
  return value !== void 0 && /^(true|1|yes|on)$/i.test(value);
}

// packages/adp/src/platform/source.ts
import { existsSync as existsSync2, readdirSync, statSync as statSync3 } from "node:fs";
import { basename, dirname as dirname2, resolve } from "node:path";
function hostCache(surroundings, override) {
  try {
    let env = override === void 0 ? surroundings.env : { ...surroundings.env, KRB5CCNAME: override }, located = locateCache({ ...surroundings, env });
    return {
      text: formatCacheName(located.name),
      origin: override === void 0 ? located.origin : "TICKET_SOURCE",
      name: located.name,
      source: sourceOf(located, surroundings)
    };
  } catch (error) {
    throw error instanceof Krb5Error ? new AdpError(NO_SHAREABLE_CACHE, {
      what: error.message,
      ...error.why === void 0 ? {} : { why: error.why },
      next: anyOf(...error.next),
      cause: error
    }) : error;
  }
}
function namedSource(surroundings, override) {
  try {
    let cache = hostCache(surroundings, override);
    return { name: cache.text, origin: cache.origin, cache };
  } catch (error) {
    if (!(error instanceof AdpError)) throw error;
    if (override !== void 0) return { name: override, origin: "TICKET_SOURCE", error };
    let { KRB5CCNAME } = surroundings.env;
    return KRB5CCNAME === void 0 ? { name: "the default credential cache", origin: "default", error } : { name: KRB5CCNAME, origin: "KRB5CCNAME", error };
  }
}
function sourceOf(located, surroundings) {
  try {
    return cacheSource(located.name, located.profile, surroundings);
  } catch (error) {
    if (error instanceof CacheAccessError && error.kind === "directory") return;
    throw error;
  }
}
var mountPoint = "/krb5/source";
function routeOf(cache, sessions = "/run/user") {
  let { source } = cache, mountable = (folder) => !resolve(folder).startsWith(`${sessions}/`) && holdsOnlyCaches(folder);
  if (source?.kind === "keyring") return { kind: "export", name: source.name };
  if (source?.kind === "file") {
    let path2 = resolve(source.path), folder = dirname2(path2);
    return mountable(folder) ? { kind: "mount", folder, source: `${mountPoint}/${basename(path2)}`, uid: ownerOf(path2, folder) } : { kind: "watch", source: path2 };
  }
  if (source?.kind === "directory" && mountable(source.folder)) {
    let folder = resolve(source.folder), inside = cache.name.residual.startsWith(":") ? `:${mountPoint}/${basename(source.path)}` : mountPoint;
    return { kind: "mount", folder, source: `DIR:${inside}`, uid: ownerOf(source.path, folder) };
  }
  if (cache.name.type !== "DIR") return { kind: "watch", source: cache.text };
  let [, one = "", path = ""] = /^(:?)(.*)$/s.exec(cache.name.residual) ?? [];
  return { kind: "watch", source: `DIR:${one}${resolve(path)}` };
}
function sourceInside(route) {
  return route.kind === "mount" ? route.source : `${mountPoint}/krb5cc`;
}
var cacheFile = /^(krb5cc|tkt|primary)/;
function holdsOnlyCaches(folder) {
  try {
    return (statSync3(folder).mode & 18) !== 0 ? !1 : readdirSync(folder, { withFileTypes: !0 }).every((entry) => cacheFile.test(entry.name) && entry.isFile());
  } catch {
    return !1;
  }
}
function ownerOf(path, folder) {
  return statSync3(existsSync2(path) ? path : folder).uid;
}

// packages/adp/src/platform/compose.ts
var projectName = "platform-bootstrap", serviceName = "kerberos-ticket-sharer";
function compose(options2) {
  let { settings, route } = options2, network = needsNetwork(settings, route), names = [
    "docker-compose.yml",
    ...network ? ["docker-compose.network.yml"] : [],
    ...route.kind === "keytab" ? ["docker-compose.keytab.yml"] : []
  ], krb5Conf2 = network ? machinesKrb5Conf(options2.root) : void 0, ticketSettings2 = Object.fromEntries(
    Object.entries(settings).filter(([name3]) => name3.startsWith("TICKET_") && name3 !== "TICKET_SOURCE")
  );
  return {
    files: names.map((name3) => join3(options2.root, "platform-bootstrap", name3)),
    env: {
      ...options2.principalChange === void 0 ? {} : { TICKET_PRINCIPAL_CHANGE: options2.principalChange },
      ...ticketSettings2,
      SHARER_IMAGE: options2.image,
      SHARER_USER: `${options2.rootless ? 0 : ownerOf2(route)}:0`,
      SHARER_FOLDER: route.kind === "mount" ? route.folder : options2.privateFolder,
      SHARER_SOURCE: sourceInside(route),
      ...route.kind === "keytab" ? { SHARER_KEYTAB: route.path } : {},
      ...krb5Conf2 === void 0 ? {} : { SHARER_KRB5_FOLDER: keptIn(options2.runFolder, krb5Conf2) },
      SHARER_INPUTS: inputsOf(route, krb5Conf2)
    }
  };
}
function needsNetwork(settings, route) {
  return route.kind === "keytab" || isOn(settings.TICKET_RENEW);
}
function ownerOf2(route) {
  return route.kind === "mount" ? route.uid : route.kind === "keytab" ? statSync4(route.path).uid : process.getuid?.() ?? 0;
}
function inputsOf(route, krb5Conf2) {
  let inputs = [sourceOf2(route), krb5Conf2 ?? ""];
  return createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 16);
}
function sourceOf2(route) {
  if (route.kind === "watch") return route.source;
  if (route.kind === "export") return route.name;
  if (route.kind === "mount") {
    let folder = statSync4(route.folder, { bigint: !0 });
    return [route.folder, folder.ino, folder.birthtimeNs].join(" ");
  }
  let { ino, mtimeNs, size } = statSync4(route.path, { bigint: !0 });
  return [route.path, ino, mtimeNs, size].join(" ");
}

// packages/adp/src/platform/image.ts
import { createHash as createHash2 } from "node:crypto";
import { existsSync as existsSync3, readdirSync as readdirSync2, readFileSync as readFileSync2 } from "node:fs";
import { join as join4 } from "node:path";
function sharerProgram(root) {
  return join4(root, "packages", "ticket-sharer", "dist", "ticket-sharer.mjs");
}
var inputsLabel = "io.airflow-data-platform.inputs", standInLabel = "io.airflow-data-platform.stand-in";
async function findOrBuildImage({
  docker,
  root,
  settings,
  output
}) {
  let named = settings.IMAGE_TICKET_SHARER;
  if (named !== void 0) return { name: named, standIn: !1 };
  let layer1 = `layer1-ticket-sharer:${settings.LAYER1_TAG ?? "latest"}`;
  if (await docker.imageLabels(layer1) !== void 0) return { name: layer1, standIn: !1 };
  let name3 = "layer1-ticket-sharer:stand-in", args = Object.fromEntries(
    ["IMAGE_NODE", "IMAGE_STAND_IN"].flatMap((key) => {
      let value = settings[key];
      return value === void 0 ? [] : [[key, value]];
    })
  ), inputs = hashOf(root, args);
  return (await docker.imageLabels(name3))?.[inputsLabel] === inputs ? { name: name3, standIn: !0 } : (output.note(`Building ${name3} on Debian, because Layer 1 is not built here (once, a minute or two)`), await docker.build({
    folder: join4(root, "layer1-base-image"),
    target: "ticket-sharer",
    tag: name3,
    args,
    contexts: { "ticket-sharer-program": join4(root, "packages", "ticket-sharer", "dist") },
    labels: { [inputsLabel]: inputs, [standInLabel]: "true" }
  }), { name: name3, standIn: !0 });
}
function hashOf(root, args) {
  let hash = createHash2("sha256"), folder = join4(root, "packages", "ticket-sharer", "dist"), program = existsSync3(folder) ? readdirSync2(folder).sort() : [], files2 = [join4(root, "layer1-base-image", "Dockerfile"), ...program.map((name3) => join4(folder, name3))];
  for (let file of files2) {
    let content = readFileSync2(file);
    hash.update(`${file.slice(root.length)}\0${content.length}\0`).update(content);
  }
  return hash.update(JSON.stringify(args)).digest("hex");
}

// packages/adp/src/platform/own-ticket.ts
import { closeSync as closeSync2, constants, fstatSync, mkdtempSync, openSync as openSync2, readFileSync as readFileSync3, rmSync as rmSync3 } from "node:fs";
import { tmpdir } from "node:os";
import { join as join5 } from "node:path";
var largest = 1024 * 1024;
async function readOwnTicket({ source }) {
  switch (source?.kind) {
    case void 0:
      return;
    case "file":
    case "directory": {
      let bytes = readRegular(source.path);
      return bytes === void 0 ? void 0 : parseCcache(bytes);
    }
    case "kcm":
      return fromKcm(source.socket, source.cache);
    case "keyring":
      return fromKeyring(source.name);
  }
}
function readRegular(path) {
  let file;
  try {
    file = openSync2(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    let code = errnoOf(error) ?? "";
    if (["ENOENT", "ENOTDIR"].includes(code)) return;
    throw new NotReadable(
      wordsFor(path, code, error),
      anyOf(
        run(shell`ls -ln ${path}`, "shows what it is, and whose"),
        run(shell`unset KRB5CCNAME && kinit`, "gets a ticket of your own")
      )
    );
  }
  try {
    let found = fstatSync(file), elsewhere = [run(shell`klist`, "shows where your ticket is")];
    if (!found.isFile()) throw new NotReadable(`${path} is not a file`, elsewhere);
    if (found.size > largest) throw new NotReadable(`${path} is too large for a credential cache`, elsewhere);
    return readFileSync3(file);
  } finally {
    closeSync2(file);
  }
}
var NotReadable = class extends Error {
  constructor(message, next) {
    super(message);
    this.next = next;
  }
  next;
};
function helpFor(error) {
  return error instanceof Krb5Error ? anyOf(...error.next) : error instanceof NotReadable ? error.next : [run(shell`kinit`)];
}
function wordsFor(path, code, error) {
  return code === "EACCES" || code === "EPERM" ? `you may not read ${path}` : code === "ELOOP" ? `${path} is a symbolic link that leads back to itself` : `${path} cannot be read (${code || reasonOf(error)})`;
}
async function fromKcm(socket, cache) {
  let client = await KcmClient.connect(socket, { timeoutMs: 5e3 });
  try {
    return await client.read(cache);
  } catch (error) {
    if (error instanceof KcmError && error.kind === "no-cache") return;
    throw error;
  } finally {
    client.close();
  }
}
async function fromKeyring(name3) {
  let folder = mkdtempSync(join5(tmpdir(), "adp-keyring-"));
  try {
    let target = join5(folder, "krb5cc"), problem2 = await exportOnce({ name: name3, target });
    if (problem2 === void 0) return parseCcache(readFileSync3(target));
    if (/no credentials cache found|can't find client principal|cache (keyring .*)?not found/i.test(problem2))
      return;
    throw new NotReadable(problem2, helpForKeyring(problem2));
  } finally {
    rmSync3(folder, { recursive: !0, force: !0 });
  }
}

// packages/adp/src/platform/principal-change.ts
async function allowedPrincipalChange(sharer) {
  let cache = sharer.source(), found = cache === void 0 ? void 0 : await readOwnTicket(cache).catch(() => {
  }), running = await sharer.sharing(), principal = found === void 0 ? void 0 : String(found.principal);
  return principal !== void 0 && principal !== running?.status?.principal ? principal : running?.container.env.TICKET_PRINCIPAL_CHANGE || void 0;
}

// packages/adp/src/platform/refusals.ts
import { statSync as statSync5 } from "node:fs";
function refuseRemapped(engine) {
  if (!(!engine.remapped || engine.rootless))
    throw new AdpError(REMAPPED, {
      why: "Under userns-remap no container can read a file that only you may read, and your ticket is such a file.",
      evidence: [`Docker Engine ${engine.version}: security option name=userns`],
      next: [
        either(
          [
            act('remove "userns-remap" from /etc/docker/daemon.json'),
            run(shell`sudo systemctl restart docker`)
          ],
          run(shell`dockerd-rootless-setuptool.sh install`, "installs rootless Docker, which is supported")
        )
      ]
    });
}
function refuseOthersTicket(cache, route) {
  let me = process.getuid?.() ?? 0, path = cache.source?.kind === "file" || cache.source?.kind === "directory" ? cache.source.path : void 0, denied = path !== void 0 && isDenied(path), found = denied || path === void 0 ? void 0 : statSync5(path, { throwIfNoEntry: !1 }), owner = route.kind === "mount" ? route.uid : found?.uid;
  if (!(!(owner !== void 0 && owner !== me && !(me === 0 && route.kind === "mount")) && !denied))
    throw new AdpError(SOURCE_DENIED, {
      what: `${path ?? cache.text} belongs to another user, or you may not read it.`,
      why: `${cache.origin} names it as your credential cache.`,
      next: [
        either(
          run(shell`ls -ln ${path ?? cache.text}`, "shows whose it is"),
          run(shell`unset KRB5CCNAME && kinit`, "gets a ticket of your own")
        )
      ]
    });
}

// packages/adp/src/platform/volume.ts
var volumeName = "platform_kerberos_cache", removeVolume = [
  act(`remove the containers that docker ps --all --filter volume=${volumeName} lists`),
  run(shell`docker volume rm ${volumeName}`)
], folderForm = "0:0:2770";
async function checkVolume(docker) {
  let found = await docker.volume(volumeName);
  if (!(found === void 0 || found.driver === "local"))
    throw new AdpError(VOLUME, {
      what: `The volume ${volumeName} uses the driver ${found.driver}.`,
      why: "A ticket belongs on this machine's own disk; network volumes do not announce changes.",
      next: [...removeVolume, again]
    });
}
async function repairVolume(docker, image) {
  let result = await inVolume(docker, image, {
    volume: volumeName,
    capabilities: ["CHOWN", "FOWNER", "FSETID"],
    script: "chown 0:0 /volume && chmod 2770 /volume"
  });
  if (result instanceof ProcessFailure)
    throw new AdpError(VOLUME, {
      what: `The owner and mode of the volume ${volumeName} are wrong and cannot be repaired.`,
      why: "A container that mounted it first, without nocopy, has changed its owner and mode.",
      evidence: result.tail(4),
      next: [...removeVolume, again],
      cause: result
    });
}
async function withdrawTicket(docker, image) {
  let result = await inVolume(docker, image, {
    volume: volumeName,
    capabilities: ["DAC_OVERRIDE"],
    script: "cd /volume && rm -rf krb5cc .krb5cc.* collection healthy status.json ticket.prom"
  });
  if (result instanceof ProcessFailure)
    throw new AdpError(VOLUME, {
      what: `The ticket cannot be removed from the volume ${volumeName}.`,
      why: "A container of the sharer's image failed to remove it. kdestroy does not reach this copy, which ends with the ticket.",
      evidence: result.tail(4),
      next: [either(again, removeVolume)],
      cause: result
    });
}
function inVolume(docker, image, work) {
  let { volume, capabilities, script, input } = work;
  return docker.try(
    [
      "run",
      "--rm",
      ...input === void 0 ? [] : ["--interactive"],
      "--network=none",
      "--read-only",
      "--user=0:0",
      "--cap-drop=ALL",
      ...capabilities.map((name3) => `--cap-add=${name3}`),
      "--security-opt=no-new-privileges:true",
      `--mount=type=volume,source=${volume},target=/volume,volume-nocopy`,
      "--entrypoint=/bin/sh",
      image,
      "-c",
      script
    ],
    input === void 0 ? {} : { input }
  );
}

// packages/adp/src/platform/shared.ts
var networkName = "airflow-data-platform", loginVolume = "platform_warehouse_login";
async function makeShared(docker) {
  let make = async (volume) => {
    await docker.volume(volume) === void 0 && await docker.call(["volume", "create", volume]);
  }, ticket = checkVolume(docker).then(() => make(volumeName));
  await Promise.all([ticket, make(loginVolume), makeNetwork(docker)]);
}
async function makeNetwork(docker) {
  if (await docker.hasNetwork(networkName)) return;
  let made2 = await docker.try(["network", "create", networkName]);
  if (made2 instanceof ProcessFailure && !/already exists/i.test(made2.stderr)) throw docker.explain(made2);
}

// packages/adp/src/platform/status-file.ts
var command = union([
  object({ shell: string() }),
  object({ adp: string() }),
  object({ again: literal(!0) })
]), step = union([
  object({ run: command, why: optional(string()) }),
  object({ do: string(), why: optional(string()) })
]), problem = object({
  code: string(),
  what: string(),
  why: optional(string()),
  next: array(union([step, object({ either: array(array(step)) })]))
}), status = object({
  version: literal(2),
  state: _enum(["shared", "waiting", "unusable", "stopped"]),
  usable: boolean(),
  text: string(),
  principal: optional(string()),
  realm: optional(string()),
  usableUntil: optional(number()),
  renewableUntil: optional(number()),
  clockOffsetSeconds: optional(number()),
  cache: string(),
  published: optional(number()),
  source: object({ name: string(), problem: optional(problem) }),
  problem: optional(problem),
  started: number(),
  updated: number()
});
function parseStatusFile(text, now = Date.now()) {
  let found = tryJson(text, status);
  if (found === void 0) return;
  let ended = found.state === "shared" && (found.usableUntil === void 0 || found.usableUntil * 1e3 <= now), { source, problem: own, ...facts } = found;
  return {
    ...defined(facts),
    source: {
      name: source.name,
      ...source.problem === void 0 ? {} : { problem: problemOf(source.problem) }
    },
    ...own === void 0 ? {} : { problem: problemOf(own) },
    ...ended ? { state: "unusable" } : {},
    usable: found.state === "shared" && !ended
  };
}
function problemIn(found) {
  return found?.problem ?? found?.source.problem;
}
function problemOf({ next, ...facts }) {
  return { ...defined(facts), next: next.map(entryOf) };
}
function entryOf(entry) {
  return "either" in entry ? { either: entry.either.map((way) => way.map(stepOf)) } : stepOf(entry);
}
function stepOf(found) {
  return defined(found);
}
function defined(value) {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== void 0));
}

// packages/adp/src/platform/warehouse/start.ts
import { createHash as createHash5 } from "node:crypto";
import { join as join11 } from "node:path";

// packages/adp/src/kernel/port.ts
import { createServer } from "node:net";
function portState(port) {
  return new Promise((answer) => {
    let server = createServer();
    server.once(
      "error",
      (error) => answer(error.code === "EACCES" ? "denied" : "taken")
    ), server.listen({ host: "127.0.0.1", port, exclusive: !0 }, () => server.close(() => answer("free")));
  });
}
function freePort() {
  return new Promise((answer, reject) => {
    let server = createServer();
    server.once("error", reject), server.listen({ host: "127.0.0.1", port: 0 }, () => {
      let address = server.address(), port = typeof address == "object" && address !== null ? address.port : 0;
      server.close(() => answer(port));
    });
  });
}

// packages/adp/src/kernel/scram.ts
import { createHash as createHash3, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
function scramVerifier(password2, salt = randomBytes(16), iterations = 4096) {
  let salted = pbkdf2Sync(password2.reveal(), salt, iterations, 32, "sha256"), clientKey = createHmac("sha256", salted).update("Client Key").digest(), storedKey = createHash3("sha256").update(clientKey).digest("base64"), serverKey = createHmac("sha256", salted).update("Server Key").digest("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${storedKey}:${serverKey}`;
}

// packages/adp/src/platform/mocks/mocks.ts
import { join as join10 } from "node:path";

// packages/adp/src/platform/warehouse/login.ts
import { join as join7 } from "node:path";

// packages/adp/src/platform/state-folder.ts
import { join as join6 } from "node:path";
function stateFolder(env) {
  return join6(env.XDG_STATE_HOME || join6(userHome(env), ".local", "state"), "airflow-data-platform");
}

// packages/adp/src/platform/warehouse/login.ts
var role = "warehouse", hostInside = "platform-warehouse", folderInside = "/run/platform/warehouse", localUri = `postgres://${role}@${hostInside}:5432/${role}?gssencmode=disable&passfile=${folderInside}/pgpass`, HostFiles = class {
  folder;
  constructor(env = process.env) {
    this.folder = join7(stateFolder(env), "warehouse");
  }
  /** libpq's password file, for clients on this machine (PGPASSFILE). */
  get pgpass() {
    return join7(this.folder, "pgpass");
  }
  /** The variables that every datakit's override gives to Airflow: the connection, without a password. */
  get variables() {
    return join7(this.folder, "airflow.env");
  }
  password() {
    return passwordIn(readIfPresent(this.pgpass) ?? "");
  }
  remember(password2, port) {
    privateFolder(this.folder), writeAtomic(this.pgpass, `127.0.0.1:${port}:${role}:${role}:${password2.reveal()}
`);
  }
  /**
   * Names the warehouse for the datakits, or none. The shell in which a datakit is started outranks it: Compose fills in the
   * variable where the line has no value, and the default where it has one. `more`: other variables of the same file.
   */
  name(uri, more = {}) {
    let value = uri === void 0 ? "" : `=\${${variable}:-${uri.replaceAll("$", "%24").replaceAll("}", "%7D")}}`;
    privateFolder(this.folder);
    let others = Object.entries(more).map(([name3, text]) => `${name3}=${text}
`);
    writeAtomic(this.variables, [`${variable}${value}
`, ...others].join(""));
  }
  /** What the last start of the local warehouse left behind. */
  get settled() {
    return readIfPresent(this.#settled);
  }
  settle(state) {
    writeAtomic(this.#settled, state);
  }
  get #settled() {
    return join7(this.folder, "settled");
  }
  named() {
    return /^AIRFLOW_CONN_WAREHOUSE=\$\{AIRFLOW_CONN_WAREHOUSE:-(.*)\}$/m.exec(
      readIfPresent(this.variables) ?? ""
    )?.[1];
  }
}, variable = "AIRFLOW_CONN_WAREHOUSE";
function passwordIn(pgpass) {
  let password2 = pgpass.trim().split(":").at(-1) ?? "";
  return password2 === "" ? void 0 : new Secret(password2);
}
async function passwordInVolume(docker, image) {
  let found = await inVolume(docker, image, {
    volume: loginVolume,
    capabilities: ["DAC_OVERRIDE"],
    script: "cat /volume/pgpass"
  });
  if (!/no such file/i.test(found.stderr)) {
    if (found instanceof ProcessFailure) throw docker.explain(found);
    return passwordIn(found.stdout);
  }
}
async function writeLogin(docker, image, password2) {
  let script = [
    "umask 077",
    "rm -f /volume/pgpass.new",
    "cat >/volume/pgpass.new",
    "chmod 0400 /volume/pgpass.new",
    "chown 50000:0 /volume/pgpass.new",
    "mv -f /volume/pgpass.new /volume/pgpass"
  ].join(" && "), done = await inVolume(docker, image, {
    volume: loginVolume,
    capabilities: ["CHOWN", "DAC_OVERRIDE"],
    script,
    input: `${hostInside}:5432:${role}:${role}:${password2.reveal()}
`
  });
  if (done instanceof ProcessFailure) throw docker.explain(done);
}

// packages/adp/src/platform/mocks/files.ts
import { join as join8 } from "node:path";
var realm = "MOCK.EXAMPLE", user = "alice", mockUri = `postgres://${user}@postgres.mock.example:5432/warehouse`, krb5ConfInside = "/run/platform/warehouse/krb5.conf", MockFiles = class {
  folder;
  constructor(env = process.env) {
    this.folder = join8(stateFolder(env), "mocks");
  }
  /** For KRB5_CONFIG. */
  get krb5Conf() {
    return join8(this.folder, "krb5.conf");
  }
  /** alice's password, mode 0600. */
  get password() {
    return join8(this.folder, "password");
  }
  /** For a shell: `. FILE`. */
  get shell() {
    return join8(this.folder, "env");
  }
  /** A folder of its own: the person's own ticket stays where it is. */
  get cache() {
    return join8(this.folder, "cache");
  }
  write(ports, password2) {
    privateFolder(this.folder), privateFolder(this.cache), writeAtomic(this.krb5Conf, krb5Conf(`127.0.0.1:${ports.kdc}`)), writeAtomic(this.password, `${password2}
`);
    let quoted2 = (path) => `'${path.replaceAll("'", "'\\''")}'`;
    writeAtomic(
      this.shell,
      `export KRB5_CONFIG=${quoted2(this.krb5Conf)} KRB5CCNAME=${quoted2(`FILE:${join8(this.cache, "krb5cc")}`)}
`
    );
  }
};
function krb5Conf(kdc) {
  return `# NOT FOR PRODUCTION: the mock domain that make platform-start MOCKS=1 starts.
[libdefaults]
  default_realm = ${realm}
  dns_lookup_kdc = false
  dns_lookup_realm = false
  dns_canonicalize_hostname = false
  rdns = false
  forwardable = true
  udp_preference_limit = 1
[realms]
  ${realm} = {
    kdc = ${kdc}
  }
[domain_realm]
  .mock.example = ${realm}
  localhost = ${realm}
`;
}

// packages/adp/src/platform/mocks/image.ts
import { createHash as createHash4 } from "node:crypto";
import { readFileSync as readFileSync4 } from "node:fs";
import { join as join9 } from "node:path";
var name = "platform-mocks:latest", inputsLabel2 = "io.airflow-data-platform.inputs", files = ["mocks/Dockerfile", "mocks/domain-controller", "mocks/postgres"];
async function findOrBuildMocks({ docker, root, settings, output }) {
  if (settings.IMAGE_MOCKS !== void 0) return settings.IMAGE_MOCKS;
  let args = Object.fromEntries(
    ["IMAGE_DEBIAN", "APT_MIRROR", "APT_SECURITY_MIRROR"].flatMap((key) => {
      let value = settings[key];
      return value === void 0 ? [] : [[key, value]];
    })
  ), hash = createHash4("sha256").update(JSON.stringify(args));
  for (let file of files) hash.update(readFileSync4(join9(root, "platform-bootstrap", file)));
  let inputs = hash.digest("hex");
  return (await docker.imageLabels(name))?.[inputsLabel2] === inputs || (output.note(`Building ${name} of Debian's packages (once, a minute or two)`), await docker.build({
    folder: join9(root, "platform-bootstrap", "mocks"),
    tag: name,
    args,
    contexts: { layer1: join9(root, "layer1-base-image") },
    labels: { [inputsLabel2]: inputs }
  })), name;
}

// packages/adp/src/platform/mocks/mocks.ts
var projectName2 = "platform-mocks", preferred = { kdc: 16088, postgres: 15433 };
async function containers(docker) {
  return docker.containers(`label=com.docker.compose.project=${projectName2}`);
}
async function mocksAreThere(docker) {
  return (await containers(docker)).length > 0;
}
async function startMocks(platform) {
  let { docker, env, output, root, settings } = platform, image = await findOrBuildMocks(platform), ports = await portsFor(await containers(docker)), file = join10(root, "platform-bootstrap", "docker-compose.mocks.yml"), up2 = await docker.composeUp(["--project-name", projectName2, "--file", file], ["--wait"], {
    env: {
      MOCKS_IMAGE: image,
      MOCKS_KDC_PORT: String(ports.kdc),
      MOCKS_POSTGRES_PORT: String(ports.postgres)
    }
  });
  if (up2 instanceof ProcessFailure) throw await notUp(docker, up2);
  let files2 = new MockFiles(env);
  files2.write(ports, await password(docker));
  let realm2 = await inVolume(docker, image, {
    volume: loginVolume,
    capabilities: ["DAC_OVERRIDE"],
    script: "cat >/volume/krb5.conf.new && chmod 0444 /volume/krb5.conf.new && mv -f /volume/krb5.conf.new /volume/krb5.conf",
    input: krb5Conf("dc.mock.example:88")
  });
  if (realm2 instanceof ProcessFailure) throw docker.explain(realm2);
  new HostFiles(env).name(mockUri, { KRB5_CONFIG: krb5ConfInside }), isOn(settings.MOCKS) && (output.note(
    "MOCKS, NOT FOR PRODUCTION: the domain MOCK.EXAMPLE with the user alice, and a PostgreSQL that takes her tickets alone."
  ), output.note(`  her ticket   . ${files2.shell} && kinit alice <${files2.password}`), output.note(`  her database psql -h localhost -p ${ports.postgres} -U alice warehouse`));
}
async function stopMocks({ docker, env }) {
  if (!await mocksAreThere(docker)) return !1;
  await docker.call(["compose", "--project-name", projectName2, "down", "--volumes", "--timeout", "5"]);
  let files2 = new HostFiles(env);
  return files2.named() === mockUri && files2.name(void 0), !0;
}
async function portsFor(before) {
  let port = async (inside, wanted) => {
    let container = before.find(({ boundPorts }) => boundPorts.some((bound) => bound.inside === inside)), known2 = container?.boundPorts.find((bound) => bound.inside === inside)?.port ?? wanted;
    return container?.state === "running" || await portState(known2) === "free" ? known2 : freePort();
  };
  return { kdc: await port("88/tcp", preferred.kdc), postgres: await port("5432/tcp", preferred.postgres) };
}
async function password(docker) {
  let controller = (await containers(docker)).find(
    ({ labels }) => labels["com.docker.compose.service"] === "domain-controller"
  );
  return (await docker.call(["exec", controller?.id ?? "", "cat", "/var/lib/mock/password"])).stdout.trim();
}
async function notUp(docker, failure) {
  let known2 = docker.explain(failure);
  if (known2.code !== callFailed) return known2;
  let ended = (await containers(docker)).find(
    ({ state, health }) => state !== "running" || health === "unhealthy"
  ), logs = ended === void 0 ? failure : await docker.try(["logs", "--tail", "12", ended.id]);
  return new AdpError(MOCKS_NOT_STARTED, {
    why: ended === void 0 ? "Docker's own words are below." : `${ended.name} is ${ended.state}; the end of its log is below.`,
    evidence: `${logs.stdout}${logs.stderr}`.trim().split(`
`).slice(-12),
    next: [
      run(
        shell`docker compose --project-name ${projectName2} down --volumes`,
        "removes what there is of them"
      ),
      again
    ],
    cause: failure
  });
}

// packages/adp/src/platform/warehouse/start.ts
var projectName3 = "platform-warehouse", dataVolume = "platform_warehouse_data", officialImage = "docker.io/library/postgres:18-bookworm", preferredPort = 15432, oldest = 15;
function postgresImage({ IMAGE_POSTGRES: image }) {
  return image ?? officialImage;
}
async function startWantedWarehouse(platform, { needed = !1, onNamed = () => {
} } = {}) {
  let setting = warehouseSetting(platform.settings);
  await mocksAreWanted(platform, setting) ? await startMocks(platform) : setting.kind === "local" || setting.kind === "on-demand" && needed ? await startLocalWarehouse(platform, { onNamed, thorough: !needed }) : nameOther(platform, setting), onNamed();
}
async function mocksAreWanted({ docker, settings }, { kind }) {
  return isOn(settings.MOCKS) || kind === "on-demand" && await mocksAreThere(docker);
}
function nameOther({ env }, setting) {
  let files2 = new HostFiles(env);
  setting.kind === "remote" ? files2.name(setting.uri) : (setting.kind === "none" || files2.named() !== localUri) && files2.name(void 0);
}
async function startLocalWarehouse(platform, { onNamed, thorough }) {
  let { docker, env, settings } = platform, files2 = new HostFiles(env), isNamed = files2.named() === localUri;
  isNamed && onNamed();
  let image = postgresImage(settings), [before] = await Promise.all([warehouseContainer(docker), noteLoss(platform, files2)]), goesOn = isNamed && before?.state === "running" && before.health !== "unhealthy";
  if (!thorough && goesOn && files2.settled === await stateOf(platform, before)) return;
  let container = await upOnFreePort(platform, image, before), password2 = files2.password() ?? await passwordInVolume(docker, image) ?? Secret.random();
  await provision(docker, container, password2), await writeLogin(docker, image, password2), files2.remember(password2, publishedPort(container) ?? preferredPort), files2.name(localUri), files2.settle(await stateOf(platform, container));
}
async function stateOf({ docker, env, root, settings }, container) {
  let image = postgresImage(settings), [made2, login] = await Promise.all([docker.image(image), docker.volume(loginVolume)]), files2 = [composeFile(root), new HostFiles(env).pgpass].map(readIfPresent), { id, startedAt } = container;
  return createHash5("sha256").update(JSON.stringify([id, startedAt, image, made2?.id, login?.created, ...files2])).digest("hex");
}
async function warehouseContainer(docker) {
  return (await docker.containers(`label=com.docker.compose.project=${projectName3}`))[0];
}
function publishedPort(container) {
  return container.ports.find(isOurs)?.port;
}
function isOurs({ inside }) {
  return inside === "5432/tcp";
}
async function noteLoss({ docker, output }, files2) {
  files2.password() === void 0 || await docker.volume(dataVolume) !== void 0 || output.note(
    `The warehouse's tables are gone: its volume ${dataVolume} was removed. A new, empty warehouse is made.`
  );
}
async function upOnFreePort(platform, image, before) {
  let { docker } = platform, known2 = before?.boundPorts.find(isOurs)?.port ?? preferredPort, kept = before?.state === "running" || await portState(known2) === "free", first = await up(platform, image, kept ? known2 : await freePort()), done = first instanceof ProcessFailure && /already in use|already allocated/i.test(first.stderr) ? await up(platform, image, await freePort()) : first;
  if (done instanceof ProcessFailure) throw notUp2(docker, done, image);
  let container = await warehouseContainer(docker);
  if (container !== void 0) return ready(docker, container);
  throw new AdpError(WAREHOUSE_NOT_STARTED, {
    what: "Another program removed the warehouse's container.",
    next: [again]
  });
}
function composeFile(root) {
  return join11(root, "platform-bootstrap", "docker-compose.warehouse.yml");
}
function up({ docker, root }, image, port) {
  let env = { WAREHOUSE_IMAGE: image, WAREHOUSE_PORT: String(port) };
  return docker.composeUp(["--project-name", projectName3, "--file", composeFile(root)], [], { env });
}
function notUp2(docker, failure, image) {
  let known2 = docker.explain(failure);
  if (known2.code === pullFailed)
    return new AdpError(WAREHOUSE_NOT_STARTED, {
      what: `The warehouse's image ${image} is not here, and could not be pulled.`,
      ...known2.why === void 0 ? {} : { why: known2.why },
      evidence: failure.tail(3),
      next: [
        either(
          act("name the image as your registry does: IMAGE_POSTGRES in platform-bootstrap/.env"),
          run(shell`docker pull ${image}`, "shows what the registry answers")
        ),
        again
      ],
      cause: failure
    });
  if (known2.code !== callFailed) return known2;
  let wrong3 = blamedImage(failure.stderr, image);
  return new AdpError(WAREHOUSE_NOT_STARTED, {
    why: wrong3?.why ?? "Docker's own words are below.",
    evidence: failure.tail(6),
    next: wrong3?.next ?? [
      either([run(adp`doctor`, "looks for what stands in the way on this machine"), again], again)
    ],
    cause: failure
  });
}
var wrongImage = [
  [/unable to find user postgres/i, "has no user postgres: it is no PostgreSQL as the official image is"],
  [/"sh": executable file not found/i, "has no shell"],
  [
    /exec format error|no matching manifest|does not match the (detected|specified) /i,
    "is for another processor"
  ]
];
function blamedImage(words, image) {
  let wrong3 = wrongImage.find(([pattern]) => pattern.test(words))?.[1];
  if (wrong3 !== void 0)
    return {
      why: `The image ${image} ${wrong3}.`,
      next: [
        act("name another image as IMAGE_POSTGRES in platform-bootstrap/.env, or remove the setting"),
        again
      ]
    };
}
var readyMs = 6e4;
async function ready(docker, started) {
  let answers = await until(
    async () => {
      if (!(await docker.try(["exec", started.id, "pg_isready", "--quiet", "--host=/tmp"]) instanceof ProcessFailure)) return !0;
      let now = await warehouseContainer(docker);
      if (now === void 0 || now.state !== "running")
        throw await notStarted(docker, started, now?.state ?? "removed");
    },
    { timeoutMs: readyMs, everyMs: 200 }
  ), container = await warehouseContainer(docker);
  if (answers !== !0 || container === void 0) throw await notStarted(docker, started, "not ready");
  return container;
}
async function notStarted(docker, { name: name3, image }, state) {
  let logs = await docker.try(["logs", "--tail", "12", name3]), evidence = `${logs.stdout}${logs.stderr}`.trim().split(`
`).slice(-12), blamed = blamedImage(evidence.join(`
`), image);
  if (blamed !== void 0) return new AdpError(WAREHOUSE_NOT_STARTED, { ...blamed, evidence });
  let otherVersion = /incompatible with server|initialized by PostgreSQL version/i.test(
    evidence.join(`
`)
  );
  return new AdpError(WAREHOUSE_NOT_STARTED, {
    why: otherVersion ? "The tables were made by another major version of PostgreSQL than the image's (IMAGE_POSTGRES)." : `Its container is ${state}; the end of its log is below.`,
    evidence,
    next: [
      either(
        ...otherVersion ? [
          [act("name the earlier image as IMAGE_POSTGRES in platform-bootstrap/.env"), again],
          [
            run(shell`docker rm --force ${name3}`),
            run(shell`docker volume rm ${dataVolume}`, "removes the warehouse with all its tables"),
            again
          ]
        ] : [[run(shell`docker logs ${name3}`, "shows its whole log")], [again]]
      )
    ]
  });
}
async function provision(docker, { id }, password2) {
  let sql = `
select 'create role ${role} login' where not exists (select from pg_roles where rolname = '${role}') \\gexec
alter role ${role} password '${scramVerifier(password2)}';
select 'create database ${role} owner ${role}' where not exists (select from pg_database where datname = '${role}') \\gexec
revoke connect, temporary on database ${role}, postgres from public;
show server_version_num;
`, psql = ["psql", "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1"], done = await docker.try(
    [
      "exec",
      "--interactive",
      id,
      ...psql,
      "--host=/tmp",
      "--username=postgres",
      "--dbname=postgres",
      "--file=-"
    ],
    { input: sql }
  );
  if (done instanceof ProcessFailure)
    throw new AdpError(WAREHOUSE_NOT_STARTED, {
      what: "The warehouse's role and database could not be made.",
      evidence: done.tail(6),
      next: [run(shell`docker logs ${id.slice(0, 12)}`, "shows the server's log"), again],
      cause: done
    });
  let version = Math.floor(Number(done.stdout.trim().split(`
`).at(-1)) / 1e4);
  if (!(version >= oldest))
    throw new AdpError(WAREHOUSE_TOO_OLD, {
      what: `IMAGE_POSTGRES has PostgreSQL ${version}; the warehouse needs ${oldest} or newer.`,
      next: [act("name a newer image as IMAGE_POSTGRES in platform-bootstrap/.env"), again]
    });
}

// packages/adp/src/platform/start.ts
function startSharing(sharer, engine) {
  return withLock(join12(sharer.runFolder, "lock"), async () => {
    noteUnknownVariables(sharer), await makeShared(sharer.docker), await startWantedWarehouse(sharer);
    let route = shareableRoute(sharer), principalChange2 = await allowedPrincipalChange(sharer), { name: image } = await findOrBuildImage(sharer);
    await startHostProcess(sharer, route, principalChange2), await startContainer(sharer, { engine, image, route, principalChange: principalChange2 });
    let sharing = await repaired(sharer, image, await settled(sharer));
    return withStatus(sharer, sharing);
  });
}
function noteUnknownVariables({ env, output }) {
  for (let name3 of unknownTicketVariables(env))
    output.note(`Ignored: ${name3} is set in your environment, and is not a setting of the ticket sharer.`);
}
function shareableRoute(sharer) {
  let cache = sharer.source(), route = sharer.route(cache);
  return cache !== void 0 && refuseOthersTicket(cache, route), route;
}
async function startHostProcess({ hostProcess, settings }, route, principalChange2) {
  route.kind === "watch" || route.kind === "export" ? await hostProcess.start(route, settings, principalChange2) : await hostProcess.end(), route.kind === "keytab" && hostProcess.makeFolder();
}
async function startContainer(sharer, { engine, image, route, principalChange: principalChange2 }) {
  let { root, runFolder, settings, hostProcess, docker } = sharer, { files: files2, env } = compose({
    root,
    runFolder,
    settings,
    principalChange: principalChange2,
    image,
    route,
    privateFolder: hostProcess.folder,
    rootless: engine.rootless
  }), project = ["--project-name", projectName, ...files2.flatMap((file) => ["--file", file])], up2 = await docker.composeUp(project, [], { env });
  if (up2 instanceof ProcessFailure) throw docker.explain(up2);
}
var runningMs = 6e4, notRunningMs = 4e3, transientMs = 1500;
async function settled(sharer) {
  let first = await lookUntil(
    sharer,
    ({ status: status2, container }, waitedMs) => status2 !== void 0 || container.state !== "running" && waitedMs > notRunningMs,
    runningMs
  );
  return first.status === void 0 || needsRepair(first) ? first : lookUntil(sharer, ({ status: status2 }) => status2 !== void 0 && (status2.usable || (sharer.hostProblem() ?? problemIn(status2)) !== void 0), transientMs);
}
async function lookUntil(sharer, isWanted, timeoutMs) {
  let started = performance.now();
  return await until(async () => {
    let sharing = await sharingNow(sharer);
    return needsRepair(sharing) || isWanted(sharing, performance.now() - started) ? sharing : void 0;
  }, { timeoutMs, everyMs: 50 }) ?? sharingNow(sharer);
}
async function sharingNow(sharer) {
  let found = await sharer.sharing();
  if (found === void 0)
    throw new AdpError(NOT_RUNNING, {
      what: "Another program removed the sharer's container.",
      next: [again]
    });
  return { ...found, status: statusOfThisStart(found) };
}
function needsRepair({ folder }) {
  return folder !== void 0 && folder !== folderForm;
}
function statusOfThisStart({ status: status2, container }) {
  return status2 !== void 0 && status2.started * 1e3 >= Date.parse(container.startedAt) - 2e3 && status2.state !== "stopped" ? status2 : void 0;
}
async function repaired(sharer, image, sharing) {
  return needsRepair(sharing) ? (await repairVolume(sharer.docker, image), await sharer.docker.call(["restart", "--time=3", sharing.container.id]), settled(sharer)) : sharing;
}
async function withStatus({ docker }, sharing) {
  let { container, status: status2 } = sharing;
  if (status2 !== void 0) return sharing;
  let logs = await docker.try(["logs", "--tail", "5", container.id]);
  throw new AdpError(NOT_STARTED, {
    why: `Its container is ${container.state} (exit code ${container.exitCode}).`,
    evidence: logs instanceof ProcessFailure ? logs.tail(5) : `${logs.stdout}${logs.stderr}`.trim().split(`
`),
    next: [either(run(shell`docker logs ${container.name}`, "shows its whole log"), again)]
  });
}

// packages/adp/src/platform/moment.ts
function moment(seconds, now = /* @__PURE__ */ new Date()) {
  let date = new Date(seconds * 1e3), time = date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (date.toDateString() === now.toDateString()) return time;
  let day = date.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" });
  return `${time} on ${day}`;
}

// packages/adp/src/platform/status.ts
async function platformStatus(sharer, known2) {
  known2 === void 0 && await sharer.docker.engine();
  let sharing = known2 ?? await sharer.sharing(), { cache, error, name: name3, origin } = sharer.named(), route = error === void 0 ? sharer.route(cache) : void 0, { container, status: status2, folder } = sharing ?? {}, running = container?.state === "running", problem2 = sharer.hostProblem() ?? problemIn(status2), watcher = sharer.hostProcess.running(), complete = running && (watcher || !isOnHost(route?.kind)) && (folder === void 0 || folder === folderForm), usable = running && status2?.usable === !0, labels = container === void 0 ? void 0 : await sharer.docker.imageLabels(container.image);
  return {
    sharing: usable,
    ticket: running ? ticketIn(status2) : { state: "stopped" },
    ...problem2 === void 0 ? {} : { problem: problem2 },
    next: error === void 0 ? nextFor({ complete, usable, problem: problem2, route }) : error.next,
    source: {
      name: name3,
      origin,
      ...route === void 0 ? {} : { route: route.kind },
      watcher,
      ...error === void 0 ? {} : { problem: error.message }
    },
    ...container === void 0 ? {} : { container: containerFacts(container, labels?.[standInLabel] === "true") },
    volume: { name: volumeName, ...folder === void 0 ? {} : { folder } }
  };
}
function isOnHost(route) {
  return route === "watch" || route === "export";
}
var start = run(adp`platform start`);
function nextFor(facts) {
  return facts.complete ? facts.problem !== void 0 ? facts.problem.next : facts.usable || facts.route?.kind === "keytab" ? [] : anyOf(run(shell`kinit`, "gets a ticket; it is shared at once")) : [start];
}
function ticketIn(status2) {
  if (status2 === void 0) return { state: "unknown" };
  let { state, principal, usableUntil, renewableUntil, published } = status2;
  return {
    state,
    ...principal === void 0 ? {} : { principal },
    ...usableUntil === void 0 ? {} : { usableUntil },
    ...renewableUntil === void 0 ? {} : { renewableUntil },
    ...published === void 0 ? {} : { published }
  };
}
function containerFacts(container, standIn) {
  let { name: name3, state, health, user: user2, networkMode: network, image } = container;
  return { name: name3, state, ...health === void 0 ? {} : { health }, user: user2, network, image, standIn };
}
function describeStatus(status2, now = /* @__PURE__ */ new Date()) {
  let { container, source, problem: problem2 } = status2, lines = [headline(status2, now)];
  problem2 !== void 0 && lines.push(`  ${problem2.what}`), problem2?.why !== void 0 && lines.push(`  why:   ${problem2.why}`);
  let how = source.route === void 0 ? "" : routeWords[source.route] ?? "";
  if (lines.push(`  source     ${source.name} (${source.origin})${how}`), source.problem !== void 0 && lines.push(`             ${source.problem}`), isOnHost(source.route) && !source.watcher && container !== void 0 && lines.push("             that process is not running"), container !== void 0) {
    let { name: name3, state, health, user: user2, network, image, standIn } = container, checked = health === void 0 ? "" : `, ${health}`;
    lines.push(`  container  ${name3}: ${state}${checked}, user ${user2}, network ${network}`), lines.push(`  image      ${image}${standIn ? " (Debian, in place of Layer 1)" : ""}`);
  }
  return lines.push(`  volume     ${status2.volume.name}:/krb5/cache`), status2.volume.folder !== void 0 && status2.volume.folder !== folderForm && lines.push(`             its folder is ${status2.volume.folder} instead of ${folderForm}`), lines;
}
var routeWords = {
  watch: ", copied by a process on the host",
  export: ", exported by a process on the host"
};
function headline({ ticket, container }, now) {
  if (container === void 0 || container.state !== "running")
    return "The ticket sharer is not running: no ticket is shared.";
  if (ticket.state === "shared" && ticket.usableUntil !== void 0) {
    let left = duration(ticket.usableUntil - now.getTime() / 1e3);
    return `The ticket of ${ticket.principal} is shared until ${moment(ticket.usableUntil, now)} (${left}).`;
  }
  return ticket.state === "unusable" ? "The shared ticket is no longer usable." : "The ticket sharer is running, and waits for a ticket.";
}

// packages/adp/src/platform/stop.ts
import { join as join13 } from "node:path";

// packages/adp/src/platform/warehouse/stop.ts
async function stopWarehouse(docker) {
  let container = await warehouseContainer(docker);
  return container === void 0 ? !1 : (await docker.call(["stop", container.id]), await docker.call(["rm", "--force", container.id]), container.state === "running");
}

// packages/adp/src/platform/stop.ts
function stopSharing(sharer) {
  let { docker, hostProcess, settings, runFolder } = sharer;
  return withLock(join13(runFolder, "lock"), async () => {
    let ranOnHost = hostProcess.running();
    await hostProcess.end(), await docker.engine();
    let container = await sharer.container();
    return container !== void 0 && (await docker.call(["stop", "--time=3", container.id]), settings.TICKET_ON_STOP !== "keep" && await withdrawTicket(docker, container.image), await docker.call(["rm", "--force", container.id])), hostProcess.removeFolder(), {
      stopped: ranOnHost || container !== void 0,
      warehouse: await stopWarehouse(docker),
      mocks: await stopMocks(sharer)
    };
  });
}

// packages/adp/src/platform/ticket-sharer.ts
import { join as join16 } from "node:path";

// packages/adp/src/platform/host-process.ts
import { readdirSync as readdirSync4, rmSync as rmSync5 } from "node:fs";
import { join as join15 } from "node:path";

// packages/adp/src/kernel/daemon.ts
import { spawn } from "node:child_process";
import { closeSync as closeSync3, existsSync as existsSync4, openSync as openSync3, readdirSync as readdirSync3, realpathSync, rmSync as rmSync4 } from "node:fs";
import { join as join14 } from "node:path";
var record = object({
  name: string(),
  pid: number(),
  started: string(),
  log: string(),
  stopSignal: _enum(["SIGTERM", "SIGINT"]),
  folder: optional(string())
}), MARK = "ADP_RUN_FOLDER", Daemons = class {
  constructor(runFolder) {
    this.runFolder = runFolder;
    this.#records = join14(runFolder, "processes"), this.logs = join14(runFolder, "logs");
  }
  runFolder;
  #records;
  logs;
  start(options2) {
    privateFolder(this.#records), privateFolder(this.logs);
    let log = join14(this.logs, `${options2.name}.log`), sink = openSync3(log, "a", 384);
    try {
      let [file = "", ...args] = options2.argv, child = spawn(file, args, {
        cwd: options2.cwd,
        env: { ...options2.env, [MARK]: this.runFolder },
        stdio: ["ignore", sink, sink],
        detached: !0
      });
      child.on("error", () => {
      }), child.unref();
      let pid = child.pid ?? 0, daemon = {
        name: options2.name,
        pid,
        started: startTimeOf(pid) ?? "",
        log,
        stopSignal: options2.stopSignal ?? "SIGTERM",
        folder: this.runFolder
      };
      return writeAtomic(join14(this.#records, `${options2.name}.json`), JSON.stringify(daemon)), daemon;
    } finally {
      closeSync3(sink);
    }
  }
  recorded() {
    let names;
    try {
      names = readdirSync3(this.#records).filter((name3) => name3.endsWith(".json"));
    } catch {
      return [];
    }
    return names.flatMap((name3) => {
      let text = readIfPresent(join14(this.#records, name3)), daemon = text === void 0 ? void 0 : tryJson(text, record);
      return daemon === void 0 || this.#isCopied(daemon) ? [] : [daemon];
    });
  }
  /** Whether the record came here with a copy of another run folder: its process is the other's. */
  #isCopied({ folder }) {
    return folder !== void 0 && existsSync4(folder) && realpathSync(folder) !== realpathSync(this.runFolder);
  }
  alive(name3) {
    return this.recorded().find((daemon) => daemon.name === name3 && isAlive(daemon));
  }
  /** The last lines that a daemon printed. */
  tail(name3, lines = 20) {
    return (readIfPresent(join14(this.logs, `${name3}.log`)) ?? "").trimEnd().split(`
`).slice(-lines);
  }
  /**
   * The processes of this run folder with their start times: the daemons, their descendants, what is left of the
   * sessions that they began, and whatever carries the mark. Programs that change their title lose the mark.
   */
  family(names) {
    let family = /* @__PURE__ */ new Map();
    for (let daemon of this.#named(names)) {
      if (isAlive(daemon)) {
        family.set(daemon.pid, daemon.started);
        for (let pid of descendantsOf(daemon.pid)) remember(family, pid);
      }
      if (daemon.started.endsWith(bootOf())) for (let pid of sessionOf(daemon.pid)) remember(family, pid);
    }
    if (names === void 0) for (let pid of markedWith(MARK, this.runFolder)) remember(family, pid);
    return family;
  }
  #named(names) {
    return this.recorded().filter((daemon) => names === void 0 || names.includes(daemon.name));
  }
  /** Ends every process of this run folder, and only those. Returns how many had to be ended. */
  async stop(names, graceMs = 15e3) {
    let recorded = this.#named(names), living = recorded.filter(isAlive), family = this.family(names);
    for (let daemon of living) signal(daemon.pid, daemon.stopSignal);
    let heads = new Set(living.map((daemon) => daemon.pid)), gone = (pids, timeoutMs) => until(() => ![...pids].some((pid) => same(pid, family)), { timeoutMs, everyMs: 50 });
    await gone(heads, graceMs);
    let left = [...family.keys()].filter((pid) => same(pid, family));
    for (let pid of left) signal(pid, "SIGTERM");
    await gone(left, Math.min(graceMs, 5e3));
    for (let pid of left) same(pid, family) && signal(pid, "SIGKILL");
    await gone(left, 5e3);
    for (let daemon of recorded) rmSync4(join14(this.#records, `${daemon.name}.json`), { force: !0 });
    return family.size;
  }
};
function isAlive(daemon) {
  return daemon.pid > 0 && daemon.started !== "" && startTimeOf(daemon.pid) === daemon.started;
}
function remember(family, pid) {
  let started = startTimeOf(pid);
  started !== void 0 && pid !== process.pid && family.set(pid, started);
}
function same(pid, family) {
  return startTimeOf(pid) === family.get(pid);
}
function signal(pid, name3) {
  try {
    process.kill(pid, name3);
  } catch (error) {
    if (errnoOf(error) !== "ESRCH") throw error;
  }
}

// packages/adp/src/platform/host-process.ts
var name2 = "ticket-watcher", HostProcess = class {
  #daemons;
  #inputs;
  #root;
  #runFolder;
  /** What the container mounts. */
  folder;
  constructor({ root, runFolder }) {
    this.#root = root, this.#runFolder = runFolder, this.#daemons = new Daemons(runFolder), this.#inputs = join15(runFolder, `${name2}.json`), this.folder = join15(runFolder, "ticket");
  }
  get log() {
    return join15(this.#daemons.logs, `${name2}.log`);
  }
  running() {
    return this.#daemons.alive(name2) !== void 0;
  }
  /** Starts it, or leaves the one that runs with the same settings. `principalChange`: where the settings have none. */
  async start(route, settings, principalChange2) {
    let { argv, env } = this.#command(route, { TICKET_PRINCIPAL_CHANGE: principalChange2, ...settings }), inputs = JSON.stringify({ argv, env });
    if (!(this.running() && readIfPresent(this.#inputs) === inputs) && (await this.end(), this.makeFolder(), rmSync5(this.log, { force: !0 }), this.#daemons.start({ name: name2, argv, cwd: this.#runFolder, env }), writeAtomic(this.#inputs, inputs), await this.#firstResult(route), !this.running()))
      throw new AdpError(HOST_PROCESS, {
        evidence: this.tail(5),
        next: [run(shell`less ${this.log}`, "has all of its log"), again]
      });
  }
  makeFolder() {
    privateFolder(this.#runFolder), privateFolder(this.folder);
  }
  /**
   * Ends it and removes its copy of the ticket. The folder stays: a container that has it mounted would keep the
   * removed one, and see nothing of a new one with that name.
   */
  async end() {
    await this.#daemons.stop([name2], 3e3);
    for (let entry of namesIn(this.folder))
      rmSync5(join15(this.folder, entry), { recursive: !0, force: !0 });
    rmSync5(this.#inputs, { force: !0 });
  }
  /** When no container has it mounted any more. */
  removeFolder() {
    rmSync5(this.folder, { recursive: !0, force: !0 });
  }
  tail(lines) {
    return this.#daemons.tail(name2, lines).filter((line) => line !== "");
  }
  /** What keeps it from copying the ticket; undefined when nothing does. */
  problem() {
    let status2 = readIfPresent(join15(this.folder, "status.json"));
    if (status2 !== void 0) return problemIn(parseStatusFile(status2));
    let line = this.tail(1)[0];
    if (line === void 0 || line.includes(exported)) return;
    let what = `The keyring could not be exported: ${line.slice(line.indexOf(" ") + 1)}`;
    return { code: NO_SHAREABLE_CACHE.code, what, next: helpForKeyring(line) };
  }
  /** Waits for its first file, but not longer than it takes on a quiet machine: `settled` waits on. */
  #firstResult({ kind }) {
    let first = join15(this.folder, kind === "watch" ? "status.json" : "krb5cc");
    return until(() => !this.running() || readIfPresent(first) !== void 0, { timeoutMs: kind === "watch" ? 3e3 : 500, everyMs: 20 });
  }
  #command(route, settings) {
    if (route.kind === "export") {
      let words = ["platform", "export", route.name, join15(this.folder, "krb5cc"), this.log];
      return { argv: [process.execPath, bundlePath(this.#root), ...words], env: inheritedEnvironment() };
    }
    let own = ["TICKET_PRINCIPAL", "TICKET_PRINCIPAL_CHANGE", "TICKET_POLL_SECONDS"].flatMap((key) => {
      let value = settings[key];
      return value === void 0 ? [] : [[key, value]];
    });
    return {
      argv: [process.execPath, sharerProgram(this.#root)],
      env: {
        ...inheritedEnvironment(),
        ...Object.fromEntries(own),
        TICKET_SOURCE: route.source,
        TICKET_CACHE_DIR: this.folder,
        TICKET_LOG: "json",
        // The same file that takes what a crash prints.
        TICKET_LOG_FILE: this.log,
        TICKET_ON_STOP: "remove"
      }
    };
  }
};
function namesIn(folder) {
  try {
    return readdirSync4(folder);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return [];
    throw error;
  }
}
function inheritedEnvironment() {
  let wanted = /^(PATH|HOME|USER|LOGNAME|LANG|LC_.*|TZ|TMPDIR|XDG_RUNTIME_DIR|KRB5_.*)$/;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(
      ([key, value]) => value !== void 0 && wanted.test(key) ? [[key, value]] : []
    )
  );
}

// packages/adp/src/platform/ticket-sharer.ts
var TicketSharer = class {
  docker;
  settings;
  hostProcess;
  root;
  output;
  env;
  runFolder;
  constructor({ root, output, signal: signal2, env = process.env }) {
    this.root = root, this.output = output, this.env = env, this.runFolder = join16(root, ".adp", "run", "platform"), this.docker = new Docker({ ...signal2 === void 0 ? {} : { signal: signal2 } }), this.settings = readPlatformSettings(root, env), this.hostProcess = new HostProcess({ root, runFolder: this.runFolder });
  }
  /** The user's cache on this machine; undefined in keytab mode, where there is none. */
  source() {
    return this.settings.TICKET_KEYTAB === void 0 ? hostCache(hostSurroundings(), this.settings.TICKET_SOURCE) : void 0;
  }
  /** The same for reports, which also name a cache that cannot be shared. */
  named() {
    let { TICKET_KEYTAB: keytab, TICKET_SOURCE: override } = this.settings;
    return keytab === void 0 ? namedSource(hostSurroundings(), override) : { name: `keytab ${keytab}`, origin: "TICKET_KEYTAB" };
  }
  route(cache) {
    return cache === void 0 ? { kind: "keytab", path: this.settings.TICKET_KEYTAB ?? "" } : routeOf(cache);
  }
  /** The sharer's container, running or not. */
  async container() {
    return (await this.docker.containers(`label=com.docker.compose.project=${projectName}`)).find(({ labels }) => labels["com.docker.compose.service"] === serviceName);
  }
  /** Every other container that mounts the volume. */
  async consumers() {
    return (await this.docker.containers(`volume=${volumeName}`)).filter(({ labels }) => labels["com.docker.compose.service"] !== serviceName);
  }
  async sharing() {
    let container = await this.container();
    if (container === void 0) return;
    if (container.state !== "running") return { container, status: void 0, folder: void 0 };
    let found = await this.docker.try(["exec", container.id, "/bin/sh", "-c", "stat -c %u:%g:%a /krb5/cache && cat /krb5/cache/status.json"], {
      timeoutMs: 3e4
    }), [folder = "", ...rest] = found.stdout.split(`
`);
    return {
      container,
      status: parseStatusFile(rest.join(`
`)),
      folder: /^\d+:\d+:\d+$/.test(folder) ? folder : void 0
    };
  }
  /** What is wrong with the source for the process on the host, which sees it; the container sees a copy. */
  hostProblem() {
    return this.hostProcess.running() ? this.hostProcess.problem() : void 0;
  }
};

// packages/adp/src/platform/warehouse/status.ts
async function warehouseStatus({
  docker,
  env,
  settings
}) {
  let files2 = new HostFiles(env), connection = files2.named(), container = await warehouseContainer(docker), port = container === void 0 ? void 0 : publishedPort(container);
  return {
    setting: warehouseSetting(settings).kind,
    ...connection === void 0 ? {} : { connection },
    ...container === void 0 ? {} : {
      container: {
        name: container.name,
        state: container.state,
        ...container.health === void 0 ? {} : { health: container.health },
        image: container.image
      }
    },
    ...port === void 0 ? {} : { address: { host: "127.0.0.1", port, database: role, user: role, passwordFile: files2.pgpass } }
  };
}
function warehouseIsThere({ setting, container }) {
  return setting !== "local" || container?.state === "running";
}
function describeWarehouse({ setting, connection, container, address }) {
  let state = container === void 0 ? "" : `${container.name}: ${container.state}${container.health ? `, ${container.health}` : ""}`;
  return connection !== void 0 && connection !== localUri ? [`  warehouse  ${connection}`] : address !== void 0 ? [
    `  warehouse  ${state}`,
    `             PGPASSFILE=${quoted(address.passwordFile)} psql -h ${address.host} -p ${address.port} -U ${address.user} ${address.database}`
  ] : container !== void 0 ? [`  warehouse  ${state}`] : setting === "local" ? ["  warehouse  not started"] : [];
}

// packages/adp/src/platform/prepare.ts
import { join as join17 } from "node:path";
function prepareForDatakit(sharer, needs) {
  return withLock(join17(sharer.runFolder, "lock"), async () => {
    await makeShared(sharer.docker), await startWantedWarehouse(sharer, { needed: needs.warehouse, onNamed: needs.onNamed });
  });
}

export {
  portState,
  freePort,
  withLock,
  takeLock,
  releaseLock,
  warehouseSetting,
  checkSettings,
  exportForever,
  hostKrb5Conf,
  printLogs,
  moment,
  readOwnTicket,
  helpFor,
  volumeName,
  scramVerifier,
  readPlatformSettings,
  HostFiles,
  postgresImage,
  prepareForDatakit,
  refuseRemapped,
  namedSource,
  parseStatusFile,
  problemIn,
  startSharing,
  platformStatus,
  describeStatus,
  stopSharing,
  Daemons,
  isAlive,
  TicketSharer,
  warehouseStatus,
  warehouseIsThere,
  describeWarehouse
};
