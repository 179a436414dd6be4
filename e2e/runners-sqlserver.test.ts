// The runner for SQL Server, with Microsoft's driver and the ticket of an Active Directory, on a listener that checks the
// login with the service's keytab. And its extracts, loads and scripts by the same code on SQLite.
// @suite ci, 60 s
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { venv } from "./suites/venv.ts";
import { root, scratch } from "./world/adp.ts";
import { adPassword, noOdbc, SambaAd, TdsListener } from "./world/kerberos/index.ts";
import { type Argv, attempt, type Finished, skipFor, skipReason, start, until } from "./world/lib/index.ts";

const runners = join(root, "runtime-environments");
const world = scratch("sqlserver");
afterAll(() => world.close());

let python: string;
beforeAll(async () => {
  const list = join(runners, "sqlserver-runner", "requirements.txt");
  python = join(await venv(root, "sqlserver-runner", list), "python");
});

interface Result {
  readonly state: string;
  readonly reason?: { readonly code: string; readonly what: string };
  readonly details: { readonly parts: readonly { readonly part: string; readonly state?: string }[] };
}

interface Run {
  readonly env: Readonly<Record<string, string>>;
  readonly within?: (argv: Argv) => Argv;
}

const supervised = (args: readonly string[]): Argv => [
  ...(["python3", "-S", "-E", join(runners, "supervisor"), "sqlserver"] as const),
  ...args,
];
const resultFile = join(world.folder, "return.json");
const result = () => JSON.parse(readFileSync(resultFile, "utf8")) as Result;

function runner(args: readonly string[], { env, within = (argv) => argv }: Run): Promise<Finished> {
  const given = { ...env, ADP_RUNNER_RESULT: resultFile, ADP_RUNNER_SQLSERVER_PYTHON: python };
  return attempt(within(supervised(args)), { cwd: world.folder, env: given });
}

function file(name: string, content: string): string {
  writeFileSync(join(world.folder, name), content);
  return name;
}

test("extract, load and scripts keep their checks, by the packages that the image has", async () => {
  const folder = join(runners, "sqlserver-runner");
  const checks = await attempt([python, "-B", "-m", "unittest", join("tests", "check_work.py")], {
    cwd: folder,
  });
  expect(checks.code, checks.stderr).toBe(0);
  expect(checks.stderr).toMatch(/Ran \d\d tests/);
});

const skip = skipReason("client", "samba") ?? skipFor(noOdbc());

describe.skipIf(skip !== undefined)(`Windows authentication${skip ? ` (${skip})` : ""}`, () => {
  const principal = "MSSQLSvc/localhost:1433";
  const listeners: TdsListener[] = [];
  const log = () => listeners[0]?.heard() ?? "";
  let domain: SambaAd;
  let cache: string;

  beforeAll(async () => {
    domain = await SambaAd.start({
      // RC4's keys have no salt: two accounts of one password would have the same.
      users: { alice: adPassword, othersvc: `${adPassword}2` },
      services: { [principal]: "sqlsvc", "MSSQLSvc/other:1433": "othersvc" },
    });
    cache = join(domain.folder, "krb5cc");
    await domain.kinit(cache);
    for (const [port, account] of [
      [1433, "sqlsvc"],
      [1434, "othersvc"],
    ] as const)
      listeners.push(await TdsListener.start(domain, account, port));
  });
  afterAll(async () => {
    for (const listener of listeners) await listener.stop();
    await domain?.stop();
  });

  const connection = (port: number, spn: string) =>
    `mssql://localhost:${port}/warehouse?Encrypt=no&ServerSPN=${encodeURIComponent(spn)}`;
  const settings = (port = 1433, spn = principal, ccache = cache): Run => ({
    env: { ...domain.env, KRB5CCNAME: ccache, AIRFLOW_CONN_WAREHOUSE: connection(port, spn) },
    within: (argv) => domain.command(argv),
  });

  /** Runs it, and gives what the listener got meanwhile. */
  async function heard(args: readonly string[], run = settings()): Promise<[Finished, object[]]> {
    const before = log().length;
    const finished = await runner(args, run);
    const lines = log().slice(before).trim().split("\n");
    const events = lines.filter(Boolean).map((line) => JSON.parse(line) as object);
    return [finished, events.filter((event) => !("rpc" in event))];
  }

  test("an extract logs in by the ticket, and writes the rows in chunks", async () => {
    const query = "SELECT account_id, owner, balance FROM it -- rows=7";
    const [done, events] = await heard(["extract", "--query", query, "--chunk", "3", "--to", "out.csv"]);
    expect(done.code, done.stdout).toBe(0);
    expect(events).toEqual([{ login: "alice@CORP.EXAMPLE" }, { batch: query }]);
    const lines = readFileSync(join(world.folder, "out.csv"), "utf8").trim().split("\n");
    expect(lines).toHaveLength(8);
    expect(lines.slice(0, 4)).toEqual([
      '"account_id","owner","balance"',
      '1,"alice@CORP.EXAMPLE",1.01',
      '2,"alice@CORP.EXAMPLE",2.02',
      "3,,3.03",
    ]);
  });

  test("a load is a transaction: begin, the rows, commit", async () => {
    const [done, events] = await heard([
      ...["load", file("in.csv", "id,name\n1,a\n"), "--into", "dbo.it", "--delete-first"],
    ]);
    expect(done.code, done.stdout).toBe(0);
    expect(events).toEqual([
      { login: "alice@CORP.EXAMPLE" },
      { transaction: "begin" },
      { batch: "DELETE FROM [dbo].[it]" },
      { transaction: "commit" },
    ]);
  });

  test("a script is sent batch by batch, and its first error ends it", async () => {
    const name = file("a.sql", "SET X 1\nGO 2\n/* GO\nGO\n*/ SELECT 'x\nGO\n'\nGO\nBAD\nGO\nSET Y 1\n");
    const [done, events] = await heard(["run", name]);
    expect(done.code, done.stdout).toBe(1);
    expect(events.slice(1)).toEqual([
      { batch: "SET X 1\n" },
      { batch: "SET X 1\n" },
      { batch: "/* GO\nGO\n*/ SELECT 'x\nGO\n'\n" },
      { batch: "BAD\n" },
    ]);
    expect(result()).toMatchObject({ state: "failed", reason: { code: "RNR-030" } });
    expect(result().reason?.what).toContain("a.sql:9: ");
    expect(result().details.parts.at(-1)).toMatchObject({ part: "a.sql:9", state: "failed" });
  });

  test("a cancel stops the statement in the server", async () => {
    const before = log().length;
    const since = () => log().slice(before);
    const { env } = settings();
    const given = { ...env, ADP_RUNNER_RESULT: resultFile, ADP_RUNNER_SQLSERVER_PYTHON: python };
    const job = start(
      domain.command(supervised(["run", file("wait.sql", "WAIT\n")])),
      join(world.folder, "cancelled.out"),
      {
        ...{ cwd: world.folder, env: { ...given, ADP_RUNNER_GRACE: "30" } },
      },
    );
    await until("the statement", () => since().includes('"batch": "WAIT'), { service: job });
    await job.stop("SIGTERM");
    expect(since()).toContain('"attention": true');
    expect(result()).toMatchObject({ state: "cancelled", reason: { code: "RNR-041" } });
    expect(result().details.parts).toEqual([{ part: "wait.sql:1", state: "cancelled" }]);
  });

  test.each<[string, () => Run, number, string]>([
    ["there is no ticket", () => settings(1433, principal, "/nowhere/krb5cc"), 77, "RNR-011"],
    ["the name is not registered", () => settings(1433, "MSSQLSvc/nobody:1433"), 77, "RNR-015"],
    ["the server has other keys", () => settings(1434), 77, "RNR-015"],
    ["nobody listens", () => settings(1435), 2, "RNR-021"],
  ])("%s", async (_, run, exit, code) => {
    const finished = await runner(["run", file("b.sql", "SELECT 1\n")], run());
    expect([finished.code, result().reason?.code], finished.stdout).toEqual([exit, code]);
  });

  test("a server that goes away during the work", async () => {
    const [done, events] = await heard(["run", file("drop.sql", "SET X 1\nGO\nDROP\n")]);
    expect([done.code, result().reason?.code], done.stdout).toEqual([2, "RNR-022"]);
    expect(events).toHaveLength(3);
  });
});

const real = process.env.ADP_E2E_MSSQL;
test.skipIf(real === undefined)(
  `on a real SQL Server${real ? "" : " (ADP_E2E_MSSQL=mssql://... names none)"}`,
  async () => {
    const table = `dbo.adp_runner_${process.pid}`;
    const run: Run = {
      env: { ...(process.env as Record<string, string>), AIRFLOW_CONN_WAREHOUSE: real ?? "" },
    };
    const make = file(
      "make.sql",
      `CREATE TABLE ${table} (id int PRIMARY KEY, name nvarchar(40), price decimal(9, 2), at datetime2(6))\nGO\n`,
    );
    const rows = '"id","name","price","at"\n1,"Grüße",1.10,2026-01-02 03:04:05.000678\n2,"",-0.05,\n3,,,\n';
    try {
      expect((await runner(["run", make], run)).code).toBe(0);
      const loaded = await runner(["load", file("rows.csv", rows), "--into", table], run);
      expect(loaded.code, loaded.stdout).toBe(0);
      // The second file breaks the key: nothing of the first one stays.
      const broken = [
        file("four.csv", "id,name,price,at\n4,d,1,\n"),
        file("one.csv", "id,name,price,at\n1,a,1,\n"),
      ];
      expect((await runner(["load", ...broken, "--into", table], run)).code).toBe(1);
      const query = `SELECT * FROM ${table} ORDER BY id`;
      expect((await runner(["extract", "--query", query, "--to", "real.csv"], run)).code).toBe(0);
      expect(readFileSync(join(world.folder, "real.csv"), "utf8")).toBe(rows);
    } finally {
      await runner(["run", file("drop-it.sql", `DROP TABLE IF EXISTS ${table}\n`)], run);
    }
  },
);
