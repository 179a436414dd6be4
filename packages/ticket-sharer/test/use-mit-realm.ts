import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { KerberosPostgres, MitKdc } from "../../../e2e/world/kerberos/index.ts";
import { at } from "./environment.ts";
import type { Place } from "./folders.ts";

export interface MitRealm {
  readonly kdc: MitKdc;
  readonly database: KerberosPostgres;
  /** The variables that point a sharer at a place, with this KDC. */
  readonly env: (place: Place, more?: Readonly<Record<string, string>>) => Record<string, string>;
}

/** The service whose tickets the database accepts. */
export const postgresService = "postgres/localhost";

/** For a test file: an MIT KDC, and a PostgreSQL that accepts alice with its tickets only; started once. */
export function useMitRealm(users: Readonly<Record<string, string>>): MitRealm {
  let kdc: MitKdc;
  let database: KerberosPostgres;
  beforeAll(async () => {
    kdc = await MitKdc.start({ services: [postgresService], users });
    database = await KerberosPostgres.start({
      realm: kdc.realm,
      keytab: await kdc.keytab(postgresService),
      krb5Config: join(kdc.folder, "krb5.conf"),
      users: ["alice"],
    });
  });
  afterAll(async () => {
    await database?.stop();
    await kdc?.stop();
  });
  return {
    get kdc() {
      return kdc;
    },
    get database() {
      return database;
    },
    env: (place, more) => ({ ...kdc.env, ...at(place, more) }),
  };
}
