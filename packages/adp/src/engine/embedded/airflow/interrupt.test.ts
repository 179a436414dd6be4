import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "@airflow-data-platform/cli-kit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Secret } from "../../../kernel/secret.ts";
import { AirflowApi } from "./api.ts";
import { runDag } from "./run.ts";

// A server of ours stands in for Airflow's: its run never ends, and its DAG may be unknown.

let server: Server;
let asked: string[];
let known: boolean;
beforeEach(async () => {
  asked = [];
  known = true;
  server = createServer((request, reply) => {
    const path = (request.url ?? "").replace(/\?.*/, "");
    asked.push(`${request.method} ${path}`);
    const task = { task_id: "t", map_index: -1, try_number: 1, state: "running" };
    const tasks = [{ ...task, start_date: null, end_date: null, duration: null }];
    const body = path.endsWith("/taskInstances")
      ? { task_instances: tasks, total_entries: 1 }
      : path.endsWith("/importErrors")
        ? { import_errors: [] }
        : path.includes("/dagRuns")
          ? { state: "running" }
          : { dag_id: "d", is_paused: false, fileloc: "/none", last_parsed_time: "2100-01-01T00:00:00Z" };
    reply.writeHead(!known && path.endsWith("/dags/d") ? 404 : 200, { "content-type": "application/json" });
    reply.end(JSON.stringify(body));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
});
afterEach(() => {
  server.close();
});

function run(signal: AbortSignal, onTask: () => void) {
  const port = (server.address() as AddressInfo).port;
  const options = { line: "2.11", port, password: new Secret("ours"), listener: async () => "ours" as const };
  return runDag({
    api: new AirflowApi({ ...options, signal }),
    logs: "/none",
    source: { dags: "/none", datakits: [], readSince: Date.now() },
    ...{ dag: "d", conf: {}, timeoutMs: 100_000, onTask },
  });
}

test("an interrupted run is no longer followed: no request, and no task's state", async () => {
  const controller = new AbortController();
  const reason = new Error("interrupted");
  let told = 0;
  const result = run(controller.signal, () => {
    told++;
    controller.abort(reason);
  });
  await expect(result).rejects.toBe(reason);
  const before = asked.length;
  expect(before).toBeGreaterThan(3);
  await sleep(600);
  expect([asked.length, told]).toEqual([before, 1]);
});

test("interrupted before the DAG was found: nothing is triggered later", async () => {
  known = false;
  const controller = new AbortController();
  const result = run(controller.signal, () => undefined);
  expect(await until(() => asked.length >= 2, { timeoutMs: 100_000, everyMs: 10 })).toBe(true);
  controller.abort(new Error("interrupted"));
  await expect(result).rejects.toThrow("interrupted");
  expect(asked.filter((one) => one.startsWith("POST"))).toEqual([]);
});
