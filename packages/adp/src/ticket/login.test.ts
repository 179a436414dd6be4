import { again, run, shell } from "@airflow-data-platform/cli-kit";
import { expect, test } from "vitest";
import type { AdpError } from "../kernel/errors.ts";
import { type Finished, ProcessFailure } from "../kernel/process.ts";
import { logIn, type MissingSpn, serviceTicket } from "./login.ts";
import { parseLogin } from "./target.ts";

// Programs' answers are stand-ins here, in the words of krb5 1.20, psql 15 and sqlcmd 18; the end-to-end scenarios call
// the real kvno and psql. No SQL Server runs in any test.

type Answer = Finished | ProcessFailure;
const said = (stdout: string): Answer => ({ argv: [], code: 0, stdout, stderr: "" });
const failed = (stderr: string, code = 1) => new ProcessFailure(["x"], "exited", code, "", stderr, "failed");
const absent = new ProcessFailure(["x"], "spawn-failed", undefined, "", "", "ENOENT");
const absentInContainer = failed(
  'OCI runtime exec failed: exec failed: unable to start container process: exec: "x": executable file not found in $PATH: unknown',
  126,
);

function answering(...answers: Answer[]) {
  const calls: (readonly string[])[] = [];
  const exec = async (argv: readonly string[]) => {
    calls.push(argv);
    return answers[Math.min(calls.length, answers.length) - 1] ?? said("");
  };
  return { exec, calls };
}

async function errorOf<T extends AdpError>(work: Promise<unknown>): Promise<T> {
  return work.then(
    () => Promise.reject(new Error("nothing was thrown")),
    (error) => error as T,
  );
}

const question = {
  spn: "MSSQLSvc/db:1433",
  realm: "A.EXAMPLE",
  client: "alice@A.EXAMPLE",
  from: "scheduler",
};

test("a service that the KDC knows", async () => {
  const { exec, calls } = answering(said(""));
  expect(await serviceTicket(exec, question)).toBe("MSSQLSvc/db:1433, asked from scheduler");
  expect(calls).toEqual([["kvno", "-q", "MSSQLSvc/db:1433"]]);
});

test("a name that nobody has: ADP-TKT-009, with the mail", async () => {
  const words =
    "kvno: Server not found in Kerberos database while getting credentials for MSSQLSvc/db:1433@A.EXAMPLE";
  const error = await errorOf<MissingSpn>(serviceTicket(answering(failed(words)).exec, question));
  expect(error).toMatchObject({ code: "ADP-TKT-009", evidence: [words] });
  expect(error.mail.subject).toContain("MSSQLSvc/db:1433");
});

test("no KDC within the container's reach: ADP-TKT-010 says what the container lacks", async () => {
  const words =
    'kvno: Cannot find KDC for realm "A.EXAMPLE" while getting credentials for MSSQLSvc/db:1433@A.EXAMPLE';
  const error = await errorOf(serviceTicket(answering(failed(words)).exec, question));
  expect(error).toMatchObject({
    code: "ADP-TKT-010",
    next: [{ either: [[{ do: expect.stringContaining("krb5.conf") }], expect.anything()] }],
  });
  const other = await errorOf(
    serviceTicket(answering(failed("kvno: Ticket expired while getting")).exec, question),
  );
  expect(other).toMatchObject({
    code: "ADP-TKT-010",
    next: [{ either: [[run(shell`kinit`)], expect.anything()] }],
  });
});

test.each([absent, absentInContainer])("no kvno, psql or sqlcmd: ADP-TKT-012", async (answer) => {
  expect(await errorOf(serviceTicket(answering(answer).exec, question))).toMatchObject({
    code: "ADP-TKT-012",
  });
  for (const kind of ["postgres", "sqlserver"] as const) {
    const login = parseLogin(kind, "db");
    const error = await errorOf(logIn(answering(answer).exec, { login, user: "alice", from: "scheduler" }));
    expect(error).toMatchObject({
      code: "ADP-TKT-012",
      next: [{ do: expect.stringContaining("packages.txt") }, again],
    });
  }
});

test("PostgreSQL is asked who it sees, and how; what the user named stays one value", async () => {
  const { exec, calls } = answering(said("alice|t\n"));
  const login = parseLogin("postgres", "db:5433/it's");
  expect(await logIn(exec, { login, user: "a b", from: "here" })).toBe("db:5433 knows alice, by Kerberos");
  expect(calls[0]?.[3]).toBe("host=db port=5433 dbname='it\\'s' user='a b' connect_timeout=10");
});

test("SQL Server is asked by sqlcmd, also where its package puts it", async () => {
  const { exec, calls } = answering(absent, said("CORP\\alice|KERBEROS\n"));
  const login = parseLogin("sqlserver", "db.corp.example");
  expect(await logIn(exec, { login, user: undefined, from: "here" })).toBe(
    "db.corp.example:1433 knows CORP\\alice, by Kerberos",
  );
  expect(calls.map(([program]) => program)).toEqual(["sqlcmd", "/opt/mssql-tools18/bin/sqlcmd"]);
  expect(calls[0]?.slice(1, 6)).toEqual(["-S", "tcp:db.corp.example,1433", "-d", "master", "-E"]);
});

test("a login that is refused, and one that works without Kerberos: ADP-TKT-011", async () => {
  const login = parseLogin("postgres", "db");
  const fatal = 'psql: error: FATAL:  role "alice" does not exist';
  const refused = await errorOf(
    logIn(answering(failed(fatal, 2)).exec, { login, user: "alice", from: "here" }),
  );
  expect(refused).toMatchObject({ code: "ADP-TKT-011", evidence: [fatal] });
  const trusted = await errorOf(
    logIn(answering(said("alice|f\n")).exec, { login, user: "alice", from: "here" }),
  );
  expect(trusted).toMatchObject({
    code: "ADP-TKT-011",
    message: "db:5432 lets alice in, but not by Kerberos.",
  });
  const ntlm = await errorOf(
    logIn(answering(said("CORP\\alice|NTLM\n")).exec, {
      login: parseLogin("sqlserver", "db"),
      user: undefined,
      from: "h",
    }),
  );
  expect(ntlm).toMatchObject({ code: "ADP-TKT-011", why: "It says: NTLM." });
});
