import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { attempt, ProcessFailure, run } from "../../../packages/adp/src/kernel/process.ts";
import { root, scratch } from "../adp.ts";
import { type Engine, openEngine } from "../docker/engine.ts";
import { buildRuntimes, type Line, otherNames, runtimeName } from "../runtime/runtime.ts";

/** The password of a login that every build here uses, although the mirror needs none. */
export const token = "e2e/Token+of=Layer1";

export interface Built {
  image: string;
  tag: string;
  id: string;
  inputs: string;
  unchanged: boolean;
  base: { asked: string; taken: string };
  scan: { layers: number; known: number; credentials: number };
  warnings: string[];
  provenance: string;
}

interface Answer {
  code: number;
  said: string;
  document: unknown;
}

export interface Refusal {
  code: string;
  what: string;
  why?: string;
  evidence: string[];
  next: unknown[];
}

/** A mirror, an index or a registry of this machine did not answer. What adp makes of that has tests of its own. */
const hiccup = /ADP-L1-0(13|22|25|32)\b/;

/** A build, and where the network had a hiccup again, three times at most. */
export async function steadily<T extends { readonly said: string }>(build: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    const answer = await build();
    if (tries === 3 || !hiccup.test(answer.said)) return answer;
  }
}

/** A fresh clone and a home folder, on the machine's engine. `close` removes its images, which have a name of their own. */
export class Layer1World {
  readonly engine: Engine = openEngine();
  readonly clone: string;
  readonly layer1: string;
  readonly env: Record<string, string>;
  /** The Runtime without ONBUILD steps; IMAGE_ASTRONOMER is its sibling with them. */
  readonly base: string;
  readonly #scratch: ReturnType<typeof scratch>;

  private constructor(
    readonly image: string,
    line: Line,
  ) {
    this.#scratch = scratch(image.replace(/^adp-/, ""));
    this.clone = join(this.folder, "clone");
    this.layer1 = join(this.clone, "layer1-base-image");
    const runtime = process.env.ADP_E2E_RUNTIME ?? runtimeName(line);
    this.base = `${runtime}-base`;
    this.env = {
      ...this.engine.env,
      HOME: join(this.folder, "home"),
      XDG_CONFIG_HOME: "",
      LAYER1_IMAGE: image,
      IMAGE_ASTRONOMER: runtime,
      IMAGE_NODE: otherNames.node,
      // The base image's own sources are http, and a login takes part in every build here.
      INSECURE_LOGIN_HOSTS: "deb.debian.org",
      npm_config_registry: "http://127.0.0.1:9/",
    };
  }

  get folder(): string {
    return this.#scratch.folder;
  }

  static async create(image: string, line: Line = "2.9"): Promise<Layer1World> {
    const world = new Layer1World(image, line);
    const { layer1, clone, env } = world;
    await buildRuntimes(world.engine, process.env.ADP_E2E_RUNTIME === undefined ? [line] : []);
    await run(["git", "clone", "--quiet", root, clone]);
    // What is not committed yet is tested as well.
    await copyWorkTree(clone);
    mkdirSync(env.HOME as string, { mode: 0o700 });
    world.write("home/.netrc", `machine deb.debian.org login myuser password ${token}\n`);
    // The company's certificates, where this machine has any beside the public ones.
    const certificates = process.env.SSL_CERT_FILE ?? "/etc/ssl/certs/ca-certificates.crt";
    if (existsSync(certificates))
      copyFileSync(certificates, join(layer1, "config", "certificates", "machine.crt"));
    copyFileSync(join(layer1, "config", "krb5.conf.example"), join(layer1, "config", "krb5.conf"));
    return world;
  }

  close(): void {
    const names = this.engine
      .docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}")
      .split("\n")
      .filter((name) => name.startsWith(this.image));
    if (names.length > 0) this.engine.docker("rmi", "--force", ...names);
    this.#scratch.close();
    this.engine.close();
  }

  /** Writes a file of the world; its folder is made. */
  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text, { mode: 0o600 });
  }

  /** Runs a program in layer1-base-image; an exit code is no error. */
  async run(argv: readonly string[], more: Record<string, string> = {}) {
    const env = { ...this.env, ...more };
    const done = await attempt(argv, { cwd: this.layer1, env, timeoutMs: 1_500_000 });
    return done instanceof ProcessFailure
      ? { code: done.code ?? -1, stdout: done.stdout, stderr: done.stderr }
      : done;
  }

  /** Runs `make TARGET` in layer1-base-image. */
  async make(target: string, options = "", more: Record<string, string> = {}): Promise<Answer> {
    const done = await this.run(["make", "--no-print-directory", target, `ARGS=${options} --json`], more);
    let document: unknown;
    try {
      document = JSON.parse(done.stdout);
    } catch {
      // The caller checks the output.
    }
    return { code: done.code, said: done.stdout + done.stderr, document };
  }

  async built(options = "", more: Record<string, string> = {}): Promise<Built> {
    const answer = await steadily(() => this.make("build", options, more));
    expect(answer.code, answer.said).toBe(0);
    return answer.document as Built;
  }

  async refused(options = "", more: Record<string, string> = {}): Promise<Refusal> {
    const answer = await this.make("build", options, more);
    expect(answer.code, answer.said).not.toBe(0);
    expect(answer.said).not.toContain(token);
    return (answer.document as { error: Refusal }).error;
  }

  inspect(name: string): {
    Id: string;
    Config: Record<string, unknown>;
    RootFS: { Layers: string[] };
  } {
    return JSON.parse(this.engine.docker("image", "inspect", name))[0];
  }
}

async function copyWorkTree(to: string): Promise<void> {
  const { stdout } = await run(["git", "ls-files", "-z", "--modified", "--others", "--exclude-standard"], {
    cwd: root,
  });
  for (const name of stdout.split("\0").filter(Boolean)) {
    mkdirSync(dirname(join(to, name)), { recursive: true });
    if (existsSync(join(root, name))) copyFileSync(join(root, name), join(to, name));
    else rmSync(join(to, name), { force: true });
  }
}
