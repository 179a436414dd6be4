import { join } from "node:path";
import { KerberosPostgres, SambaAd } from "../kerberos/index.ts";
import { addresses, type Machine } from "./machine.ts";

const database = "db.company.com";

/** The company's config/krb5.conf. */
export const krb5Conf = `[libdefaults]
  default_realm = COMPANY.COM
  dns_lookup_kdc = false
  rdns = false
[realms]
  COMPANY.COM = {
    kdc = dc1.company.com
  }
[domain_realm]
  .company.com = COMPANY.COM
`;

/** The company's Active Directory, with SQL Server's service name, and a database that accepts only its tickets. */
export class Directory {
  private constructor(
    readonly ad: SambaAd,
    readonly postgres: KerberosPostgres,
  ) {}

  static async start(machine: Machine): Promise<Directory> {
    const dc = "dc1.company.com";
    const within = machine.within.bind(machine);
    const ad = await SambaAd.start({
      realm: "COMPANY.COM",
      services: { "MSSQLSvc/sql.company.com:1433": "sqlsvc", [`postgres/${database}`]: "pgsvc" },
      groups: { "data-engineers": ["alice"] },
      at: { within, address: addresses[dc], host: dc, parent: machine.folder },
    });
    try {
      const krb5Config = join(ad.folder, "krb5.conf");
      const keytab = await ad.keytab("pgsvc");
      const at = { address: addresses[database], host: database, port: 5432, parent: machine.folder };
      const options = { realm: ad.realm, keytab, krb5Config, users: ["alice"], within, at };
      return new Directory(ad, await KerberosPostgres.start(options));
    } catch (error) {
      await ad.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.postgres.stop();
    await this.ad.stop();
  }
}
