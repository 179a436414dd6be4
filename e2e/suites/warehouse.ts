import { join } from "node:path";
import {
  connect,
  preparePostgres,
  startPostgres,
  uri,
} from "../../packages/adp/src/engine/embedded/postgres/index.ts";
import { Daemons } from "../../packages/adp/src/kernel/daemon.ts";
import { freePort } from "../../packages/adp/src/kernel/port.ts";
import { BareClock } from "../../packages/adp/src/kernel/progress.ts";
import { Secret } from "../../packages/adp/src/kernel/secret.ts";

/** One real PostgreSQL for the whole test run, started when the first suite asks, with a database a suite. */
export function openWarehouse(root: string, scratch: string) {
  const folder = join(scratch, "warehouse");
  const daemons = new Daemons(folder);
  const password = Secret.random();
  let started: Promise<number> | undefined;

  async function start(): Promise<number> {
    const clock = new BareClock();
    const again = "make test";
    const port = await freePort();
    const binaries = await preparePostgres({
      engineFolder: join(root, ".adp", "run", "engine"),
      clock,
      again,
    });
    await startPostgres({
      folder: join(folder, "postgres"),
      binaries,
      port,
      superuser: password,
      roles: {},
      daemons,
      clock,
      again,
    });
    return port;
  }

  return {
    async url(name: string): Promise<string> {
      started ??= start();
      const port = await started;
      const client = await connect({ port, role: "postgres", password });
      try {
        await client.query(`drop database if exists ${client.escapeIdentifier(name)}`);
        await client.query(`create database ${client.escapeIdentifier(name)}`);
      } finally {
        await client.end();
      }
      return uri({ port, role: "postgres", password, database: name }, "postgresql+psycopg2");
    },
    async close(): Promise<void> {
      await daemons.stop();
    },
  };
}
