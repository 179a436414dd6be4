import { join } from "node:path";
import {
  connect,
  preparePostgres,
  startPostgres,
  uri,
} from "../../packages/adp/src/engine/embedded/postgres/index.ts";
import { Daemons } from "../../packages/adp/src/kernel/daemon.ts";
import { BareClock } from "../../packages/adp/src/kernel/progress.ts";
import { Secret } from "../../packages/adp/src/kernel/secret.ts";
import { onFreePort, persist } from "../world/lib/index.ts";
import { startDebianPostgres } from "./debian-postgres.ts";

type Start = (server: { folder: string; port: number; password: Secret; daemons: Daemons }) => Promise<void>;

/** One real PostgreSQL for the whole test run, started when the first suite asks, with a database a suite. */
function openServer(folder: string, start: Start) {
  const daemons = new Daemons(folder);
  const password = Secret.random();
  let started: Promise<number> | undefined;

  const port = () =>
    onFreePort(async (found) => {
      await start({ folder: join(folder, `postgres-${found}`), port: found, password, daemons });
      return found;
    });

  return {
    async url(name: string): Promise<string> {
      started ??= port();
      const server = { port: await started, role: "postgres", password };
      const client = await connect(server);
      try {
        await client.query(`drop database if exists ${client.escapeIdentifier(name)}`);
        await client.query(`create database ${client.escapeIdentifier(name)}`);
      } finally {
        await client.end();
      }
      return uri({ ...server, database: name }, "postgresql+psycopg2");
    },
    async close(): Promise<void> {
      await daemons.stop();
    },
  };
}

/** The embedded PostgreSQL 18, as the engine starts it. */
export function openWarehouse(root: string, scratch: string) {
  return openServer(join(scratch, "warehouse"), async ({ password, ...server }) => {
    const clock = new BareClock();
    const engineFolder = join(root, ".adp", "run", "engine");
    const binaries = await persist("PostgreSQL", () => preparePostgres({ engineFolder, clock }));
    await startPostgres({ ...server, binaries, superuser: password, roles: [], clock });
  });
}

/** Debian's PostgreSQL 15, the oldest that is tested. */
export function openDebianWarehouse(programs: string, scratch: string) {
  return openServer(join(scratch, "warehouse-15"), (server) => startDebianPostgres({ ...server, programs }));
}
