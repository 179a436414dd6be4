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
} from "../kerberos/index.ts";

/** The addresses of the world's hosts; nothing else exists there. */
export const addresses = {
  "artifactory.company.com": "10.77.0.1",
  // The same server under a name that its certificate does not have.
  "registry.company.com": "10.77.0.1",
  "dc1.company.com": "10.77.0.2",
  "db.company.com": "10.77.0.3",
  "sql.company.com": "10.77.0.4",
} as const;
const dns = "10.77.0.53";

/** A program that the kernel ends with the one that started it, however that ends. */
export function mortal(argv: Argv): Argv {
  return ["setpriv", "--pdeathsig", "KILL", ...argv];
}

/**
 * The company's machine: namespaces for network, mounts and processes, without a way out. It has the company's own
 * certificates, DNS and an empty /run; every process in it ends with its first one, whatever happened.
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

  /** `folder` holds its files; `certificates` is all that it trusts. */
  static async start(folder: string, certificates: string): Promise<Machine> {
    const etc = join(folder, "etc");
    mkdirSync(etc, { recursive: true });
    const hosts = Object.entries(addresses).map(([name, address]) => `${address} ${name}\n`);
    writeFileSync(join(etc, "hosts"), `127.0.0.1 localhost\n${hosts.join("")}`);
    writeFileSync(join(etc, "resolv.conf"), `nameserver ${dns}\n`);
    const ready = join(folder, "ready");
    writeFileSync(join(folder, "first.sh"), firstProcess(etc, certificates, ready));
    // With the process that starts it, however that ends, the kernel ends the first process inside and so all others.
    const apart = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
    const argv = mortal(["unshare", ...apart, "bash", join(folder, "first.sh")]);
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

function firstProcess(etc: string, certificates: string, ready: string): string {
  const lines = [...new Set(Object.values(addresses))].map(
    (address) => `ip address add ${address}/32 dev lo`,
  );
  return `set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin
mount --make-rprivate /
mount -t tmpfs -o mode=0755 tmpfs /run
mkdir -m 1777 /run/lock
for file in hosts resolv.conf; do mount --bind '${etc}'/$file /etc/$file; done
mount --bind '${certificates}' /etc/ssl/certs/ca-certificates.crt
ip link set lo up
${lines.join("\n")}
ip address add ${dns}/32 dev lo
dnsmasq --keep-in-foreground --conf-file=/dev/null --user=root --no-resolv --no-hosts --addn-hosts='${etc}/hosts' \\
  --bind-interfaces --listen-address=${dns} --except-interface=lo --address=/#/ --pid-file= &
touch '${ready}'
wait
`;
}
