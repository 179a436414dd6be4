import { chmodSync, lstatSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { readDeclared, readSettings } from "./declared.ts";
import { EngineClient, unreachable } from "./engine.ts";
import { EngineProxy } from "./proxy.ts";
import { Refusal } from "./refusal.ts";

const log = (event: Readonly<Record<string, unknown>>) =>
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`);

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const engine = new EngineClient(settings.engine);
  await engine.open();
  // The engine names a container's host after its id.
  const own = await engine.json("GET", `/containers/${encodeURIComponent(hostname())}/json`);
  if (own.status !== 200) throw unreachable(`it does not know this container (${own.status})`);
  const declared = readDeclared(settings, own.value as Parameters<typeof readDeclared>[1]);
  const proxy = new EngineProxy({ engine, declared, log });
  const server = proxy.server();
  // One that was killed leaves its socket.
  if (lstatSync(settings.listen, { throwIfNoEntry: false })?.isSocket()) rmSync(settings.listen);
  server.listen(settings.listen, () => {
    // Airflow's group, 0, and nobody else.
    chmodSync(settings.listen, 0o660);
    log({ event: "listening", ...declared });
  });
  const stop = async () => {
    rmSync(settings.listen, { force: true });
    server.close();
    server.closeAllConnections();
    log({ event: "stopped", removed: await proxy.removeAll() });
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop().catch(fatal));
}

function fatal(error: unknown): void {
  const message = error instanceof Refusal ? error.message : (error as Error).stack;
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), event: "fatal", message })}\n`);
  process.exit(2);
}

main().catch(fatal);
