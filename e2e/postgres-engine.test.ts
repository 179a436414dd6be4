// The framework's postgres_engine with a real ticket: both stacks, both drivers, on a PostgreSQL that accepts only
// Kerberos logins. Without an actor, history names the principal.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { venv } from "./suites/venv.ts";
import { KerberosPostgres, MitKdc } from "./world/kerberos/index.ts";
import { attempt, newFolder, removeFolder, skipReason } from "./world/lib/index.ts";

const skip = skipReason("client", "mitKdc", "postgres");
const root = join(import.meta.dirname, "..");
const framework = join(root, "sqlmodel-framework");

const program = join(root, "e2e", "world", "programs", "postgres_engine.py");

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
    attempt([python, program, driver, String(database.port)], {
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
      expect(before.stderr).toMatch(/^TicketError: .*KRB5CCNAME is FILE:.*Run `kinit`/);
      await kdc.kinit(cache);
      const login = await ask(python, driver, cache);
      expect(login.stdout, login.stderr).toBe(`alice True alice@${kdc.realm}\nalice\n`);
    },
  );
});
