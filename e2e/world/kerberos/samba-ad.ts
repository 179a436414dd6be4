import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Argv,
  attempt,
  NetworkNamespace,
  newFolder,
  type RunOptions,
  removeFolder,
  run,
  type Service,
  start,
  until,
} from "../lib/index.ts";
import { krb5Conf } from "./krb5-conf.ts";

export interface SambaAdOptions {
  readonly realm?: string;
  /** Users with their passwords. Default: alice. */
  readonly users?: Readonly<Record<string, string>>;
  /** Service principal names with the account that gets each: { "MSSQLSvc/db.corp.example:1433": "sqlsvc" }. */
  readonly services?: Readonly<Record<string, string>>;
  /** Groups with their members. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  /** Where it runs, if not in a network namespace of its own, and on which of the addresses there. */
  readonly at?: {
    readonly within: (argv: Argv) => Argv;
    readonly address: string;
    readonly host: string;
    /** Where its folder goes. */
    readonly parent: string;
  };
}

export const adPassword = "Passw0rd!y";

/**
 * A real Active Directory domain controller (Samba) in a network namespace of its own: what most companies have.
 * Its tickets carry a PAC. Needs root; about ten seconds. Programs that talk to it run through `command`.
 */
export class SambaAd {
  readonly folder: string;
  readonly realm: string;
  readonly env: Readonly<Record<string, string>>;
  readonly #namespace: NetworkNamespace | undefined;
  readonly #at: Omit<NonNullable<SambaAdOptions["at"]>, "parent">;
  #service: Service | undefined;

  private constructor(folder: string, options: SambaAdOptions, namespace: NetworkNamespace | undefined) {
    this.folder = folder;
    this.realm = options.realm ?? "CORP.EXAMPLE";
    this.#namespace = namespace;
    const within = (argv: Argv) => namespace?.within(argv) ?? argv;
    this.#at = options.at ?? { within, address: "127.0.0.1", host: "127.0.0.1" };
    this.env = { KRB5_CONFIG: join(folder, "krb5.conf") };
  }

  static async start(options: SambaAdOptions = {}): Promise<SambaAd> {
    const folder = newFolder("adp-ad", options.at?.parent);
    const own = options.at === undefined ? await NetworkNamespace.create("ad") : undefined;
    const ad = new SambaAd(folder, options, own);
    try {
      await ad.#provision();
      await ad.#accounts(options);
      await ad.resume();
      return ad;
    } catch (error) {
      await ad.stop();
      throw error;
    }
  }

  /** The argument list that runs a program where it can reach the domain controller. */
  command(argv: Argv): Argv {
    return this.#at.within(argv);
  }

  async #provision(): Promise<void> {
    const domain = this.realm.split(".")[0] ?? this.realm;
    await this.#tool([
      "domain",
      "provision",
      `--realm=${this.realm}`,
      `--domain=${domain}`,
      "--adminpass=Passw0rd!x",
      "--server-role=dc",
      "--dns-backend=SAMBA_INTERNAL",
      `--targetdir=${this.folder}/dc`,
      "--host-name=dc1",
      `--host-ip=${this.#at.address}`,
      `--option=interfaces=${this.#at.address === "127.0.0.1" ? "lo" : `${this.#at.address}/32`}`,
      "--option=bind interfaces only=yes",
      // The folder's file system may have no extended attributes.
      `--option=posix:eadb=${this.folder}/eadb.tdb`,
      "--option=vfs objects=",
      // The system's places for these would be shared with another domain controller on this machine.
      `--option=pid directory=${this.folder}`,
      `--option=ncalrpc dir=${this.folder}/ncalrpc`,
      `--option=winbindd socket directory=${this.folder}/winbindd`,
    ]);
    writeFileSync(this.env.KRB5_CONFIG as string, krb5Conf({ realm: this.realm, kdc: this.#at.host }));
  }

  /** Straight into the database, before the server runs. */
  async #accounts(options: SambaAdOptions): Promise<void> {
    const smbConf = ["-s", this.#smbConf];
    const accounts = { ...(options.users ?? { alice: adPassword }) };
    for (const account of Object.values(options.services ?? {})) accounts[account] ??= adPassword;
    for (const [name, password] of Object.entries(accounts))
      await this.#tool(["user", "create", name, password, ...smbConf]);
    for (const [service, account] of Object.entries(options.services ?? {}))
      await this.#tool(["spn", "add", service, account, ...smbConf]);
    for (const [group, members] of Object.entries(options.groups ?? {})) {
      await this.#tool(["group", "add", group, ...smbConf]);
      await this.#tool(["group", "addmembers", group, members.join(","), ...smbConf]);
    }
  }

  async resume(): Promise<void> {
    const argv: Argv = ["samba", "-s", this.#smbConf, "-i", "--no-process-group"];
    const service = start(this.command(argv), join(this.folder, "samba.log"));
    this.#service = service;
    await until(
      "samba",
      async () =>
        (await attempt(this.command(["bash", "-c", `exec 3<>/dev/tcp/${this.#at.address}/88`]))).code === 0,
      { service },
    );
  }

  async pause(): Promise<void> {
    await this.#service?.stop();
    this.#service = undefined;
  }

  /** Writes an account's keys for all its service names to a file and gives its path. */
  async keytab(account: string, path = join(this.folder, `${account}.keytab`)): Promise<string> {
    await this.#tool(["domain", "exportkeytab", path, `--principal=${account}`, "-s", this.#smbConf]);
    return path;
  }

  async kinit(
    cache: string,
    options: { readonly user?: string; readonly password?: string; readonly args?: readonly string[] } = {},
  ): Promise<void> {
    await this.run(["kinit", "-c", cache, ...(options.args ?? []), options.user ?? "alice"], {
      input: `${options.password ?? adPassword}\n`,
    });
  }

  /** Runs a program where it can reach the domain controller, with its krb5.conf. */
  run(argv: Argv, options: RunOptions = {}): Promise<string> {
    return run(this.command(argv), { ...options, env: { ...this.env, ...options.env } });
  }

  /** The server's log, for a test that fails. */
  log(): string {
    return readFileSync(join(this.folder, "samba.log"), "utf8");
  }

  /** Ends it and removes everything, the namespace too. Safe to call twice. */
  async stop(): Promise<void> {
    await this.pause();
    const own = this.#namespace?.name;
    if (own !== undefined && (await run(["ip", "netns", "list"])).split(/\s+/).includes(own))
      await this.#namespace?.remove();
    removeFolder(this.folder);
  }

  get #smbConf(): string {
    return join(this.folder, "dc/etc/smb.conf");
  }

  #tool(args: readonly string[]): Promise<string> {
    return run(["samba-tool", ...args]);
  }
}
