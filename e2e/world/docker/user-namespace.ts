import { readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Argv, type Service, start, until } from "../lib/index.ts";

/** The first of the 65,536 uids and gids outside that stand for 1 and up inside. */
const firstBelow = 100_000;

/**
 * A user namespace in which root is an ordinary user outside, with a network of its own (without a way out), in which that root
 * may make bridges: as rootless Docker makes them for itself. Needs root here
 * only to write the map of ids without the setuid helper that an ordinary user would need.
 */
export class UserNamespace {
  private constructor(
    private readonly holder: Service,
    private readonly pid: number,
  ) {}

  /** `within` gives the mounts that it begins with. */
  static async create(within: (argv: Argv) => Argv, uid: number, folder: string): Promise<UserNamespace> {
    const argv = within([
      "unshare",
      "--user",
      "--net",
      "--mount",
      "--propagation=slave",
      "sleep",
      "infinity",
    ]);
    const holder = start(argv, join(folder, "namespace.log"));
    const namespace = new UserNamespace(holder, holder.pid);
    const own = readlinkSync("/proc/self/ns/user");
    const entered = () => !holder.ended() && readlinkSync(`/proc/${holder.pid}/ns/user`) !== own;
    await until("a user namespace", entered, { service: holder });
    for (const map of ["uid_map", "gid_map"])
      writeFileSync(`/proc/${holder.pid}/${map}`, `0 ${uid} 1\n1 ${firstBelow} 65536\n`);
    return namespace;
  }

  /** The argument list that runs a program as root in it, with a /run of its own. */
  within(argv: Argv): Argv {
    return [
      "nsenter",
      `--target=${this.pid}`,
      "--user",
      "--mount",
      "--net",
      "--setuid=0",
      "--setgid=0",
      "sh",
      "-c",
      'mount -t tmpfs tmpfs /run && ip link set lo up && exec "$@"',
      "sh",
      ...argv,
    ];
  }

  /** The argument list that runs a program of this machine's with its network. */
  reaching(argv: Argv): Argv {
    return ["nsenter", `--target=${this.pid}`, "--net", ...argv];
  }

  remove(): Promise<void> {
    return this.holder.stop();
  }
}
