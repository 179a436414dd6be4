// The framework's postgres_engine with a real ticket: both stacks, both drivers, on a PostgreSQL that lets nobody in
// without Kerberos. History then names the principal, as nobody set an actor.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { venv } from "./suites/venv.ts";
import {
  attempt,
  KerberosPostgres,
  MitKdc,
  newFolder,
  removeFolder,
  skipReason,
} from "./world/kerberos/index.ts";

const skip = skipReason("client", "mitKdc", "postgres");
const root = join(import.meta.dirname, "..");
const framework = join(root, "sqlmodel-framework");

// Arguments: driver, port. Prints who is logged in, how, and who the audit says changed a row.
const program = `
import sys
from sqlalchemy import text
from sqlmodel_framework import ReferenceTable, TicketError, audit, deploy, merge, postgres_engine

class Visit(ReferenceTable, table=True):
    visit_id: int
    place: str

driver, port = sys.argv[1:]
engine = postgres_engine(
    "localhost", "postgres", user="alice", port=int(port), driver=driver, options={"require_auth": "gss"}
)
try:
    with engine.connect() as connection:
        print(*connection.execute(text(
            "select current_user, gss_authenticated, principal from pg_stat_gssapi where pid = pg_backend_pid()"
        )).one())
except TicketError as error:
    sys.exit(f"TicketError: {error}")
deploy(engine, [Visit])
with engine.begin() as connection:
    merge(connection, Visit, [{"visit_id": 1, "place": driver}])
with engine.connect() as connection:
    print(*[row.db_user for row in connection.execute(audit(Visit, key=1))][-1:])
`;

describe.skipIf(skip !== undefined)(`postgres_engine${skip ? ` (${skip})` : ""}`, () => {
  let folder: string;
  let kdc: MitKdc;
  let database: KerberosPostgres;

  beforeAll(async () => {
    folder = newFolder("adp-engine");
    kdc = await MitKdc.start({ services: ["postgres/localhost"] });
    database = await KerberosPostgres.start({
      realm: kdc.realm,
      keytab: await kdc.keytab("postgres/localhost"),
      krb5Config: kdc.env.KRB5_CONFIG ?? "",
      users: ["alice"],
    });
    await database.administer('grant create on schema public to "alice"');
  });
  afterAll(async () => {
    await database?.stop();
    await kdc?.stop();
    removeFolder(folder);
  });

  const ask = (python: string, driver: string, cache: string) =>
    attempt([python, "-c", program, driver, String(database.port)], {
      env: {
        ...kdc.env,
        KRB5CCNAME: `FILE:${cache}`,
        PYTHONPATH: join(framework, "src"),
        PYTHONDONTWRITEBYTECODE: "1",
      },
    });

  // SQLAlchemy 1.4 knows no psycopg 3.
  test.each([
    { stack: "sqlalchemy14", driver: "psycopg2" },
    { stack: "sqlalchemy2", driver: "psycopg2" },
    { stack: "sqlalchemy2", driver: "psycopg" },
  ])(
    "$driver on $stack logs in by the ticket, and says what to do without one",
    async ({ stack, driver }) => {
      const python = join(await venv(root, stack, join(framework, "requirements", `${stack}.txt`)), "python");
      const cache = join(folder, `krb5cc-${stack}-${driver}`);
      const before = await ask(python, driver, cache);
      expect(before.code).toBe(1);
      expect(before.stderr).toMatch(/^TicketError: there is no Kerberos ticket: .*Run `kinit`/);
      await kdc.kinit(cache);
      const login = await ask(python, driver, cache);
      expect(login.stdout, login.stderr).toBe(`alice True alice@${kdc.realm}\nalice\n`);
    },
  );
});
