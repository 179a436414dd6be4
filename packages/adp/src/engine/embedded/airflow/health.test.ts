import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "@airflow-data-platform/cli-kit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Daemons } from "../../../kernel/daemon.ts";
import type { Listener } from "../../../kernel/listener.ts";
import { Secret } from "../../../kernel/secret.ts";
import { PortLost } from "../port-lost.ts";
import { AirflowApi } from "./api.ts";
import { waitForHealth } from "./health.ts";
import { services } from "./services.ts";

// A server of ours stands in for Airflow's: it proves how answers are taken, not what Airflow answers (e2e does).

let folder: string;
let daemons: Daemons;
let server: Server;
let listener: () => Promise<Listener>;
let answers: Record<string, [status: number, body: unknown]>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "adp-health-"));
  daemons = new Daemons(folder);
  answers = {};
  listener = async () => "ours";
  server = createServer((request, reply) => {
    const [status, body] = answers[(request.url ?? "").replace(/\?.*/, "")] ?? [404, {}];
    reply.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
});
afterEach(async () => {
  server.close();
  await daemons.stop(undefined, 300);
  rmSync(folder, { recursive: true, force: true });
});

/** Starts all services; each has begun, however long that takes. */
async function startAll(): Promise<void> {
  for (const { name } of services("3.3")) {
    const argv = [process.execPath, "-e", `console.log("${name} begins"); setInterval(() => {}, 1e3)`];
    daemons.start({ name, argv, cwd: folder, env: { PATH: process.env.PATH ?? "" } });
  }
  const begun = (name: string) => daemons.tail(name).includes(`${name} begins`);
  await becomes(() => services("3.3").every(({ name }) => begun(name)));
}

async function becomes(what: () => boolean): Promise<void> {
  expect(await until(what, { timeoutMs: 100_000, everyMs: 25 })).toBe(true);
}

function api(port = (server.address() as AddressInfo).port): AirflowApi {
  return new AirflowApi({ line: "3.3", port, password: new Secret("ours"), listener });
}

function wait(timeoutMs: number, seen: string[][] = []) {
  return waitForHealth({
    line: "3.3",
    api: api(),
    daemons,
    timeoutMs,
    onWaiting: (missing) => seen.push([...missing]),
  });
}

const well = { status: "healthy" };
const healthy = { metadatabase: well, scheduler: well, triggerer: well, dag_processor: well };

test("what is still missing is reported by name, until all is healthy and takes our login", async () => {
  await startAll();
  answers["/api/v2/monitor/health"] = [200, { ...healthy, triggerer: { status: null } }];
  const seen: string[][] = [];
  const waiting = wait(100_000, seen);
  await becomes(() => seen.length > 0);
  answers["/api/v2/monitor/health"] = [200, healthy];
  answers["/auth/token"] = [201, { access_token: "t" }];
  answers["/api/v2/dags"] = [200, { dags: [] }];
  await waiting;
  expect(seen).toEqual([["triggerer"]]);
});

test("a stranger on our port who answers healthy: the port counts as lost, and no password was sent", async () => {
  await startAll();
  answers["/api/v2/monitor/health"] = [200, healthy];
  listener = async () => "foreign";
  const asked: string[] = [];
  server.on("request", (request) => asked.push(`${request.method} ${request.url}`));
  await expect(wait(600_000)).rejects.toBeInstanceOf(PortLost);
  await expect(api().dags()).rejects.toMatchObject({ code: "ADP-RUN-014" });
  expect(new Set(asked)).toEqual(new Set(["GET /api/v2/monitor/health"]));
});

test("another Airflow on our port answers healthy and does not know our login: that is not health", async () => {
  await startAll();
  answers["/api/v2/monitor/health"] = [200, healthy];
  answers["/auth/token"] = [401, {}];
  await expect(wait(700)).rejects.toMatchObject({ code: "ADP-AF-003" });
});

test("a service that does not become healthy in time: ADP-AF-003 names it and shows its last lines", async () => {
  await startAll();
  answers["/api/v2/monitor/health"] = [200, { ...healthy, scheduler: { status: "unhealthy" } }];
  await expect(wait(700)).rejects.toMatchObject({
    code: "ADP-AF-003",
    message: expect.stringContaining("waiting for scheduler"),
    evidence: ["scheduler begins"],
  });
});

test("a service that ends: ADP-AF-002 at once, not after the time-out", async () => {
  await startAll();
  const argv = [
    process.execPath,
    "-e",
    "console.error('OSError: [Errno 98] Address already in use'); process.exit(1)",
  ];
  await daemons.stop(["web"], 300);
  daemons.start({ name: "web", argv, cwd: folder, env: {} });
  // Were it waited for, this test would end before.
  await expect(wait(600_000)).rejects.toMatchObject({
    code: "ADP-AF-002",
    why: expect.stringContaining("took its port"),
  });
});

test("an API that refuses, or that is gone: ADP-AF-004 with what it said", async () => {
  answers["/auth/token"] = [201, { access_token: "t" }];
  answers["/api/v2/importErrors"] = [500, { detail: "database is locked" }];
  await expect(api().importFailures()).rejects.toMatchObject({
    code: "ADP-AF-004",
    evidence: [expect.stringContaining("database is locked")],
  });
  // Nobody listens there. To type the same again would not bring it back.
  await expect(api(9).dags()).rejects.toMatchObject({
    code: "ADP-AF-004",
    next: [{ run: { adp: "dev logs web" } }, { run: { adp: "dev restart" } }],
  });
});
