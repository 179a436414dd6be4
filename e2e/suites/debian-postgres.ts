import { closeSync, existsSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../packages/adp/src/engine/embedded/postgres/index.ts";
import { unprivileged } from "../../packages/adp/src/engine/embedded/postgres/unprivileged.ts";
import { type Daemons, isAlive } from "../../packages/adp/src/kernel/daemon.ts";
import { anonymousFile, privateFolder } from "../../packages/adp/src/kernel/files.ts";
import { run } from "../../packages/adp/src/kernel/process.ts";
import type { Secret } from "../../packages/adp/src/kernel/secret.ts";
import { until } from "../world/lib/index.ts";

/** The oldest PostgreSQL that the tests run on, as Debian 12 has it; undefined where it is not installed. */
export function debianPostgres(): string | undefined {
  const programs = "/usr/lib/postgresql/15/bin";
  return existsSync(join(programs, "initdb")) ? programs : undefined;
}

interface Options {
  readonly programs: string;
  readonly folder: string;
  readonly port: number;
  readonly password: Secret;
  readonly daemons: Daemons;
}

/** A cluster of its own on 127.0.0.1. As root it runs as a made-up user, as the embedded one does. */
export async function startDebianPostgres({
  programs,
  folder,
  port,
  password,
  daemons,
}: Options): Promise<void> {
  const prefix = await unprivileged();
  const data = join(privateFolder(folder), "data");
  const input = anonymousFile(folder, `${password.reveal()}\n`);
  const words = ["--username=postgres", "--auth=scram-sha-256", "--pwfile=/dev/stdin", "--encoding=UTF8"];
  try {
    await run([...prefix, join(programs, "initdb"), "-D", data, "--locale=C.UTF-8", "--no-sync", ...words], {
      input,
    });
  } finally {
    closeSync(input);
  }
  const settings = [
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "fsync=off",
    "max_connections=200",
  ];
  const daemon = daemons.start({
    name: "postgres-15",
    argv: [
      ...prefix,
      join(programs, "postgres"),
      "-D",
      data,
      ...settings.flatMap((setting) => ["-c", setting]),
    ],
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", LC_ALL: "C.UTF-8" },
    stopSignal: "SIGINT",
  });
  let refused: unknown;
  const answers = async () => {
    if (!isAlive(daemon)) throw refused;
    return connect({ port, role: "postgres", password }).then(
      (client) => client.end().then(() => true),
      (error: unknown) => {
        refused = error;
        return false;
      },
    );
  };
  await until("PostgreSQL 15", answers).catch((error: unknown) => {
    const lines = daemons.tail("postgres-15", 12).join("\n");
    throw new Error(`PostgreSQL 15 did not start:\n${lines}`, { cause: refused ?? error });
  });
}
