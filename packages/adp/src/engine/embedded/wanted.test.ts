import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "@airflow-data-platform/cli-kit";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Daemons } from "../../kernel/daemon.ts";
import { openOutput } from "../../kernel/output.ts";
import { Progress } from "../../kernel/progress.ts";
import { EmbeddedEngine } from "./engine.ts";
import { rememberStarted, startedWith } from "./started.ts";
import { settle } from "./state.ts";
import { checkDatakits, isOutdated } from "./wanted.ts";

let kit: string;
let runFolder: string;
let daemons: Daemons;
let notes: string[];
beforeEach(() => {
  notes = [];
  kit = mkdtempSync(join(tmpdir(), "adp-wanted-"));
  runFolder = join(kit, ".adp", "run");
  mkdirSync(runFolder, { recursive: true });
  daemons = new Daemons(runFolder);
});
afterEach(async () => {
  await daemons.stop(undefined, 300);
  rmSync(kit, { recursive: true, force: true });
});

function engine(port?: number, python?: string) {
  const progress = new Progress({ ...openOutput({ json: true }), note: (line: string) => notes.push(line) });
  return new EmbeddedEngine({
    runFolder,
    engineFolder: join(kit, "engine"),
    datakits: [kit],
    progress,
    line: "3.3",
    port,
    python,
  });
}

/** Something that stands in for a service. */
function service(name: string) {
  const argv = [process.execPath, "-e", "setInterval(() => {}, 1000)"];
  return daemons.start({ name, argv, cwd: kit, env: { PATH: process.env.PATH ?? "" } });
}

async function end(name: string): Promise<void> {
  process.kill(daemons.alive(name)?.pid ?? 0, "SIGKILL");
  expect(await until(() => daemons.alive(name) === undefined, { timeoutMs: 100_000, everyMs: 10 })).toBe(
    true,
  );
}

test("a mistake in airflow_settings.yaml ends neither what runs nor begins anything", async () => {
  await settle(runFolder, { line: "3.3" });
  service("web");
  writeFileSync(join(kit, "airflow_settings.yaml"), "airflow: {");
  const one = engine();
  for (const restart of [false, true])
    await expect(one.start({ restart })).rejects.toMatchObject({ code: "ADP-RUN-011" });
  expect(await one.undoStart()).toBe(false);
  expect(daemons.alive("web")).toBeDefined();
});

test("a connection warehouse of the user's is named with its source, and without its value", () => {
  const lines: string[] = [];
  const output = { ...openOutput(), note: (line: string) => lines.push(line) };
  const check = (shell: NodeJS.ProcessEnv) =>
    checkDatakits({ datakits: [kit], progress: new Progress(output) }, shell);
  check({ AIRFLOW_CONN_CRM: "x" });
  expect(lines).toEqual([]);
  const settings = join(kit, "airflow_settings.yaml");
  writeFileSync(
    settings,
    "airflow: {connections: [{conn_id: warehouse, conn_uri: 'postgres://u:hunter2@h'}]}",
  );
  writeFileSync(join(kit, ".env"), "AIRFLOW_CONN_WAREHOUSE=postgres://u:hunter2@h\n");
  check({ AIRFLOW_CONN_WAREHOUSE: "postgres://u:hunter2@h" });
  expect(lines).toHaveLength(3);
  for (const [index, source] of [settings, join(kit, ".env"), "AIRFLOW_CONN_WAREHOUSE"].entries())
    expect(lines[index]).toContain(source);
  expect(lines.join()).not.toContain("hunter2");
});

test("each changed file that Airflow reads at its start is named; its DAGs are not among them", async () => {
  const lines: string[] = [];
  const progress = new Progress({ ...openOutput(), note: (line: string) => lines.push(line) });
  const options = { runFolder, engineFolder: kit, datakits: [kit], progress };
  const known = await settle(runFolder, { line: "3.3" });
  const write = (name: string, text: string) => writeFileSync(join(kit, name), text);
  const changed = (name: string, text: string) => {
    write(name, text);
    return isOutdated(options, known);
  };
  for (const folder of ["dags", "plugins"]) mkdirSync(join(kit, folder));
  write("requirements.txt", "polars\n");
  rememberStarted(runFolder, startedWith([kit], known.key));
  expect(changed("dags/one.py", "# new")).toBe(false);
  expect(lines).toEqual([]);
  for (const [name, text] of [
    ["requirements.txt", "polars\npandas\n"],
    [".env", "REGION=eu\n"],
    ["airflow_settings.yaml", "airflow: {}\n"],
    ["plugins", ""],
  ] as const) {
    expect(changed(name === "plugins" ? "plugins/mine.py" : name, text)).toBe(true);
    expect(lines.at(-1)).toContain(`/${name}`);
    rememberStarted(runFolder, startedWith([kit], known.key));
  }
});

test("a restart that cannot install what it needs stops nothing, and says so", async () => {
  await settle(runFolder, { line: "3.3" });
  service("postgres");
  const one = engine(undefined, join(kit, "no-python"));
  await expect(one.start({ restart: true })).rejects.toMatchObject({ code: "ADP-PY-004" });
  expect(notes.at(-1)).toBe("Nothing was stopped: Airflow goes on as it was started.");
  expect(daemons.alive("postgres")).toBeDefined();
});

test("a restart on a port that another program has: ADP-RUN-003, and what runs goes on", async () => {
  await settle(runFolder, { line: "3.3" });
  service("web");
  const stranger = createServer().listen(0, "127.0.0.1");
  await once(stranger, "listening");
  const { port } = stranger.address() as AddressInfo;
  try {
    const one = engine(port);
    await expect(one.start({ restart: true })).rejects.toMatchObject({ code: "ADP-RUN-003" });
    expect(await one.undoStart()).toBe(false);
    expect(daemons.alive("web")).toBeDefined();
  } finally {
    stranger.close();
  }
});

test("a run after the DAG processor ended would take a file as it was: ADP-RUN-004", async () => {
  await settle(runFolder, { line: "3.3" });
  for (const name of ["scheduler", "dag-processor"]) service(name);
  await end("dag-processor");
  await expect(engine().run("d", {}, { task: () => undefined })).rejects.toMatchObject({
    code: "ADP-RUN-004",
    message: expect.stringContaining("dag-processor"),
  });
});

test("a run after the scheduler ended names it; where none was started, another way", async () => {
  await settle(runFolder, { line: "3.3" });
  const run = () => engine().run("d", {}, { task: () => undefined });
  await expect(run()).rejects.toMatchObject({
    code: "ADP-RUN-004",
    why: expect.stringContaining(runFolder),
  });
  const { pid } = service("scheduler");
  await end("scheduler");
  await expect(run()).rejects.toMatchObject({
    code: "ADP-RUN-004",
    message: expect.stringContaining(`scheduler, process ${pid},`),
  });
});

test('another user\'s datakit: nobody reads "Nothing was running." or "stopped" of services that run: ADP-RUN-008', () => {
  vi.spyOn(process, "getuid").mockReturnValue((process.getuid?.() ?? 0) + 1);
  // Before stop, status or logs could be asked.
  expect(() => engine()).toThrow(expect.objectContaining({ code: "ADP-RUN-008" }));
});

test("while services start the state is starting; one that ended makes it unhealthy", async () => {
  await settle(runFolder, { line: "3.3" });
  for (const name of ["web", "scheduler"]) service(name);
  expect(await engine().status()).toMatchObject({ state: "starting" });
  await end("scheduler");
  expect(await engine().status()).toMatchObject({ state: "unhealthy" });
  service("scheduler");
  await sleep(20);
  writeFileSync(join(runFolder, "started.json"), "{}");
  expect(await engine().status()).toMatchObject({ state: "unhealthy" });
});
