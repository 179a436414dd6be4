import { join } from "node:path";
import { type Argv, attempt, type Finished, run } from "../lib/index.ts";

const program = join(import.meta.dirname, "cluster");

/** What a person could not see of a process: a Secret's value, on standard input. */
interface KubectlOptions {
  readonly input?: string;
  readonly timeoutMs?: number;
}

/** The Kubernetes of the program `cluster`, in a folder that keeps what was built. */
export class Cluster {
  private constructor(private readonly folder: string) {}

  /** Seconds where it was built before; else as long as Kubernetes takes to compile. */
  static async start(folder: string): Promise<Cluster> {
    await run([program, "start", folder], { timeoutMs: 3_600_000 });
    return new Cluster(folder);
  }

  get kubeconfig(): string {
    return join(this.folder, "kubeconfig", "admin");
  }

  get kubectlFolder(): string {
    return join(this.folder, "bin");
  }

  /** Pods reach this port of 127.0.0.1 as host.cluster.test, and the node pulls images from it. */
  async expose(port: number): Promise<void> {
    await run([program, "expose", this.folder, String(port)]);
  }

  async kubectl(words: readonly string[], options: KubectlOptions = {}): Promise<string> {
    return run(this.#argv(words), { timeoutMs: 300_000, ...options });
  }

  /** The same, whatever it exits with. */
  tryKubectl(words: readonly string[], options: KubectlOptions = {}): Promise<Finished> {
    return attempt(this.#argv(words), { timeoutMs: 300_000, ...options });
  }

  async apply(...objects: readonly object[]): Promise<void> {
    const list = { apiVersion: "v1", kind: "List", items: objects };
    await this.kubectl(["apply", "--filename", "-"], { input: JSON.stringify(list) });
  }

  /** Ends the cluster with all that runs in it. What was built and pulled stays in its folder. */
  async stop(): Promise<void> {
    await run([program, "stop", this.folder]);
  }

  #argv(words: readonly string[]): Argv {
    return [join(this.kubectlFolder, "kubectl"), "--kubeconfig", this.kubeconfig, ...words];
  }
}

/** A Secret with one key. */
export function secret(
  namespace: string,
  name: string,
  key: string,
  value: string | Buffer,
  type = "Opaque",
) {
  const data = { [key]: Buffer.from(value).toString("base64") };
  return { apiVersion: "v1", kind: "Secret", metadata: { namespace, name }, type, data };
}
