// examples/sqlserver-windows-auth as its README tells it, on the embedded engine: the ticket of a KDC logs in to a listener in
// SQL Server's place, whose rows become the table. No SQL Server runs in it.
// @suite ci, 90 s
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DagResult } from "../packages/adp/src/engine/index.ts";
import { venv } from "./suites/venv.ts";
import { adp, copyExample, document, root, scratch } from "./world/adp.ts";
import { untilRead } from "./world/engine-checks.ts";
import { MitKdc, noOdbc, TdsListener } from "./world/kerberos/index.ts";
import { run, skipFor, skipReason } from "./world/lib/index.ts";

const skip = skipReason("client", "mitKdc") ?? skipFor(noOdbc());
const principal = "MSSQLSvc/localhost:1433";

describe.skipIf(skip !== undefined)(`sqlserver-windows-auth${skip ? ` (${skip})` : ""}`, () => {
  const world = scratch("accounts");
  const kit = join(world.folder, "accounts");
  const cache = join(world.folder, "krb5cc");
  let kdc: MitKdc;
  let listener: TdsListener;
  let env: Record<string, string>;

  beforeAll(async () => {
    const list = join(root, "runtime-environments", "sqlserver-runner", "requirements.txt");
    const python = join(await venv(root, "sqlserver-runner", list), "python");
    kdc = await MitKdc.start({ services: [principal] });
    listener = await TdsListener.start(kdc, principal);
    await kdc.kinit(cache);
    copyExample("sqlserver-windows-auth", kit);
    appendFileSync(join(kit, ".env"), `ADP_RUNNER_SQLSERVER_PYTHON=${python}\n`);
    const options = `Encrypt=no&ServerSPN=${encodeURIComponent(principal)}`;
    env = {
      ...kdc.env,
      CI: "true",
      KRB5CCNAME: cache,
      AIRFLOW_CONN_SQLSERVER: `mssql://localhost:${listener.port}/sales?${options}`,
    };
    const started = await dev("start", "--engine", "embedded", "--airflow", "3.3");
    expect(started.code, started.stderr).toBe(0);
    await untilRead(dev, ["sqlserver_windows_auth"]);
  });
  afterAll(async () => {
    await adp(["dev", "stop"], { cwd: kit });
    await listener?.stop();
    await kdc?.stop();
    world.close();
  });

  const dev = (...words: string[]) => adp(["dev", ...words], { cwd: kit, env });
  const runs = () => dev("run", "sqlserver_windows_auth", "--json");
  const sql = async (text: string) => (await dev("sql", text)).stdout;
  const query = "SELECT account_id, owner, balance FROM dbo.account";
  /** So many rows the listener makes up. */
  const source = (rows: number) =>
    writeFileSync(join(kit, "include", "accounts.sql"), `${query} -- rows=${rows}\n`);

  test("the rows of the extract are the table, and one that is gone is inactivated", async () => {
    source(4);
    const first = await runs();
    expect(first.code, first.stdout + first.stderr).toBe(0);
    expect(document<DagResult>(first)).toMatchObject({ state: "success" });
    const events = listener
      .heard()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(events.filter((event) => !("rpc" in event)).slice(1)).toEqual([
      { login: "alice@EXAMPLE.TEST" },
      { batch: `${query} -- rows=4\n` },
    ]);
    const accounts =
      "select string_agg(concat_ws(' ', account_id, owner, balance, inactivated_date is not null), ', ' order by account_id) from accounts.account";
    const owner = "alice@EXAMPLE.TEST";
    const [one, two, four] = [`1 ${owner} 1.01`, `2 ${owner} 2.02`, `4 ${owner} 4.04`];
    expect(await sql(accounts)).toContain(`${one} f, ${two} f, 3 3.03 f, ${four} f`);

    source(3);
    expect((await runs()).code).toBe(0);
    expect(await sql(accounts)).toContain(`${one} f, ${two} f, 3 3.03 f, ${four} t`);
  });

  test("without the ticket the task fails for good, and says what is missing", async () => {
    await run(["kdestroy", "-c", cache]);
    const before = listener.heard();
    const refused = await runs();
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain("RNR-011 There is no ticket cache");
    // Another try would not help: none was made, though the DAG allows two.
    const tasks = expect.arrayContaining([expect.objectContaining({ task: "extract", attempts: 1 })]);
    expect(document<DagResult>(refused)).toMatchObject({ state: "failed", tasks });
    expect(listener.heard()).toBe(before);
  });
});
