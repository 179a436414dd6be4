import { randomBytes } from "node:crypto";
import { errnoOf, until as look } from "@airflow-data-platform/cli-kit";
import { type Argv, run } from "./run.ts";

/** A network namespace that has only a loopback: servers with fixed ports don't meet others. Needs root. */
export class NetworkNamespace {
  readonly name: string;

  private constructor(name: string) {
    this.name = name;
  }

  static async create(purpose: string): Promise<NetworkNamespace> {
    const name = `adp-${purpose}-${randomBytes(4).toString("hex")}`;
    await run(["ip", "netns", "add", name]);
    const namespace = new NetworkNamespace(name);
    await run(namespace.within(["ip", "link", "set", "lo", "up"]));
    return namespace;
  }

  /** The argument list that runs a program in it. */
  within(argv: Argv): Argv {
    return ["ip", "netns", "exec", this.name, ...argv];
  }

  /** Ends what still runs in it, and removes it. */
  async remove(): Promise<void> {
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      const pids = await this.#processes();
      if (pids.length === 0) break;
      for (const pid of pids) end(pid, signal);
      await look(async () => (await this.#processes()).length === 0, { timeoutMs: 10_000, everyMs: 50 });
    }
    await run(["ip", "netns", "delete", this.name]);
  }

  async #processes(): Promise<number[]> {
    const output = await run(["ip", "netns", "pids", this.name]);
    return output.split("\n").filter(Boolean).map(Number);
  }
}

function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It has ended in between.
    if (errnoOf(error) !== "ESRCH") throw error;
  }
}
