import { appendFileSync, chmodSync, copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Argv,
  attempt,
  newFolder,
  onFreePort,
  postgresPrograms,
  removeFolder,
  run,
  type Service,
  start,
  until,
} from "../lib/index.ts";

export interface KerberosPostgresOptions {
  readonly realm: string;
  /** A keytab with postgres/localhost, or with postgres/ and the host's name. */
  readonly keytab: string;
  readonly krb5Config: string;
  /** Database users, named as their principals without the realm. */
  readonly users: readonly string[];
  /** Runs a program where the server has to run: a network namespace's `within`. */
  readonly within?: (argv: Argv) => Argv;
  /** Where it listens, if not on localhost and a free port. */
  readonly at?: {
    readonly address: string;
    readonly host: string;
    readonly port: number;
    /** Where its folder goes; the user postgres must get there. */
    readonly parent: string;
  };
}

/**
 * A PostgreSQL that accepts only Kerberos logins over TCP. Log in with host=localhost (127.0.0.1 names no
 * service principal). As root it runs as the user `postgres`, since PostgreSQL refuses root. About two seconds.
 */
export class KerberosPostgres {
  readonly folder: string;
  readonly port: number;
  readonly #programs: string;
  readonly #options: KerberosPostgresOptions;
  #service: Service | undefined;

  private constructor(port: number, programs: string, options: KerberosPostgresOptions) {
    this.folder = newFolder("adp-pg", options.at?.parent);
    this.port = port;
    this.#programs = programs;
    this.#options = options;
  }

  static start(options: KerberosPostgresOptions): Promise<KerberosPostgres> {
    const startOn = (port: number) => KerberosPostgres.#startOn(port, options);
    return options.at === undefined ? onFreePort(startOn) : startOn(options.at.port);
  }

  static async #startOn(port: number, options: KerberosPostgresOptions): Promise<KerberosPostgres> {
    const programs = postgresPrograms();
    if (programs === undefined) throw new Error("no PostgreSQL server under /usr/lib/postgresql");
    const server = new KerberosPostgres(port, programs, options);
    try {
      await server.#create();
      await server.#run();
      for (const user of options.users) await server.administer(`create role "${user}" login`);
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  async #create(): Promise<void> {
    const { folder } = this;
    // Copies that the server's user may read, wherever the originals are.
    const keytab = join(folder, "keytab");
    copyFileSync(this.#options.keytab, keytab);
    copyFileSync(this.#options.krb5Config, join(folder, "krb5.conf"));
    chmodSync(keytab, 0o600);
    chmodSync(folder, 0o755);
    if (process.getuid?.() === 0) await run(["chown", "-R", "postgres:", folder]);
    await run(
      this.#unprivileged([
        `${this.#programs}/initdb`,
        "-D",
        `${folder}/data`,
        "-A",
        "trust",
        "-U",
        "postgres",
      ]),
      {
        cwd: folder,
      },
    );
    // Its shared memory lies in its folder: one that is killed leaves none in /dev/shm.
    appendFileSync(
      `${folder}/data/postgresql.conf`,
      `listen_addresses = '${this.#options.at?.address ?? "127.0.0.1"}'
port = ${this.port}
unix_socket_directories = '${folder}'
krb_server_keyfile = 'FILE:${keytab}'
fsync = off
dynamic_shared_memory_type = mmap
`,
    );
    writeFileSync(
      `${folder}/data/pg_hba.conf`,
      `local all postgres trust
host all all ${this.#options.at === undefined ? "127.0.0.1/32" : "0.0.0.0/0"} gss include_realm=0 krb_realm=${this.#options.realm}
`,
    );
  }

  async #run(): Promise<void> {
    const argv = this.#unprivileged([`${this.#programs}/postgres`, "-D", `${this.folder}/data`]);
    const service = start(this.#within(argv), join(this.folder, "log"), {
      env: { KRB5_CONFIG: join(this.folder, "krb5.conf") },
      cwd: this.folder,
    });
    this.#service = service;
    // It listens before it accepts logins.
    const ready = async () => (await attempt(this.#psql("select 1"))).code === 0;
    await until("PostgreSQL", ready, { service });
  }

  /** Runs SQL as the superuser, over the Unix socket. */
  administer(sql: string): Promise<string> {
    return run(this.#psql(sql));
  }

  /** Logs in over TCP with a ticket and runs SQL; throws when the login fails. */
  login(user: string, cache: string, sql = "select current_user"): Promise<string> {
    const url = `host=${this.#options.at?.host ?? "localhost"} port=${this.port} user=${user} dbname=postgres`;
    return run(this.#within(["psql", "-qXAt", url, "-c", sql]), {
      env: { KRB5CCNAME: cache, KRB5_CONFIG: this.#options.krb5Config },
    });
  }

  async stop(): Promise<void> {
    // SIGTERM would wait for clients.
    await this.#service?.stop("SIGINT");
    removeFolder(this.folder);
  }

  #psql(sql: string): Argv {
    return ["psql", "-qXAt", "-h", this.folder, "-p", String(this.port), "-U", "postgres", "-c", sql];
  }

  #within(argv: Argv): Argv {
    return this.#options.within?.(argv) ?? argv;
  }

  #unprivileged(argv: Argv): Argv {
    return process.getuid?.() === 0
      ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", ...argv]
      : argv;
  }
}
