import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import {
  type Argv,
  findProgram,
  newFolder,
  removeFolder,
  type Service,
  skipFor,
  start,
  until,
} from "../lib/index.ts";
import { type Engine, openEngine } from "./engine.ts";
import { UserNamespace } from "./user-namespace.ts";

const unpacked = "/opt/docker-engine/usr";

export interface PrivateEngineOptions {
  /** Images of the machine's engine that this one gets. */
  readonly images: readonly string[];
  /** A network namespace's: where the engine runs is its containers' host network. Never the machine's: see below. */
  readonly within: (argv: Argv) => Argv;
  /** Containers' users are other users outside (userns-remap). */
  readonly remapped?: boolean;
  /** The engine is rootless Docker of this user: its root is an ordinary user. */
  readonly rootlessUid?: number;
  /** Images are kept by containerd, as newer engines do from the start. */
  readonly containerdStore?: boolean;
  /** With the engine's own bridge, which the steps of a build need. */
  readonly bridge?: boolean;
  /** A folder on a file system of one's own, for the engine's data. */
  readonly dataRoot?: string;
}

/**
 * A second Docker Engine with images, containers and volumes of its own, so that a test may use the platform's real
 * names on a machine whose person uses them, too. It touches no firewall. Containers have no network, a named one, or the
 * host's, which is the namespace that the engine runs in. Needs root and dockerd; two seconds, and the images.
 */
export class PrivateEngine implements Engine {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly #machine: Engine;
  #service: Service | undefined;
  #begin: () => Promise<void> = async () => undefined;
  #users: UserNamespace | undefined;
  #removeAccount = false;

  private constructor() {
    this.folder = newFolder("adp-engine");
    chmodSync(this.folder, 0o755);
    this.#machine = openEngine();
    this.env = { ...this.#machine.env, DOCKER_HOST: `unix://${this.folder}/docker.sock` };
  }

  static async start(options: PrivateEngineOptions): Promise<PrivateEngine> {
    const engine = new PrivateEngine();
    try {
      await engine.#run(options);
      await engine.load(options.images);
      return engine;
    } catch (error) {
      await engine.close();
      throw error;
    }
  }

  async #run({
    within,
    remapped = false,
    rootlessUid,
    containerdStore = false,
    bridge = false,
    dataRoot,
  }: PrivateEngineOptions): Promise<void> {
    const { folder } = this;
    // Nothing of the machine's own daemon.json, such as a mirror or another driver's options.
    const settings = containerdStore ? { features: { "containerd-snapshotter": true } } : {};
    writeFileSync(join(folder, "daemon.json"), JSON.stringify(settings));
    // Back to this process's mounts: `ip netns exec` hides the machine's control groups.
    const place = (argv: Argv) => within(["nsenter", `--mount=/proc/${process.pid}/ns/mnt`, ...argv]);
    if (rootlessUid !== undefined) {
      chownSync(folder, rootlessUid, rootlessUid);
      this.#users = await UserNamespace.create(place, rootlessUid, folder);
    }
    const program: Argv = [
      own("dockerd") ?? "dockerd",
      `--config-file=${folder}/daemon.json`,
      `--host=unix://${folder}/docker.sock`,
      `--data-root=${dataRoot ?? `${folder}/data`}`,
      `--exec-root=${folder}/run`,
      `--pidfile=${folder}/pid`,
      ...(bridge ? [] : ["--bridge=none"]),
      "--iptables=false",
      "--ip6tables=false",
      ...(remapped ? ["--userns-remap=default"] : []),
      // Rootless Docker's own proxy hands a port to RootlessKit, which is not here.
      ...(rootlessUid === undefined
        ? []
        : ["--rootless", `--userland-proxy-path=${own("docker-proxy") ?? "docker-proxy"}`]),
    ];
    // No other process sees its mounts, and they end with it.
    const argv =
      this.#users?.within(program) ?? place(["unshare", "--mount", "--propagation=slave", ...program]);
    this.#removeAccount = remapped && !hasRemapAccount();
    const path = [`${unpacked}/bin`, `${unpacked}/sbin`, this.env.PATH].join(delimiter);
    const env = {
      PATH: path,
      ...(rootlessUid === undefined ? {} : { HOME: folder, XDG_RUNTIME_DIR: folder }),
    };
    this.#begin = async () => {
      const service = start(argv, join(folder, "log"), { env });
      this.#service = service;
      const answers = () =>
        spawnSync("docker", ["info"], { env: { ...process.env, ...this.env }, stdio: "ignore" }).status === 0;
      await until("dockerd", answers, { service }).catch((error: Error) => {
        throw new Error(`${error.message}\n${this.log()}`);
      });
      // A test's users are not in the group docker; the folder is the test's own.
      chmodSync(join(folder, "docker.sock"), 0o666);
    };
    await this.#begin();
  }

  /** Runs a program where the ports are that containers of rootless Docker publish: its network is its own. */
  within(argv: Argv): Argv {
    return this.#users?.reaching(argv) ?? argv;
  }

  /** Ends the engine with its containers, as the machine's shutdown does, and starts it again. */
  async restart(): Promise<void> {
    const service = this.#service;
    if (service === undefined) return;
    process.kill(service.pid, "SIGTERM");
    await until("the end of dockerd", service.ended, { timeoutMs: 120_000 });
    await this.#begin();
  }

  /** `docker save` of the machine's engine into `docker load` of this one, layers in common once. */
  async load(images: readonly string[]): Promise<void> {
    if (images.length === 0) return;
    const environment = (env: Engine["env"]) => ({ ...process.env, ...env });
    const save = spawn("docker", ["save", ...images], {
      env: environment(this.#machine.env),
      stdio: ["ignore", "pipe", "inherit"],
    });
    const load = spawn("docker", ["load", "--quiet"], {
      env: environment(this.env),
      stdio: [save.stdout, "ignore", "inherit"],
    });
    // `exit` and not `close`: the pipe between the two is not read here, so it is never closed.
    const code = (child: ChildProcess) => new Promise((resolve) => child.once("exit", resolve));
    const codes = await Promise.all([code(save), code(load)]);
    if (codes.some((each) => each !== 0)) throw new Error(`docker save | docker load: ${codes.join(", ")}`);
  }

  /** Removes every container. One that is being removed already refuses it, and is gone a moment later. */
  #noContainer(): boolean {
    const ids = this.docker("ps", "--all", "--quiet").split("\n").filter(Boolean);
    const argv = ["rm", "--force", "--volumes", ...ids];
    if (ids.length > 0) spawnSync("docker", argv, { env: { ...process.env, ...this.env }, stdio: "ignore" });
    return ids.length === 0;
  }

  tool(name: string, ...args: string[]): string {
    return this.#machine.tool(name, ...args);
  }

  docker(...args: string[]): string {
    return execFileSync("docker", args, {
      encoding: "utf8",
      env: { ...process.env, ...this.env },
      maxBuffer: 64 * 1024 * 1024,
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  }

  /** The end of the engine's log, for a test that fails. */
  log(): string {
    return readFileSync(join(this.folder, "log"), "utf8").split("\n").slice(-20).join("\n");
  }

  /** Ends every container, then the engine, and removes all of it. */
  async close(): Promise<void> {
    if (this.#service !== undefined && !this.#service.ended()) {
      await until("the end of every container", () => this.#noContainer());
      await this.#service.stop();
    }
    await this.#users?.remove();
    if (this.#removeAccount && hasRemapAccount())
      execFileSync("userdel", [remapAccount], { stdio: "ignore" });
    removeFolder(this.folder);
    this.#machine.close();
  }
}

/** The path of one of the engine's own programs. */
function own(name: string): string | undefined {
  return [`${unpacked}/sbin/${name}`].find(existsSync) ?? findProgram(name);
}

/** The account that an engine with userns-remap makes for itself. */
const remapAccount = "dockremap";

function hasRemapAccount(): boolean {
  return spawnSync("getent", ["passwd", remapAccount]).status === 0;
}

/**
 * Why no engine of one's own can be started here; undefined when it can. In CI that is a failure. To be asked after
 * `noEngine`, which may install one.
 */
export function noPrivateEngine(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    return skipFor("needs root on Linux, for a Docker Engine of its own");
  return skipFor(own("dockerd") === undefined ? "needs dockerd, for a Docker Engine of its own" : undefined);
}
