import { closeSync, existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { adp, again, run, until } from "@airflow-data-platform/cli-kit";
import { type Daemons, isAlive } from "../../../kernel/daemon.ts";
import { AdpError, type ErrorDefinition } from "../../../kernel/errors.ts";
import { diagnose, type Patterns, remedy } from "../../../kernel/failure/index.ts";
import { anonymousFile, privateFolder } from "../../../kernel/files.ts";
import { listenerOn } from "../../../kernel/listener.ts";
import { attempt, ProcessFailure } from "../../../kernel/process.ts";
import type { BareClock } from "../../../kernel/progress.ts";
import { scramVerifier } from "../../../kernel/scram.ts";
import type { Secret } from "../../../kernel/secret.ts";
import { errors } from "../../errors.ts";
import { PortLost } from "../port-lost.ts";
import type { PostgresBinaries } from "./binaries.ts";
import { connect } from "./client.ts";
import { unprivileged } from "./unprivileged.ts";

interface ServerOptions {
  /** Holds `data/`; owner-only. */
  readonly folder: string;
  readonly binaries: PostgresBinaries;
  readonly port: number;
  readonly superuser: Secret;
  /** The one before, where a cluster may not have taken the new one yet. */
  readonly formerSuperuser?: Secret | undefined;
  readonly roles: readonly Role[];
  readonly daemons: Daemons;
  readonly clock: BareClock;
}

/** A role that may log in, and the databases that it owns. */
interface Role {
  readonly name: string;
  readonly password: Secret;
  readonly databases: readonly string[];
}

const NAME = "postgres";

/** The advisory lock of who changes roles and databases; no other one is taken in the database postgres. */
const PROVISION = 1;

/** Creates the cluster if there is none, starts it on 127.0.0.1, and creates missing roles and databases. */
export async function startPostgres(options: ServerOptions): Promise<void> {
  const prefix = await unprivileged();
  const data = join(options.folder, "data");
  if (!existsSync(data)) await options.clock.measure(() => initialise(options, prefix, data));
  await options.clock.measure(() => launch(options, prefix, data));
  await options.clock.measure(() => provision(options));
}

async function initialise(options: ServerOptions, prefix: readonly string[], data: string): Promise<void> {
  privateFolder(options.folder);
  // A cluster half made by a run that was cut off has this name, and goes.
  const unfinished = `${data}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  const password = anonymousFile(options.folder, `${options.superuser.reveal()}\n`);
  const result = await attempt(
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
      "--no-instructions",
    ],
    { input: password, env: { LC_ALL: "C" } },
  ).finally(() => closeSync(password));
  if (result instanceof ProcessFailure) {
    rmSync(unfinished, { recursive: true, force: true });
    throw startFailure(options, errors.pgInit, result.tail(), result);
  }
  renameSync(unfinished, data);
}

async function launch(options: ServerOptions, prefix: readonly string[], data: string): Promise<void> {
  forgetStalePid(data);
  const settings = {
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
    log_line_prefix: "%m [%p] %q%u@%d ",
  };
  const daemon = options.daemons.start({
    name: NAME,
    argv: [
      ...prefix,
      options.binaries.postgres,
      "-D",
      data,
      ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ],
    cwd: options.folder,
    env: { PATH: process.env.PATH ?? "", LC_ALL: "C", TZ: process.env.TZ ?? "UTC" },
    // Fast shutdown: sessions are ended, the data is in good order.
    stopSignal: "SIGINT",
  });
  const failed = (cause?: unknown) =>
    startFailure(options, errors.pgStart, options.daemons.tail(NAME, 12), cause);
  let last: unknown;
  const ready = await until(
    async () => {
      if (!isAlive(daemon)) throw failed(last);
      if ((await listenerOn(options.port, options.daemons.family([NAME]).keys())) !== "ours")
        return undefined;
      try {
        await (await superuser(options)).end();
        return true;
      } catch (error) {
        if (error instanceof AdpError) throw error;
        last = error;
        return undefined;
      }
    },
    { timeoutMs: 60_000, everyMs: 25 },
  );
  if (!ready) throw failed(last);
}

/** Creates missing roles and databases, and sets the password of each role. */
export async function provision(options: Login & Pick<ServerOptions, "roles">): Promise<void> {
  const client = await superuser(options);
  try {
    // One command at a time, until the session ends: PostgreSQL refuses two that change a role at once.
    await client.query("select pg_advisory_lock($1)", [PROVISION]);
    if (options.formerSuperuser !== undefined)
      await client.query(
        `alter role postgres password ${client.escapeLiteral(scramVerifier(options.superuser))}`,
      );
    for (const { name: role, password, databases } of options.roles) {
      const name = client.escapeIdentifier(role);
      const { rowCount: known } = await client.query("select from pg_roles where rolname = $1", [role]);
      if (known === 0) await client.query(`create role ${name} login`);
      await client.query(`alter role ${name} password ${client.escapeLiteral(scramVerifier(password))}`);
      for (const database of databases) {
        const wanted = client.escapeIdentifier(database);
        const { rowCount: made } = await client.query("select from pg_database where datname = $1", [
          database,
        ]);
        if (made === 0) await client.query(`create database ${wanted} owner ${name}`);
        await client.query(`revoke connect, temporary on database ${wanted} from public`);
      }
    }
  } finally {
    await client.end();
  }
}

type Login = Pick<ServerOptions, "port" | "superuser" | "formerSuperuser">;

async function superuser({ port, superuser: password, formerSuperuser }: Login) {
  const role = "postgres";
  try {
    return await connect({ port, role, password });
  } catch (error) {
    if (formerSuperuser === undefined || !isWrongPassword(error)) throw error;
    return connect({ port, role, password: formerSuperuser });
  }
}

function isWrongPassword(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "28P01";
}

/**
 * A cluster that was killed keeps postmaster.pid. If another process has that pid now, PostgreSQL refuses to start, so a
 * pid that does not run on this data folder is removed.
 */
function forgetStalePid(data: string): void {
  const file = join(data, "postmaster.pid");
  if (!existsSync(file)) return;
  const pid = Number.parseInt(readFileSync(file, "utf8"), 10);
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    if (command.split("\0").includes(data)) return;
  } catch {
    // Without /proc, or without such a process, PostgreSQL's own check decides.
    if (process.platform !== "linux") return;
  }
  rmSync(file, { force: true });
}

type Cause = "port-lost" | "version" | "shared-memory";

const patterns: Patterns<Cause> = [
  [/could not (create|resize) shared memory|No space left on device.*shm/i, "shared-memory"],
  [/no space left on device/i, "disk-full"],
  [/could not bind|address already in use/i, "port-lost"],
  [/database files are incompatible|initialized by PostgreSQL version/i, "version"],
  [/permission denied/i, "denied"],
];

function startFailure(
  options: ServerOptions,
  definition: ErrorDefinition,
  evidence: readonly string[],
  cause: unknown,
): AdpError {
  const { kind } = diagnose(evidence.join("\n"), patterns);
  const more = { evidence, cause };
  const reset = run(adp`dev reset`, "starts over; the tables in the warehouse are lost");
  switch (kind) {
    case "port-lost":
      return new PortLost(definition, {
        ...more,
        why: `Another program took port ${options.port} at the same moment.`,
        next: [again],
      });
    case "version":
      return new AdpError(definition, {
        ...more,
        why: "The data folder is another PostgreSQL version's.",
        next: [reset],
      });
    case "shared-memory":
      return new AdpError(definition, {
        ...more,
        why: "The system gives too little shared memory.",
        next: [run({ shell: "df -h /dev/shm" }, "shows how much there is"), again],
      });
    case "disk-full": {
      const { next } = remedy(kind, { tool: "PostgreSQL", folder: options.folder });
      return new AdpError(errors.pgDiskFull, {
        ...more,
        why: "PostgreSQL could not write its files.",
        next: [...next, again],
      });
    }
    case "denied": {
      const found = remedy(kind, { tool: "PostgreSQL", folder: options.folder });
      return new AdpError(definition, { ...more, ...found, next: [...found.next, again] });
    }
    default:
      return new AdpError(definition, {
        ...more,
        why: "PostgreSQL's last lines are below.",
        next: [{ either: [[again], [reset]] }],
      });
  }
}
