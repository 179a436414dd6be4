import { expect, test } from "vitest";
import { missingSpn } from "./mail.ts";
import { oneLogin, parseLogin, parseSpn } from "./target.ts";

const usage = expect.objectContaining({ code: "ADP-TKT-013", exit: 64 });

test("a server is HOST[:PORT][/DATABASE], and has the name that its clients ask for", () => {
  expect(parseLogin("postgres", "db.corp.example")).toEqual({
    kind: "postgres",
    host: "db.corp.example",
    port: 5432,
    database: "postgres",
    spn: "postgres/db.corp.example",
  });
  expect(parseLogin("postgres", "db:5433/sales db")).toMatchObject({ port: 5433, database: "sales db" });
  expect(parseLogin("sqlserver", "db.corp.example")).toMatchObject({ spn: "MSSQLSvc/db.corp.example:1433" });
  expect(parseLogin("sqlserver", "db:14330")).toMatchObject({ spn: "MSSQLSvc/db:14330", database: "master" });
});

test.each(["", "-h", "db:0", "db:65536", "db:x", "db name", "db/", "db user=postgres", "db;ls", "a/b/c"])(
  "%j is no server: ADP-TKT-013",
  (text) => {
    expect(() => parseLogin("postgres", text)).toThrow(usage);
  },
);

test("a service principal name never begins like an option", () => {
  for (const name of [
    "MSSQLSvc/db.corp.example:1433",
    "postgres/db",
    "HTTP/db@CORP.EXAMPLE",
    "MSSQLSvc/db:INST",
  ])
    expect(parseSpn(name)).toBe(name);
  for (const name of ["", "db", "-c/x", "--help", "MSSQLSvc/", "a/b c", "/b"])
    expect(() => parseSpn(name)).toThrow(usage);
});

test("two servers at once: ADP-TKT-013", () => {
  const postgres = parseLogin("postgres", "a");
  expect(oneLogin(postgres, undefined)).toBe(postgres);
  expect(oneLogin(undefined, undefined)).toBeUndefined();
  expect(() => oneLogin(postgres, parseLogin("sqlserver", "b"))).toThrow(usage);
});

test("the mail names the principal, the service, and the command that registers it", () => {
  const mail = missingSpn("MSSQLSvc/db.corp.example:1433", "CORP.EXAMPLE", "alice@CORP.EXAMPLE");
  expect(mail.subject).toBe("Please register the service principal name MSSQLSvc/db.corp.example:1433");
  expect(mail.body).toContain("setspn -S MSSQLSvc/db.corp.example:1433 CORP\\SERVICE_ACCOUNT");
  expect(mail.body).toContain("alice@CORP.EXAMPLE");
  expect(mail.body).toContain("MSSQLSvc/db.corp.example:INSTANCE");
  expect(missingSpn("postgres/db@A", "A", "b@A").body).toContain("keytab must then hold a key");
});
