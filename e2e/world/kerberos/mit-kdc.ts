import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { NetworkNamespace } from "../lib/index.ts";
import {
  type Argv,
  attempt,
  newFolder,
  onFreePort,
  type RunOptions,
  removeFolder,
  run,
  type Service,
  start,
  until,
} from "../lib/index.ts";
import { krb5Conf } from "./krb5-conf.ts";

export interface MitKdcOptions {
  readonly realm?: string;
  /** Principals with their passwords. Default: alice, password alicepw. */
  readonly users?: Readonly<Record<string, string>>;
  /** Services with random keys, such as postgres/localhost. */
  readonly services?: readonly string[];
  /** A network namespace to run in; its clients run through `command`. */
  readonly namespace?: NetworkNamespace;
}

/** An MIT KDC on a free port of 127.0.0.1, with a database of its own. Needs no root. About a second. */
export class MitKdc {
  readonly folder: string;
  readonly realm: string;
  readonly port: number;
  /** KRB5_CONFIG and what else a client needs. */
  readonly env: Readonly<Record<string, string>>;
  readonly #namespace: NetworkNamespace | undefined;
  #service: Service | undefined;

  private constructor(folder: string, port: number, { realm, namespace }: MitKdcOptions) {
    this.folder = folder;
    this.realm = realm ?? "EXAMPLE.TEST";
    this.port = port;
    this.#namespace = namespace;
    this.env = { KRB5_CONFIG: join(folder, "krb5.conf"), KRB5_KDC_PROFILE: join(folder, "kdc.conf") };
  }

  static start(options: MitKdcOptions = {}): Promise<MitKdc> {
    return onFreePort((port) => MitKdc.#startOn(port, options));
  }

  static async #startOn(port: number, options: MitKdcOptions): Promise<MitKdc> {
    const kdc = new MitKdc(newFolder("adp-kdc"), port, options);
    try {
      await kdc.#create(options);
      await kdc.resume();
      return kdc;
    } catch (error) {
      await kdc.stop();
      throw error;
    }
  }

  async #create(options: MitKdcOptions): Promise<void> {
    mkdirSync(join(this.folder, "database"), { mode: 0o700 });
    writeFileSync(
      join(this.folder, "krb5.conf"),
      krb5Conf({ realm: this.realm, kdc: `127.0.0.1:${this.port}` }),
    );
    writeFileSync(join(this.folder, "kdc.conf"), kdcConf(this.folder, this.realm, this.port));
    await this.#administer(["kdb5_util", "create", "-r", this.realm, "-s", "-P", "master"]);
    const users = Object.entries(options.users ?? { alice: "alicepw" });
    await this.kadmin([
      ...users.map(([name, password]) => `addprinc -pw ${password} ${name}`),
      ...(options.services ?? []).map((name) => `addprinc -randkey ${name}`),
    ]);
  }

  /** The argument list that runs a program where it can reach the KDC. */
  command(argv: Argv): Argv {
    return this.#namespace?.within(argv) ?? argv;
  }

  /** Starts the KDC's process, also after `pause`. */
  async resume(): Promise<void> {
    const argv: Argv = ["krb5kdc", "-n", "-r", this.realm, "-P", join(this.folder, "pid")];
    const service = start(this.command(argv), join(this.folder, "kdc.log"), { env: this.env });
    this.#service = service;
    const knock = this.command(["bash", "-c", `exec 3<>/dev/tcp/127.0.0.1/${this.port}`]);
    // Its own log is checked first: on a port that is already taken, another server would answer.
    const ready = async () =>
      service.output().includes("commencing operation") && (await attempt(knock)).code === 0;
    await until("krb5kdc", ready, { service });
  }

  /** Ends the KDC's process and keeps its database, as when the KDC is down. */
  async pause(): Promise<void> {
    await this.#service?.stop();
    this.#service = undefined;
  }

  /** Runs kadmin.local commands, one a line. Fails when one of them does. */
  async kadmin(commands: readonly string[]): Promise<void> {
    for (const command of commands)
      await this.#administer(["kadmin.local", "-r", this.realm, "-q", command]).then((output) => {
        if (/error|not found|no such/i.test(output)) throw new Error(`kadmin ${command}: ${output}`);
      });
  }

  /** Writes a service's key to a file and gives its path. */
  async keytab(
    service: string,
    path = join(this.folder, `${service.replaceAll("/", "_")}.keytab`),
  ): Promise<string> {
    await this.kadmin([`ktadd -k ${path} -norandkey ${service}`]);
    return path;
  }

  /** Gets a ticket into a cache. */
  async kinit(
    cache: string,
    options: {
      readonly user?: string;
      readonly password?: string;
      readonly args?: readonly string[];
      readonly env?: Record<string, string>;
    } = {},
  ): Promise<void> {
    await this.run(["kinit", "-c", cache, ...(options.args ?? []), options.user ?? "alice"], {
      env: options.env ?? {},
      input: `${options.password ?? "alicepw"}\n`,
    });
  }

  /** Runs a program where it can reach the KDC, with its krb5.conf. */
  run(argv: Argv, options: RunOptions = {}): Promise<string> {
    return run(this.command(argv), { ...options, env: { ...this.env, ...options.env } });
  }

  /** Ends it and removes everything. Safe to call twice. */
  async stop(): Promise<void> {
    await this.pause();
    removeFolder(this.folder);
  }

  #administer(argv: Argv): Promise<string> {
    return run(argv, { env: this.env });
  }
}

function kdcConf(folder: string, realm: string, port: number): string {
  return `[kdcdefaults]
  kdc_listen = 127.0.0.1:${port}
  kdc_tcp_listen = 127.0.0.1:${port}
[realms]
  ${realm} = {
    database_name = ${folder}/database/principal
    key_stash_file = ${folder}/database/stash
    acl_file = ${folder}/database/acl
    max_life = 10h
    max_renewable_life = 7d
    default_principal_flags = +renewable, +forwardable, +postdateable
    supported_enctypes = aes256-cts:normal
  }
[logging]
  kdc = FILE:${folder}/kdc.log
`;
}
