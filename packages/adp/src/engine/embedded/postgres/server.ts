import { closeSync, existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Daemons, isAlive } from "../../../kernel/daemon.ts";
import { AdpError } from "../../../kernel/errors.ts";
import { anonymousFile, privateFolder } from "../../../kernel/files.ts";
import { attempt, ProcessFailure } from "../../../kernel/process.ts";
import type { BareClock } from "../../../kernel/progress.ts";
import type { Secret } from "../../../kernel/secret.ts";
import type { PostgresBinaries } from "./binaries.ts";
import { connect } from "./client.ts";
import { PG_DISK_FULL, PG_INIT, PG_START } from "./errors.ts";
import { scramVerifier } from "./scram.ts";
import { unprivileged } from "./unprivileged.ts";

interface ServerOptions {
  /** Holds `data/`; owner-only. */
  readonly folder: string;
  readonly binaries: PostgresBinaries;
  readonly port: number;
  readonly superuser: Secret;
  /** Roles with a database of the same name each. */
  readonly roles: Readonly<Record<string, Secret>>;
  readonly daemons: Daemons;
  readonly clock: BareClock;
  readonly again: string;
}

const NAME = "postgres";

/** Makes the cluster where there is none, starts it on 127.0.0.1, and makes the roles and databases that lack. */
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
    throw startFailure(options, PG_INIT, result.tail(), result);
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
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      const client = await connect({ port: options.port, role: "postgres", password: options.superuser });
      await client.end();
      return;
    } catch (error) {
      if (!isAlive(daemon) || Date.now() > deadline) {
        throw startFailure(options, PG_START, options.daemons.tail(NAME, 12), error);
      }
      await new Promise((again) => setTimeout(again, 25));
    }
  }
}

async function provision(options: ServerOptions): Promise<void> {
  const client = await connect({ port: options.port, role: "postgres", password: options.superuser });
  try {
    for (const [role, password] of Object.entries(options.roles)) {
      const name = client.escapeIdentifier(role);
      const { rowCount: roles } = await client.query("select from pg_roles where rolname = $1", [role]);
      if (roles === 0) await client.query(`create role ${name} login`);
      await client.query(`alter role ${name} password ${client.escapeLiteral(scramVerifier(password))}`);
      const { rowCount: databases } = await client.query("select from pg_database where datname = $1", [
        role,
      ]);
      if (databases === 0) await client.query(`create database ${name} owner ${name}`);
      await client.query(`revoke connect, temporary on database ${name} from public`);
    }
  } finally {
    await client.end();
  }
}

/**
 * A cluster that was killed keeps postmaster.pid. Its number may be another process's by now, and PostgreSQL would
 * then refuse to start; so a pid that does not run on this data folder is forgotten.
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

function startFailure(
  options: ServerOptions,
  definition: typeof PG_START,
  evidence: readonly string[],
  cause: unknown,
): AdpError {
  const text = evidence.join("\n");
  if (/no space left on device/i.test(text)) {
    return new AdpError(PG_DISK_FULL, {
      why: "PostgreSQL could not write its files.",
      next: [`df -h ${options.folder}   shows the disk`, `free some space, then: ${options.again}`],
      evidence,
      cause,
    });
  }
  const why = /could not bind|address already in use/i.test(text)
    ? `Port ${options.port} is taken by another program.`
    : /database files are incompatible|initialized by PostgreSQL version/i.test(text)
      ? "The data folder is another PostgreSQL version's."
      : /could not (create shared memory|resize shared memory)|No space left on device.*shm/i.test(text)
        ? "The system gives too little shared memory."
        : "PostgreSQL's own last lines are below.";
  return new AdpError(definition, {
    why,
    evidence,
    next: [options.again, `rm -r ${join(options.folder, "data")}   starts anew; the tables in it are lost`],
    cause,
  });
}
