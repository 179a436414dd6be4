import { appendFileSync, copyFileSync, cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { PushRecord } from "../../../packages/adp/src/layer3/index.ts";
import { root } from "../adp.ts";
import type { Layer1World } from "../layer1/layer1.ts";
import { run } from "../lib/index.ts";
import { otherNames } from "../runtime/runtime.ts";

const here = import.meta.dirname;
const example = join(root, "examples", "nyc-flights-incremental");
const user = "ada";
const token = "a-token";

/** Who may push and pull, for the registry. */
export const registryUsers = [[user, token]] as const;

interface DatakitOptions {
  /** Layer 1 is built in it. */
  readonly world: Layer1World;
  /** host:port/path */
  readonly registry: string;
  readonly folder: string;
}

/** A datakit `flights` of the template with the flights of the example, and the runner that it calls; on its way up. */
export class Datakit {
  readonly repository: string;

  private constructor(private readonly options: DatakitOptions) {
    this.repository = join(options.folder, "flights-datakit");
  }

  static async create(options: DatakitOptions): Promise<Datakit> {
    const datakit = new Datakit(options);
    await datakit.#login();
    const dbt = await datakit.#pushRunner("dbt", (project) => {
      cpSync(join(example, "dbt"), project, { recursive: true });
      cpSync(join(here, "dbt"), join(project, "models"), { recursive: true });
    });
    const spark = await datakit.#pushRunner("spark", (project) =>
      cpSync(join(here, "spark"), project, { recursive: true }),
    );
    await datakit.#write({ DBT_RUNNER: dbt, SPARK_RUNNER: spark });
    return datakit;
  }

  /** .dockerconfigjson for the pods. */
  static pullLogin(registry: string): string {
    const auth = Buffer.from(`${user}:${token}`).toString("base64");
    return JSON.stringify({ auths: { [registry.split("/")[0] ?? ""]: { auth } } });
  }

  get record(): string {
    return join(this.options.folder, "pushed.json");
  }

  async git(...words: string[]): Promise<string> {
    const who = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    return run(["git", ...who, ...words], { cwd: this.repository });
  }

  /** Builds, tests, scans and pushes what is committed. */
  async push(): Promise<PushRecord> {
    const { folder, registry } = this.options;
    const words = [
      "--datakit",
      this.repository,
      "--record",
      this.record,
      "--sbom",
      join(folder, "sbom.json"),
    ];
    await this.#adp("datakit", "push", `${registry}/flights-datakit`, ...words);
    return JSON.parse(readFileSync(this.record, "utf8"));
  }

  /** Changes a file, and commits that. */
  async change(path: string, from: string, to: string): Promise<void> {
    const file = join(this.repository, path);
    const text = readFileSync(file, "utf8");
    expect(text).toContain(from);
    writeFileSync(file, text.replace(from, to));
    await this.git("commit", "--quiet", "--all", "--message", `Change ${path}`);
  }

  async #adp(...words: string[]): Promise<string> {
    const { world } = this.options;
    const program = join(world.clone, "packages", "adp", "dist", "adp.mjs");
    const done = await world.run(["node", program, ...words], { IMAGE_PYTHON: otherNames.pip });
    expect(done.code, done.stdout + done.stderr).toBe(0);
    return done.stdout;
  }

  async #login(): Promise<void> {
    const { world, registry } = this.options;
    const login = 'printf %s "$TOKEN" | docker login --username "$1" --password-stdin "$2"';
    const done = await world.run(["sh", "-c", login, "sh", user, registry], { TOKEN: token });
    expect(done.code, done.stderr).toBe(0);
  }

  /** A runner's image with a project in it; gives it by digest. */
  async #pushRunner(runner: string, write: (project: string) => void): Promise<string> {
    const { world, registry, folder } = this.options;
    const built = JSON.parse(await this.#adp("runners", "build", runner, "--json")) as { tag: string };
    const context = join(folder, `${runner}-image`);
    write(join(context, "project"));
    writeFileSync(join(context, "Dockerfile"), `FROM ${built.tag}\nCOPY project /project\n`);
    const name = `${registry}/flights-${runner}`;
    const { docker } = world.engine;
    docker("build", "--quiet", "--tag", `${name}:latest`, context);
    docker("push", "--quiet", `${name}:latest`);
    const digests = docker("image", "inspect", "--format", '{{join .RepoDigests "\\n"}}', `${name}:latest`);
    docker("rmi", "--force", `${name}:latest`);
    const found = digests.split("\n").find((one) => one.startsWith(`${name}@sha256:`));
    if (found === undefined) throw new Error(`no digest of ${name}: ${digests}`);
    return found;
  }

  async #write(runners: Readonly<Record<string, string>>): Promise<void> {
    const { world, folder } = this.options;
    await this.#adp("datakit", "new", "flights", "--into", folder);
    const dockerfile = join(this.repository, "Dockerfile");
    const from = `FROM ${world.image}:latest`;
    const text = readFileSync(dockerfile, "utf8").replace(/^FROM layer1-airflow:latest$/m, from);
    expect(text).toContain(from);
    // The example's own source of data, in the image.
    const source = readFileSync(join(example, "Dockerfile"), "utf8").replace(/^FROM .*$/m, "");
    writeFileSync(dockerfile, text + source);
    copyFileSync(join(example, "requirements-source.txt"), join(this.repository, "requirements-source.txt"));
    const dags = join(this.repository, "dags");
    cpSync(join(example, "dags", "nyc_flights"), join(dags, "nyc_flights"), {
      recursive: true,
      filter: (from) => !from.endsWith("__pycache__"),
    });
    copyFileSync(
      join(example, "dags", "nyc_flights_incremental.py"),
      join(dags, "nyc_flights_incremental.py"),
    );
    const ignore = readFileSync(join(example, "dags", ".airflowignore"), "utf8");
    appendFileSync(join(dags, ".airflowignore"), ignore);
    for (const name of readdirSync(join(here, "dags"))) {
      const dag = readFileSync(join(here, "dags", name), "utf8");
      const named = Object.entries(runners).reduce((text, [key, value]) => text.replace(key, value), dag);
      writeFileSync(join(dags, name), named);
    }
    await this.git("init", "--quiet");
    await this.git("add", "--all");
    await this.git("commit", "--quiet", "--message", "Begin");
  }
}
