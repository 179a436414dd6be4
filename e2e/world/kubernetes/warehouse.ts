import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { KerberosPostgres, MitKdc } from "../kerberos/index.ts";
import { krb5Conf } from "../kerberos/krb5-conf.ts";
import { run } from "../lib/index.ts";
import type { Cluster } from "./cluster.ts";

/** How pods see this machine. */
const host = "host.cluster.test";
const realm = "EXAMPLE.TEST";

/**
 * Beside the cluster: a KDC, and a PostgreSQL with Airflow's database and the warehouse of each environment. Tasks log in to
 * the warehouse by ticket alone; the owner of the tables and Airflow by password.
 */
export class Warehouse {
  readonly principal = `svc-flights@${realm}`;
  readonly #password = "of-the-tests-alone";

  private constructor(
    private readonly kdc: MitKdc,
    private readonly postgres: KerberosPostgres,
  ) {}

  static async start(cluster: Cluster, environments: readonly string[]): Promise<Warehouse> {
    const kdc = await MitKdc.start({
      realm,
      users: { "svc-flights": "first" },
      services: [`postgres/${host}`],
    });
    const keytab = await kdc.keytab(`postgres/${host}`);
    const krb5Config = kdc.env.KRB5_CONFIG as string;
    const users = ["svc-flights"];
    const postgres = await KerberosPostgres.start({ realm, keytab, krb5Config, users }).catch(
      async (error: unknown) => {
        await kdc.stop();
        throw error;
      },
    );
    const warehouse = new Warehouse(kdc, postgres);
    try {
      await warehouse.#create(environments);
      await cluster.expose(kdc.port);
      await cluster.expose(postgres.port);
    } catch (error) {
      await warehouse.stop();
      throw error;
    }
    return warehouse;
  }

  async #create(environments: readonly string[]): Promise<void> {
    const of = (kind: string) => environments.map((name) => `${kind}_${name}`).join(",");
    writeFileSync(
      join(this.postgres.folder, "data", "pg_hba.conf"),
      `local all postgres trust
host ${of("airflow")} airflow 127.0.0.1/32 scram-sha-256
host ${of("warehouse")} owner 127.0.0.1/32 scram-sha-256
host ${of("warehouse")} svc-flights 127.0.0.1/32 gss include_realm=0 krb_realm=${realm}
`,
    );
    for (const role of ["airflow", "owner"])
      await this.sql("postgres", `create role ${role} login password '${this.#password}'`);
    // What the owner deploys, tasks may load.
    await this.sql("postgres", `grant owner to "svc-flights"`);
    for (const name of environments) {
      await this.sql("postgres", `create database airflow_${name} owner airflow`);
      await this.sql("postgres", `create database warehouse_${name} owner owner`);
    }
    await this.sql("postgres", "select pg_reload_conf()");
  }

  /** Runs SQL as the superuser, over the Unix socket. */
  async sql(database: string, text: string): Promise<string> {
    return (await run(["psql", "-qXAt", ...this.#at(database), "-c", text])).trim();
  }

  /** A backup of a schema. */
  async dump(database: string, schema: string, file: string): Promise<void> {
    await run(["pg_dump", ...this.#at(database), "--schema", schema, "--file", file]);
  }

  /** The schema as the backup has it. */
  async restore(database: string, schema: string, file: string): Promise<void> {
    await this.sql(database, `drop schema ${schema} cascade`);
    await run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", ...this.#at(database), "--file", file]);
  }

  #at(database: string): string[] {
    const { folder, port } = this.postgres;
    return ["-h", folder, "-p", String(port), "-U", "postgres", "-d", database];
  }

  /** An address with a password, for a Secret. */
  address(role: "airflow" | "owner", database: string, scheme = "postgresql"): string {
    return `${scheme}://${role}:${this.#password}@${host}:${this.postgres.port}/${database}`;
  }

  /** The connection of the tasks: no password. */
  byTicket(database: string): string {
    return `postgres://svc-flights@${host}:${this.postgres.port}/${database}?gssencmode=disable`;
  }

  /** krb5.conf for pods. */
  get krb5Conf(): string {
    return krb5Conf({ realm, kdc: `${host}:${this.kdc.port}` });
  }

  /** A keytab with the key of now. */
  keytab(name: string): Promise<string> {
    return this.kdc.keytab("svc-flights", join(this.kdc.folder, name));
  }

  /** A new key: every keytab from before is refused. */
  async rotate(): Promise<void> {
    await this.kdc.kadmin(["cpw -randkey svc-flights"]);
  }

  async stop(): Promise<void> {
    await this.postgres.stop();
    await this.kdc.stop();
  }
}
