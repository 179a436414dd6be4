import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Argv, newFolder, removeFolder, type Service, start, until } from "../lib/index.ts";

/** A KDC, MIT's or an Active Directory's. */
interface Kdc {
  readonly env: Readonly<Record<string, string>>;
  command(argv: Argv): Argv;
  keytab(account: string, path: string): Promise<string>;
}

/** Why Microsoft's driver cannot be loaded here; undefined when it can. */
export function noOdbc(): string | undefined {
  const loads = spawnSync("python3", ["-c", "import ctypes; ctypes.CDLL('libodbc.so.2')"]).status === 0;
  return loads ? undefined : "not installed: apt-get install libodbc2 libodbcinst2";
}

/**
 * A listener beside a KDC that speaks enough of SQL Server's protocol to check a login by Kerberos with the
 * keys of an account. No SQL Server: it makes its answers up (e2e/world/programs/tds_listener.py).
 */
export class TdsListener {
  readonly #folder: string;
  readonly #service: Service;

  private constructor(folder: string, service: Service) {
    this.#folder = folder;
    this.#service = service;
  }

  /** On a free port, where none is named. */
  static async start(domain: Kdc, account: string, port = 0): Promise<TdsListener> {
    const folder = newFolder("adp-tds");
    const keytab = await domain.keytab(account, join(folder, "keytab"));
    const program = join(import.meta.dirname, "..", "programs", "tds_listener.py");
    const argv = domain.command(["python3", program, `${port}`, join(folder, "log")]);
    const env = { ...domain.env, KRB5_KTNAME: keytab };
    const service = start(argv, join(folder, "output"), { env });
    const listener = new TdsListener(folder, service);
    await until("the listener", () => listener.heard().includes('"listening"'), { service });
    return listener;
  }

  get port(): number {
    return Number(/"listening": (\d+)/.exec(this.heard())?.[1]);
  }

  /** What it got, a JSON object a line. */
  heard(): string {
    const log = join(this.#folder, "log");
    return existsSync(log) ? readFileSync(log, "utf8") : "";
  }

  async stop(): Promise<void> {
    await this.#service.stop();
    removeFolder(this.#folder);
  }
}
