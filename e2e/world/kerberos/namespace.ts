import { randomBytes } from "node:crypto";
import { type Argv, run } from "./run.ts";

/** A network namespace with nothing but a loopback of its own: fixed ports in it disturb nobody. Needs root. */
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
      const deadline = Date.now() + 3000;
      while (Date.now() < deadline && (await this.#processes()).length > 0)
        await new Promise((resolve) => setTimeout(resolve, 50));
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
    // It ended by itself in between.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
