import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { again } from "@airflow-data-platform/cli-kit";
import { type Container, Docker } from "../../docker/index.ts";
import { AdpError } from "../../kernel/errors.ts";
import { type Finished, ProcessFailure } from "../../kernel/process.ts";
import type { Progress } from "../../kernel/progress.ts";
import type { DagsEnvironment } from "../dags.ts";
import { terminalVariables } from "../embedded/environment.ts";
import { dataFolder } from "../embedded/lines.ts";
import { errors } from "../errors.ts";
import { migrateProgram } from "./compose.ts";
import { isRunning, type Service } from "./containers.ts";
import { notUp } from "./health.ts";
import { home } from "./inside.ts";

interface DockerDagsOptions {
  readonly docker: Docker;
  readonly datakit: string;
  /** What the name of a container begins with. */
  readonly name: string;
  readonly progress: Progress;
  readonly services: () => Promise<readonly Service[]>;
  /** What `adp dev start` does before the first container: gives the words of Compose, and their variables. */
  readonly prepare: () => Promise<{ project: readonly string[]; env: Readonly<Record<string, string>> }>;
  readonly down: () => Promise<void>;
}

/**
 * The environment of the DAGs in a container: the scheduler's, whoever started it, or where none runs one like it, beside
 * the metadata database, until `close`.
 */
export class DockerDags implements DagsEnvironment {
  readonly python = "python";
  readonly scratch: string;
  /** In the environment of every program of this command, by which all that it started is found. */
  readonly #mark = `ADP_EXEC=${randomBytes(8).toString("hex")}`;
  #container: Container | undefined;
  /** Something of the datakit ran when this command began. */
  ranBefore = false;
  #close = () => this.#end();

  constructor(private readonly options: DockerDagsOptions) {
    this.scratch = `/tmp/adp-${randomBytes(8).toString("hex")}`;
  }

  get bin(): string {
    return this.#container?.env.PATH?.split(":")[0] ?? "";
  }

  async open(): Promise<void> {
    const services = await this.options.services();
    const scheduler = services.find((service) => service.name === "scheduler" && isRunning(service));
    this.ranBefore = services.some(isRunning);
    this.#container = scheduler?.container ?? (await this.#begin());
    await this.#findDags();
  }

  async #begin(): Promise<Container> {
    const { docker, progress, services, prepare, down } = this.options;
    const { project, env } = await prepare();
    const call = (words: readonly string[]) => docker.try(["compose", ...project, ...words], { env });
    const name = `${this.options.name}-${randomBytes(4).toString("hex")}`;
    this.#close = async () => {
      await new Docker().try(["rm", "--force", "--volumes", name]);
      if (!this.ranBefore) await down();
    };
    return progress.step("Airflow's metadata database", async () => {
      const up = await docker.composeUp(project, ["--wait", "postgres"], { env });
      if (up instanceof ProcessFailure) throw await notUp(docker, up, await services());
      const words = ["run", "--detach", "--no-deps", "--name", name, "scheduler", "sleep", "infinity"];
      const made = await call(words);
      const [container] = await docker.containers(`name=^/?${name}$`);
      if (made instanceof ProcessFailure || container === undefined) throw await notUp(docker, made, []);
      const migrated = await docker.try(["exec", name, "python", "-c", migrateProgram()]);
      if (!(migrated instanceof ProcessFailure)) return container;
      const now = await services();
      if (!now.some((one) => one.name === "postgres" && one.container.state === "running"))
        throw await notUp(docker, migrated, now);
      throw new AdpError(errors.migrate, {
        why: `airflow db migrate: ${migrated.message}`,
        evidence: migrated.tail(15),
        next: [again],
        cause: migrated,
      });
    });
  }

  /** As on the other engine, a program imports what is in dags/, behind the standard library. */
  async #findDags(): Promise<void> {
    const input = readFileSync(join(dataFolder(), "python", "sitecustomize.py"), "utf8");
    const write = 'mkdir -m 0700 "$1" && cat >"$1/sitecustomize.py"';
    const done = await this.options.docker.try(
      ["exec", "--interactive", this.#id, "sh", "-c", write, "sh", this.scratch],
      { input },
    );
    if (done instanceof ProcessFailure) throw this.options.docker.explain(done);
  }

  /** The variables of every program of this command, beside those of the container. */
  get #variables(): string[] {
    const path = [this.#container?.env.PYTHONPATH ?? home, this.scratch].join(":");
    const own = [this.#mark, `ADP_DAGS_PATH=${home}/dags`, `PYTHONPATH=${path}`, "PYTHONUNBUFFERED=1"];
    return [...own, ...Object.keys(terminalVariables())].flatMap((name) => ["--env", name]);
  }

  async run(
    argv: readonly string[],
    { quiet }: { readonly quiet: boolean },
  ): Promise<Finished | ProcessFailure> {
    const { docker, datakit } = this.options;
    const [program = ""] = argv;
    const there = await this.#exec(["sh", "-c", 'command -v -- "$1"', "sh", program]);
    if (there instanceof ProcessFailure)
      return new ProcessFailure(argv, "spawn-failed", undefined, "", "", "is not in the container");
    const terminal = !quiet && process.stdin.isTTY && process.stdout.isTTY;
    const flags = [...(quiet ? [] : ["--interactive"]), ...(terminal ? ["--tty"] : [])];
    const words = argv.map((word) => inside(word, datakit));
    return docker.try(
      ["exec", "--workdir", home, ...flags, ...this.#variables, this.#id, ...words],
      quiet ? {} : { inherit: true },
    );
  }

  async read(path: string): Promise<string | undefined> {
    const found = await this.#exec(["cat", path]);
    return found instanceof ProcessFailure ? undefined : found.stdout;
  }

  /** Ends what still runs of this command's programs, or all that was started for it. */
  async close(): Promise<void> {
    await this.#close();
  }

  async #end(): Promise<void> {
    if (this.#container === undefined) return;
    await new Docker().try(["exec", this.#id, "sh", "-c", endAll, "sh", this.#mark, this.scratch]);
  }

  get #id(): string {
    return this.#container?.id ?? "";
  }

  #exec(argv: readonly string[]): Promise<Finished | ProcessFailure> {
    return this.options.docker.try(["exec", this.#id, ...argv]);
  }
}

/** Without a terminal the client's end does not reach the program in the container. */
const endAll = `rm -rf "$2"
for file in $(grep -slzxF "$1" /proc/[0-9]*/environ); do
  pid=\${file#/proc/}
  kill "\${pid%/environ}" 2>/dev/null
done
:`;

/** A path of the datakit as the container has it. */
function inside(word: string, datakit: string): string {
  return word === datakit || word.startsWith(`${datakit}/`) ? `${home}${word.slice(datakit.length)}` : word;
}
