// A datakit on the embedded engine; with CI=true two side by side, and what restarts a whole Airflow.
// @suite 270 s
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Address, DagResult, Status } from "../packages/adp/src/engine/index.ts";
import { adp, bundle, document, processesOf, scratch } from "./world/adp.ts";
import {
  checkPrograms,
  checkRuns,
  dag,
  untilBroken,
  untilRead,
  writeCheckedDags,
} from "./world/engine-checks.ts";
import { until } from "./world/lib/index.ts";
import { Terminal } from "./world/terminal.ts";

const world = scratch("dev");
const one = join(world.folder, "one-datakit");
const two = join(world.folder, "two-datakit");
const ci = process.env.CI === "true";
const started = ci ? [one, two] : [one];

const devOf =
  (cwd: string) =>
  (...words: string[]) =>
    adp(["dev", ...words], { cwd });

beforeAll(async () => {
  for (const name of ["one", "two"])
    expect((await adp(["datakit", "new", name, "--airflow", "3"], { cwd: world.folder })).code).toBe(0);
  // Written before the start: how soon Airflow finds new files is not tested here.
  writeCheckedDags(one);
  writeFileSync(join(one, "dags", "sleeping.py"), dag("sleeping", "import time; time.sleep(300)"));
});
afterAll(async () => {
  for (const cwd of [one, two]) await adp(["dev", "stop"], { cwd });
  world.close();
});

test("they start, each healthy on ports of its own, reachable from this machine only", async () => {
  const addresses: Address[] = [];
  for (const cwd of started) {
    // A login of the shell must not reach Airflow's processes; a connection that is exported by name must.
    const env = { UV_INDEX_CORP_PASSWORD: "from-the-shell", AIRFLOW_CONN_CRM: "postgres://crm.example/crm" };
    const finished = await adp(["dev", "start", "--engine", "embedded", "--json"], { cwd, env });
    expect(finished.stderr).toBe("");
    addresses.push(document<Address>(finished));
    expect(document<Status>(await adp(["dev", "status", "--json"], { cwd }))).toMatchObject({
      state: "healthy",
    });
  }
  expect(addresses[0]?.dags?.importErrors).toEqual([]);
  const ids = ["mapped", "one_example", "sized", "sleeping"];
  await untilRead(devOf(one), ids);
  expect(document<Status>(await devOf(one)("status", "--json")).dags).toEqual({
    dags: ids.map((dag) => ({ dag, paused: true })),
    importErrors: [],
  });
  const environs = processesOf(join(one, ".adp", "run")).map(environOf);
  expect(environs.some((text) => text.includes("AIRFLOW_CONN_CRM="))).toBe(true);
  expect(environs.some((text) => text.includes("from-the-shell"))).toBe(false);
  expect(new Set(addresses.map((address) => address.url)).size).toBe(started.length);
  for (const address of addresses) expect(address.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(listeners(started.flatMap((kit) => processesOf(join(kit, ".adp", "run"))))).toEqual([]);
});

test("starting again starts nothing: the same processes answer", async () => {
  const before = processesOf(join(one, ".adp", "run")).sort();
  // The shell's AIRFLOW_CONN_CRM is not here: nothing restarts for that.
  expect((await adp(["dev", "start"], { cwd: one })).stdout).toContain("Airflow is healthy");
  const listed = document<{ datakit: string; state: string }[]>(await adp(["dev", "list", "--json"]));
  expect(listed).toEqual(
    expect.arrayContaining(started.map((datakit) => expect.objectContaining({ datakit, state: "healthy" }))),
  );
  const after = new Set(processesOf(join(one, ".adp", "run")));
  const services = document<Status>(await adp(["dev", "status", "--json"], { cwd: one })).services;
  for (const service of services)
    expect([before.includes(service.pid), after.has(service.pid)]).toEqual([true, true]);
});

test("a DAG runs to success, its rows are in this warehouse and in no other", async () => {
  const result = document<DagResult>(await adp(["dev", "run", "one_example", "--json"], { cwd: one }));
  expect(result).toMatchObject({ state: "success", tasks: [{ state: "success", index: null }] });
  const sql = await adp(["dev", "sql", "select count(*) as n from one.customer", "--json"], { cwd: one });
  expect(document<{ rows: unknown[][] }[]>(sql)[0]?.rows).toEqual([["3"]]);
  const elsewhere = await adp(["dev", "sql", "select count(*) from one.customer"], { cwd: two });
  expect(elsewhere.code).toBe(1);
  expect(elsewhere.stderr).toMatch(/ADP-SQL-001.*"one\.customer" does not exist/);
});

test("another engine is asked for: which data stays behind is said, and nothing of this one is taken", async () => {
  const env = { DOCKER_HOST: `unix://${join(world.folder, "none.sock")}` };
  const other = await adp(["dev", "sql", "select 1", "--engine", "docker"], { cwd: one, env });
  expect([other.code, other.stdout]).toEqual([2, ""]);
  expect(other.stderr).toContain("The tables of the embedded engine stay in .adp/run");
  expect(other.stderr).toContain("ADP-DOC-");
});

test("SQL in PostgreSQL's own words, in every time zone; a statement is cancelled by Ctrl-C", async () => {
  const odd = `select date '2025-03-01' as d, timestamp '2025-03-01 10:00:00.123456' as t, 'NaN'::float8 as f,
    '\\x01ff'::bytea as b, E'\\x1b[31mred' as e, null as n`;
  const berlin = { cwd: one, env: { TZ: "Europe/Berlin" } };
  expect(
    document<{ rows: unknown[][] }[]>(await adp(["dev", "sql", "--json", odd], berlin))[0]?.rows,
  ).toEqual([["2025-03-01", "2025-03-01 10:00:00.123456", "NaN", "\\x01ff", "\u001b[31mred", null]]);
  expect((await adp(["dev", "sql", "-x", odd], berlin)).stdout).toContain("e | \\x1B[31mred\n");
  expect((await adp(["dev", "sql", "\\dt"], { cwd: one })).stdout).toMatch(/one +customer +table/);
  expect((await adp(["dev", "sql", "\\foo"], { cwd: one })).stderr).toContain("ADP-SQL-002");
  expect((await adp(["dev", "sql", "\\d one.customer"], { cwd: one })).stdout).toMatch(/segment +character/);
  expect((await adp(["dev", "sql", "\\d nothing"], { cwd: one })).stderr).toContain("ADP-SQL-001");
  const child = spawn(process.execPath, [bundle, "dev", "sql", "select pg_sleep(120)"], {
    cwd: one,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (text) => {
    said += String(text);
  });
  const ended = once(child, "close");
  await until("the statement", async () => (await sleeping()) === 1);
  child.kill("SIGINT");
  expect(await ended).toEqual([130, null]);
  expect(said).toBe("Interrupted: what ran before goes on.\n");
  await until("the end of the statement", async () => (await sleeping()) === 0);
});

test("the prompt: its words, psql's backslash commands, statements of several lines, and Ctrl-C", async () => {
  const terminal = new Terminal([process.execPath, bundle, "dev", "sql"], { cwd: one });
  const prompt = /warehouse=> $/;
  const answer = async (line: string) => {
    terminal.type(`${line}\n`);
    return terminal.shows(prompt);
  };
  try {
    await terminal.shows(prompt);
    for (const word of ["help", "\\?"])
      expect(await answer(word)).toContain("A statement ends with a semicolon.");
    expect(await answer("\\dt")).toMatch(/one +customer +table/);
    expect(await answer("\\dx")).toContain("There is no command \\dx.");
    expect(await answer("\\x")).toContain("Expanded display is on.");
    terminal.type("select 1 as one,\n");
    await terminal.shows(/warehouse-> $/);
    expect(await answer("2 as two;")).toMatch(/-\[ row 1 \]\s+one \| 1\s+two \| 2/);
    expect(await answer("selct;")).toContain("syntax error");
    terminal.type("select pg_sleep(120);\n");
    await until("the statement", async () => (await sleeping()) === 1);
    terminal.type("\u0003");
    expect(await terminal.shows(prompt)).toContain("cancelled");
    await until("the end of the statement", async () => (await sleeping()) === 0);
    terminal.type("\\q\n");
    expect(await terminal.ended()).toBe(0);
  } finally {
    terminal.close();
  }
});

test("what is longer than the terminal goes through the pager, where there is one", async () => {
  const shown = async (pager: string) => {
    const words = ["dev", "sql", "select 'row ' || n as r from generate_series(1, 100) n"];
    const env = { PSQL_PAGER: pager };
    const terminal = new Terminal([process.execPath, bundle, ...words], { cwd: one, env, rows: 10 });
    expect(await terminal.ended()).toBe(0);
    return terminal.screen;
  };
  const paged = await shown("head -n 4");
  expect([paged.includes("row 2"), paged.includes("row 3")]).toEqual([true, false]);
  expect(await shown("no-such-pager")).toMatch(/row 100\s+\(100 rows\)/);
});

test("logs --follow shows what is added, until Ctrl-C", async () => {
  const words = ["dev", "logs", "--follow", "--lines", "1", "postgres"];
  const terminal = new Terminal([process.execPath, bundle, ...words], { cwd: one });
  try {
    await terminal.shows(/\n/);
    await adp(["dev", "sql", "select followed_by_nobody"], { cwd: one });
    await terminal.shows(/column "followed_by_nobody" does not exist/);
    terminal.type("\u0003");
    expect(await terminal.ended()).toBe(0);
  } finally {
    terminal.close();
  }
});

test("the line that start prints opens the warehouse in psql", async () => {
  const { stdout } = await adp(["dev", "status"], { cwd: one });
  const line = /^warehouse +(.*)$/m.exec(stdout)?.[1] ?? "";
  expect(line).toMatch(/^PGPASSFILE=\S+ psql /);
  if (ci || spawnSync("psql", ["--version"]).status === 0)
    expect(execFileSync("sh", ["-c", `${line} -Atc 'select current_user'`], { encoding: "utf8" })).toBe(
      "warehouse\n",
    );
});

test("the datakit reaches the connection as it stands, or says why it cannot", async () => {
  const program = `
import os
from one import warehouse
for uri in ("postgres://me:p%40ss@h:5433/db?sslmode=require", "mssql://me@h/db", '{"conn_type": "postgres", "extra": {"a": [1]}}'):
    os.environ["AIRFLOW_CONN_WAREHOUSE"] = uri
    try:
        print(warehouse.connect().url.render_as_string(hide_password=False))
    except Exception as error:
        print(type(error).__name__, error)
`;
  const { stdout } = await adp(["dev", "exec", "python", "-c", program], { cwd: one });
  expect(stdout).toContain("postgresql+psycopg2://me:p%40ss@h:5433/db?sslmode=require\n");
  expect(stdout).toMatch(/AirflowFailException .*'mssql'/);
  expect(stdout).toMatch(/AirflowFailException .*driver cannot take: a/);
});

test("SQL comes from a pipe too, and what has no rows says so", async () => {
  const finished = await adp(["dev", "sql"], {
    cwd: one,
    input: "create table t (a int); insert into t values (1), (2); select * from t",
  });
  expect(finished.stdout).toContain("CREATE\nINSERT 2\na\n-\n1\n2\n(2 rows)\n");
});

for (const check of [checkPrograms, checkRuns]) check(() => ({ kit: one, name: "one", dev: devOf(one) }));

test("a DAG that worked and is broken now is not run as it was", async () => {
  const file = join(one, "dags", "example_dag.py");
  const good = readFileSync(file, "utf8");
  writeFileSync(file, `${good}\nraise RuntimeError("half-finished edit")\n`);
  await untilBroken(devOf(one), "example_dag.py");
  const finished = await adp(["dev", "run", "one_example"], { cwd: one });
  writeFileSync(file, good);
  expect(finished.code).toBe(1);
  expect(finished.stderr).toContain("half-finished edit");
});

test("Ctrl-C leaves a run to Airflow, and says so", async () => {
  const terminal = new Terminal([process.execPath, bundle, "dev", "run", "sleeping"], { cwd: one });
  try {
    await terminal.shows(/spill: running/);
    terminal.type("\u0003");
    await terminal.shows(/Interrupted: the run adp__\S+ goes on in Airflow\. .* dev stop stops Airflow\./);
    expect(await terminal.ended()).toBe(130);
  } finally {
    terminal.close();
  }
});

test("a run that is not waited for any longer is ended: ADP-DAG-004", async () => {
  const finished = await adp(["dev", "run", "sleeping", "--timeout", "30"], { cwd: one });
  expect(finished.code).toBe(1);
  expect(finished.stderr).toContain("ADP-DAG-004");
});

test("a name that no DAG has, in a datakit that Airflow has read: ADP-DAG-002 at once", async () => {
  // Airflow began to read long ago, and no file was edited since.
  const past = (Date.now() - 600_000) / 1000;
  for (const name of ["example_dag.py", "queue.py", "sized.py", "sleeping.py"])
    utimesSync(join(one, "dags", name), past, past);
  utimesSync(join(one, ".adp", "run", "processes", "dag-processor.json"), past, past);
  const started = performance.now();
  const finished = await adp(["dev", "run", "one_exmaple"], { cwd: one });
  expect(finished.stderr).toMatch(/ADP-DAG-002[\s\S]*one_example/);
  expect(performance.now() - started).toBeLessThan(20_000);
});

test("another port or line of Airflow than the running one is refused", async () => {
  const port = await adp(["dev", "start", "--port", "9"], { cwd: one });
  expect([port.code, port.stderr]).toEqual([64, expect.stringContaining("ADP-RUN-007")]);
  const line = await adp(["dev", "start", "--airflow", "2.11"], { cwd: one });
  expect([line.code, line.stderr]).toEqual([64, expect.stringContaining("ADP-RUN-005")]);
});

test.runIf(ci)(
  "changed requirements and settings: start takes them over, and the warehouse stays",
  async () => {
    const kit = join(one, "include", "mypkg");
    mkdirSync(join(kit, "mypkg"), { recursive: true });
    writeFileSync(join(kit, "mypkg", "__init__.py"), "ANSWER = 42\n");
    writeFileSync(join(kit, "pyproject.toml"), '[project]\nname = "mypkg"\nversion = "1"\n');
    appendFileSync(join(one, "requirements.txt"), "\n./include/mypkg\n");
    writeFileSync(
      join(one, "airflow_settings.yaml"),
      `airflow:
  variables: [{variable_name: size, variable_value: 7}]
  # One is made; the other one Airflow has already.
  pools: [{pool_name: small, pool_slot: 2}, {pool_name: default_pool, pool_slot: 64}]
`,
    );
    writeFileSync(
      join(one, "plugins", "mine.py"),
      "from airflow.plugins_manager import AirflowPlugin\nclass Mine(AirflowPlugin):\n    name = 'mine'\n",
    );
    const restarted = await adp(["dev", "start"], { cwd: one });
    expect(restarted.stderr).toMatch(/requirements\.txt.*airflow_settings\.yaml.*plugins/);
    expect((await adp(["dev", "airflow", "plugins", "-o", "plain"], { cwd: one })).stdout).toMatch(
      /^mine\b/m,
    );
    const program = "import mypkg, os; print(mypkg.ANSWER, os.environ['AIRFLOW_VAR_SIZE'])";
    expect((await adp(["dev", "exec", "python", "-c", program], { cwd: one })).stdout).toBe("42 7\n");
    const pools = (await adp(["dev", "airflow", "pools", "list", "-o", "plain"], { cwd: one })).stdout;
    expect(pools).toMatch(/^small +2/m);
    expect(pools).toMatch(/^default_pool +64/m);
  },
);

test.runIf(ci)(
  "after kill -9 of PostgreSQL a start repairs all, on the same port, and every row is there",
  async () => {
    const before = document<Status>(await adp(["dev", "status", "--json"], { cwd: one }));
    process.kill(before.services.find((service) => service.name === "postgres")?.pid ?? 0, "SIGKILL");
    const broken = document<Status>(await adp(["dev", "status", "--json"], { cwd: one }));
    expect(broken.state).toBe("unhealthy");
    const repaired = await adp(["dev", "start", "--json"], { cwd: one });
    expect(repaired.code, repaired.stderr).toBe(0);
    const again = document<Address>(repaired);
    expect(again.url).toBe(before.url);
    const sql = await adp(["dev", "sql", "select count(*) from one.customer", "--json"], { cwd: one });
    expect(document<{ rows: unknown[][] }[]>(sql)[0]?.rows).toEqual([["3"]]);
  },
);

test("stop ends this datakit's processes and leaves the other's", async () => {
  // Its services by pid: below them Airflow starts and ends processes all the time.
  const others = async () => document<Status>(await adp(["dev", "status", "--json"], { cwd: two }));
  const theirs = await others();
  expect(theirs).toMatchObject({ state: ci ? "healthy" : "stopped" });
  expect((await adp(["dev", "stop"], { cwd: one })).stdout).toMatch(/^Stopped: \d+ processes ended/);
  expect(processesOf(join(one, ".adp", "run"))).toEqual([]);
  expect(await others()).toEqual(theirs);
  expect((await adp(["dev", "stop"], { cwd: one })).stdout).toBe("Nothing was running.\n");
});

test("what needs a running Airflow says how to start one", async () => {
  const finished = await adp(["dev", "run", "one_example"], { cwd: one });
  expect(finished.code).toBe(2);
  expect(finished.stderr).toMatch(/ADP-RUN-004[\s\S]*first: .*dev start/);
});

test("reset asks first: no deletes nothing, yes begins with an empty warehouse", async () => {
  const run = join(one, ".adp", "run");
  expect((await adp(["dev", "reset"], { cwd: one })).stderr).toMatch(/ADP-DEV-003[\s\S]* dev reset --yes/);
  const answered = async (answer: string) => {
    const terminal = new Terminal([process.execPath, bundle, "dev", "reset"], { cwd: one });
    await terminal.shows(/Delete .*\.adp\/run with all tables of the warehouse\? \[y\/N\] $/);
    terminal.type(`${answer}\n`);
    return [await terminal.ended(), terminal.screen.trim().split("\n").at(-1)?.trim()];
  };
  expect(await answered("")).toEqual([1, "Nothing was deleted."]);
  expect(existsSync(join(run, "settings.json"))).toBe(true);
  expect(await answered("y")).toEqual([0, expect.stringMatching(/^Deleted .*an empty warehouse\.$/)]);
  expect(existsSync(run)).toBe(false);
});

/** How many statements sleep in the warehouse. */
async function sleeping(): Promise<number> {
  const words = "select count(*) from pg_stat_activity where query ~ 'pg_[s]leep' and state = 'active'";
  const sql = await adp(["dev", "sql", words, "--json"], { cwd: one });
  return Number(document<{ rows: unknown[][] }[]>(sql)[0]?.rows[0]?.[0]);
}

function environOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8");
  } catch {
    // Gone meanwhile.
    return "";
  }
}

/** The addresses outside loopback on which these processes listen (Linux: /proc). */
function listeners(pids: readonly number[]): string[] {
  const inodes = new Set(pids.flatMap(socketInodes));
  return ["tcp", "tcp6"].flatMap((family) =>
    readFileSync(`/proc/net/${family}`, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === "0A" && inodes.has(fields[9] ?? ""))
      .map((fields) => fields[1] ?? "")
      // 0100007F is 127.0.0.1 in the kernel's byte order.
      .filter((address) => !address.startsWith("0100007F:")),
  );
}

function socketInodes(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const target = readlinkSync(`/proc/${pid}/fd/${fd}`);
      return /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? [];
    });
  } catch {
    // Gone meanwhile.
    return [];
  }
}
