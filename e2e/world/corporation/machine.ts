import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Argv,
  attempt,
  type Finished,
  type RunOptions,
  run,
  type Service,
  start,
  until,
} from "../lib/index.ts";

/** All hosts of the company's network, with their addresses. */
export const addresses = {
  "artifactory.company.com": "10.77.0.1",
  // The same server under a name that its certificate does not have.
  "registry.company.com": "10.77.0.1",
  "dc1.company.com": "10.77.0.2",
  "db.company.com": "10.77.0.3",
  "sql.company.com": "10.77.0.4",
} as const;
const dns = "10.77.0.53";

/** The kernel kills this program when the process that started it ends, for any reason. */
export function endsWithParent(argv: Argv): Argv {
  return ["setpriv", "--pdeathsig", "KILL", ...argv];
}

/**
 * The company's machine: namespaces for network, mounts and processes, with no connection to the outside. It has the
 * company's certificates, its DNS and an empty /run. All its processes end with the first one.
 */
export class Machine {
  readonly folder: string;
  readonly #holder: Service;
  readonly #init: number;

  private constructor(folder: string, holder: Service, init: number) {
    this.folder = folder;
    this.#holder = holder;
    this.#init = init;
  }

  /** `folder` holds its files; it trusts `certificates` only. */
  static async start(folder: string, certificates: string): Promise<Machine> {
    const etc = join(folder, "etc");
    mkdirSync(etc, { recursive: true });
    const hosts = Object.entries(addresses).map(([name, address]) => `${address} ${name}\n`);
    writeFileSync(join(etc, "hosts"), `127.0.0.1 localhost\n${hosts.join("")}`);
    writeFileSync(join(etc, "resolv.conf"), `nameserver ${dns}\n`);
    const ready = join(folder, "ready");
    // When this process ends, for any reason, the kernel kills the first process inside, and with it all others.
    const apart = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
    const first = join(import.meta.dirname, "first-process.sh");
    const own = [...new Set(Object.values(addresses))];
    const argv = endsWithParent(["unshare", ...apart, first, etc, certificates, ready, dns, ...own]);
    const holder = start(argv, join(folder, "machine.log"));
    try {
      await until("the company's machine", () => existsSync(ready), { service: holder });
      const children = readFileSync(`/proc/${holder.pid}/task/${holder.pid}/children`, "utf8");
      return new Machine(folder, holder, Number(children.trim()));
    } catch (error) {
      await holder.stop("SIGKILL");
      throw error;
    }
  }

  /** The argument list that runs a program in it. */
  within(argv: Argv): Argv {
    return this.#enter(argv, "/");
  }

  start(argv: Argv, name: string): Service {
    return start(this.within(argv), join(this.folder, `${name}.log`));
  }

  attempt(argv: Argv, options: RunOptions = {}): Promise<Finished> {
    return attempt(this.#enter(argv, options.cwd), options);
  }

  run(argv: Argv, options: RunOptions = {}): Promise<string> {
    return run(this.#enter(argv, options.cwd), options);
  }

  stop(): Promise<void> {
    return this.#holder.stop("SIGKILL");
  }

  #enter(argv: Argv, cwd = "/"): Argv {
    const spaces = ["--net", "--mount", "--pid", `--wdns=${cwd}`];
    return ["nsenter", "--target", String(this.#init), ...spaces, "--", ...argv];
  }
}
