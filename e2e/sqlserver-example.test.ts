// examples/sqlserver-windows-auth on the embedded engine, beside a KDC and a listener that checks the login with the
// service's keytab: as far as that goes, since it is no SQL Server. (With an Active Directory: runners-sqlserver.)
// @suite ci, 120 s
import { spawnSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DagResult } from "../packages/adp/src/engine/index.ts";
import { venv } from "./suites/venv.ts";
import { adp, copyExample, document, processesOf, root, scratch } from "./world/adp.ts";
import { MitKdc, TdsListener } from "./world/kerberos/index.ts";
import { skipFor, skipReason } from "./world/lib/index.ts";

const world = scratch("sqlserver-example");
const cwd = join(world.folder, "accounts");
const odbc =
  spawnSync("python3", ["-c", "import ctypes; ctypes.CDLL('libodbc.so.2')"]).status === 0
    ? undefined
    : "not installed: apt-get install libodbc2 libodbcinst2";
const skip = skipReason("client", "mitKdc") ?? skipFor(odbc);

describe.skipIf(skip !== undefined)(`accounts from a SQL Server${skip ? ` (${skip})` : ""}`, () => {
  let kdc: MitKdc;
  let listener: TdsListener;

  const dev = (...words: string[]) => adp(["dev", ...words], { cwd, env: { CI: "true" } });

  beforeAll(async () => {
    const list = join(root, "runtime-environments", "sqlserver-runner", "requirements.txt");
    const bin = await venv(root, "sqlserver-runner", list);
    const principal = "MSSQLSvc/localhost:1433";
    kdc = await MitKdc.start({ services: [principal] });
    listener = await TdsListener.start(kdc, principal);
    const cache = join(kdc.folder, "krb5cc");
    await kdc.kinit(cache);
    copyExample("sqlserver-windows-auth", cwd);
    const connection = `mssql://localhost:${listener.port}/sales?Encrypt=no&ServerSPN=${encodeURIComponent(principal)}`;
    const settings = {
      AIRFLOW_CONN_SQLSERVER: connection,
      ADP_RUNNER_SQLSERVER_PYTHON: join(bin, "python"),
      KRB5CCNAME: cache,
      KRB5_CONFIG: kdc.env.KRB5_CONFIG ?? "",
    };
    for (const [name, value] of Object.entries(settings))
      appendFileSync(join(cwd, ".env"), `${name}=${value}\n`);
  });
  afterAll(async () => {
    if (kdc !== undefined) await dev("stop");
    await listener?.stop();
    await kdc?.stop();
    world.close();
  });

  test("the DAG logs in by the ticket, and the rows are in the warehouse", async () => {
    const start = await dev("start", "--engine", "embedded", "--airflow", "3.3");
    expect(start.code, start.stderr).toBe(0);
    const finished = await dev("run", "sqlserver_windows_auth", "--json");
    expect(finished.code, finished.stdout + finished.stderr).toBe(0);
    expect(document<DagResult>(finished)).toMatchObject({ state: "success" });
    expect(listener.heard()).toContain('{"login": "alice@EXAMPLE.TEST"}');
    expect(listener.heard()).toContain("FROM dbo.account");
    const rows = await dev("sql", "select account_id, owner, balance from accounts.account");
    expect(rows.stdout).toContain("alice@EXAMPLE.TEST");
    expect(rows.stdout).toContain("1.01");
    expect((await dev("stop")).code).toBe(0);
    expect(processesOf(join(cwd, ".adp", "run"))).toEqual([]);
  });
});
