import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { type Container, Docker } from "../../docker/index.ts";
import { type DockerStandIn, dockerStandIn } from "../../docker/testing/docker-stand-in.ts";
import { stepLines } from "../../kernel/errors.ts";
import { ProcessFailure } from "../../kernel/process.ts";
import { Secret } from "../../kernel/secret.ts";
import { AirflowApi } from "../embedded/airflow/index.ts";
import type { Service } from "./containers.ts";
import { expected, notUp, waitForHealth } from "./health.ts";

let standIn: DockerStandIn | undefined;
afterEach(() => standIn?.close());

interface Watch {
  readonly look?: () => void;
  readonly ask?: (missing: string) => void;
}

/** Without a port nobody listens. */
function wait(services: readonly Service[], timeoutMs: number, { look, ask }: Watch = {}, port = 9) {
  standIn = dockerStandIn({ logs: { stderr: "the last line\n" } });
  const api = new AirflowApi({
    line: "3.3",
    port,
    password: new Secret("x"),
    listener: async () => "nobody",
  });
  const docker = new Docker({ env: standIn.env });
  return waitForHealth({
    docker,
    line: "3.3",
    api,
    timeoutMs,
    lookEveryMs: 600_000,
    look: async () => {
      look?.();
      return services;
    },
    onWaiting: (missing) => ask?.(missing.join()),
  });
}

const service = (name: string, state: string, exitCode = 0): Service => ({
  name,
  container: { id: name, name, state, exitCode } as unknown as Container,
});

test("on Airflow 2 the scheduler reads the DAG files", () => {
  expect(expected("2.11")).toEqual(["web", "scheduler", "triggerer"]);
  expect(expected("3.0")).toEqual(["web", "scheduler", "triggerer", "dag-processor"]);
});

test("a first question that is never answered is asked again, long before the limit of a busy Airflow", async () => {
  let questions = 0;
  const names = ["metadatabase", "scheduler", "triggerer", "dag_processor"];
  const healthy = Object.fromEntries(names.map((name) => [name, { status: "healthy" }]));
  const server = createServer((_, answer) => {
    if (++questions > 1) answer.end(JSON.stringify(healthy));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await wait([service("web", "running")], 15_000, {}, (server.address() as AddressInfo).port);
  } finally {
    server.closeAllConnections();
    server.close();
  }
  expect(questions).toBe(2);
});

test.each([
  ["scheduler", "restarting", 1],
  ["web", "exited", 1],
  ["db-migration", "exited", 1],
] as const)("a %s that is %s: ADP-AF-002 at once, with its last lines", async (name, state, code) => {
  await expect(wait([service(name, state, code)], 600_000)).rejects.toMatchObject({
    code: "ADP-AF-002",
    evidence: ["the last line"],
  });
});

test("the containers are looked at less often than Airflow is asked", async () => {
  const [looks, asked] = [[] as string[], [] as string[]];
  const services = [service("web", "running")];
  await expect(
    wait(services, 1000, { look: () => looks.push(""), ask: (missing) => asked.push(missing) }),
  ).rejects.toMatchObject({ code: "ADP-AF-003" });
  // The second one is for the error's words.
  expect(looks).toHaveLength(2);
  expect(asked.length).toBeGreaterThan(2);
});

test("a migration that is done is no failure; what is not healthy in time: ADP-AF-003", async () => {
  const running = ["web", "scheduler"].map((name) => service(name, "running"));
  await expect(wait([service("db-migration", "exited"), ...running], 300)).rejects.toMatchObject({
    code: "ADP-AF-003",
    message: expect.stringContaining("waiting for web"),
    evidence: ["the last line"],
  });
});

test("where the database does not start, it is named, and not the migration that waited for it", async () => {
  standIn = dockerStandIn({
    "logs --tail 15 postgres": { stderr: "FATAL: database files are incompatible\n" },
  });
  const failure = new ProcessFailure(["docker", "compose"], "exited", 1, "", "db-migration failed", "1");
  const services = [service("db-migration", "exited", 1), service("postgres", "restarting", 1)];
  expect(await notUp(new Docker({ env: standIn.env }), failure, services)).toMatchObject({
    message: "The datakit's postgres does not start.",
    evidence: ["FATAL: database files are incompatible"],
  });
});

test("a database of another password, since the file that had it was deleted: what starts over is named", async () => {
  standIn = dockerStandIn({
    "logs --tail 15 db-migration": { stderr: "FATAL:  password authentication failed\n" },
  });
  const failure = new ProcessFailure(["docker", "compose"], "exited", 1, "", "db-migration failed", "1");
  const error = await notUp(new Docker({ env: standIn.env }), failure, [
    service("db-migration", "exited", 1),
  ]);
  expect(error.why).toMatch(/docker\.json/);
  expect(stepLines(error.next).join("\n")).toMatch(/dev reset --engine docker/);
});
