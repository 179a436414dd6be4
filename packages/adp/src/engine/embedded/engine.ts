import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Daemons } from "../../kernel/daemon.ts";
import { AdpError } from "../../kernel/errors.ts";
import { privateFolder, writeAtomic } from "../../kernel/files.ts";
import { typed } from "../../kernel/home.ts";
import { withLock } from "../../kernel/lock.ts";
import { attempt, ProcessFailure } from "../../kernel/process.ts";
import type { Progress } from "../../kernel/progress.ts";
import { ADMIN, type DagResult, runDag, services, type TaskState, unhealthy } from "./airflow/index.ts";
import { NOT_RUNNING, RUNS_OTHERWISE } from "./errors.ts";
import { AirflowInstance, airflowHome, apiOf, type Tools } from "./instance.ts";
import type { AirflowLine } from "./lines.ts";
import { preparePackages } from "./packages.ts";
import { preparePostgres, startPostgres } from "./postgres/index.ts";
import { prepareAirflow } from "./python/index.ts";
import { readSettings, requireLine, type Settings, settle } from "./state.ts";

export type { DagResult, TaskState };

interface EmbeddedOptions {
  /** Everything that runs and its data: a datakit's .adp/run. */
  readonly runFolder: string;
  /** Airflow and PostgreSQL themselves, shared by all datakits of a clone. */
  readonly engineFolder: string;
  readonly datakits: readonly string[];
  readonly progress: Progress;
  /** The command that the user typed, for remedies. */
  readonly again: string;
  readonly line?: AirflowLine | undefined;
  readonly python?: string | undefined;
  readonly port?: number | undefined;
  readonly variables?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface Address {
  readonly url: string;
  readonly user: string;
  readonly passwordFile: string;
}

export interface Status {
  readonly state: "stopped" | "starting or unhealthy" | "healthy";
  readonly line: AirflowLine | undefined;
  readonly url: string | undefined;
  readonly services: readonly { name: string; pid: number; running: boolean; healthy: boolean }[];
}

/** Airflow and PostgreSQL as plain processes of this user, without Docker. */
export class EmbeddedEngine {
  readonly #daemons: Daemons;
  #tools: Promise<Tools> | undefined;
  #began = false;

  constructor(private readonly options: EmbeddedOptions) {
    this.#daemons = new Daemons(options.runFolder);
  }

  /** Starts what does not run yet, and returns when every service is healthy. */
  async start(): Promise<Address> {
    const { progress, again } = this.options;
    return this.#locked(async () => {
      const known = readSettings(this.options.runFolder);
      if (known !== undefined && (await this.#isHealthy(known))) return this.#addressAsWanted(known);
      this.#began = true;
      // What a crash left behind would hold the ports and the database.
      await this.#daemons.stop();
      const settings = await settle(this.options.runFolder, this.options, again);
      const airflow = await this.#instance(settings);
      await this.#startPostgres(airflow);
      await progress.step("Airflow's metadata database", (clock) => clock.measure(() => airflow.migrate()));
      await progress.step("Start Airflow and wait for health", (clock) =>
        clock.measure(() =>
          airflow.start(this.#daemons, (missing) => progress.detail(`waiting for ${missing.join(", ")}`)),
        ),
      );
      return this.#address(settings);
    });
  }

  /** Installs the tools and settles ports and passwords; starts nothing. */
  async prepare(): Promise<AirflowInstance> {
    return this.#locked(async () =>
      this.#instance(await settle(this.options.runFolder, this.options, this.options.again)),
    );
  }

  get warehouseRuns(): boolean {
    return this.#daemons.alive("postgres") !== undefined;
  }

  /** Ends what this start began; what ran before it goes on. */
  async undoStart(): Promise<void> {
    if (this.#began) await this.stop();
  }

  /** Starts PostgreSQL alone where it does not run, for SQL and tests. */
  async startWarehouse(): Promise<AirflowInstance> {
    const known = readSettings(this.options.runFolder);
    if (known !== undefined && this.warehouseRuns) return this.#instance(known);
    return this.#locked(async () => {
      const airflow = await this.#instance(
        await settle(this.options.runFolder, this.options, this.options.again),
      );
      await this.#startPostgres(airflow);
      return airflow;
    });
  }

  /** Runs the datakit's tests by pytest, with the DAGs' environment. Gives pytest's exit code. */
  async test(
    airflow: AirflowInstance,
    datakit: string,
    words: readonly string[],
    quiet: boolean,
  ): Promise<number> {
    await this.options.progress.step("Airflow's metadata database", (clock) =>
      clock.measure(() => airflow.migrate()),
    );
    const result = await attempt(
      [airflow.tools.airflow.python, "-m", "pytest", ...(words.length > 0 ? words : ["tests"])],
      {
        cwd: datakit,
        env: airflow.environment,
        bareEnvironment: true,
        ...(quiet ? {} : { inherit: true }),
      },
    );
    if (!(result instanceof ProcessFailure)) return 0;
    if (result.kind === "exited" && result.code !== undefined) return result.code;
    throw result;
  }

  /** Triggers a DAG and follows it to its end. */
  async run(
    dag: string,
    conf: Readonly<Record<string, unknown>>,
    onTask: (task: TaskState) => void,
    timeoutMs = 600_000,
  ): Promise<DagResult> {
    const settings = readSettings(this.options.runFolder);
    if (settings === undefined || this.#daemons.alive("scheduler") === undefined) {
      throw new AdpError(NOT_RUNNING, {
        why: `No scheduler is recorded in ${this.options.runFolder}.`,
        next: [this.options.again.replace(/ dev run\b.*/, " dev start"), this.options.again],
      });
    }
    return runDag({
      api: apiOf(settings, this.options.again),
      logs: join(airflowHome(this.options.runFolder), "logs"),
      dags: join(airflowHome(this.options.runFolder), "dags"),
      dag,
      conf,
      timeoutMs,
      again: this.options.again,
      onTask,
    });
  }

  /** Ends every process of this run folder. Returns how many there were. */
  async stop(): Promise<number> {
    const airflow = this.#daemons
      .recorded()
      .map((daemon) => daemon.name)
      .filter((name) => name !== "postgres");
    // Airflow waits for its executor and triggers on the first signal, and ends on the second; its state is in the
    // database, in transactions. PostgreSQL has all the time it needs.
    const ended = await this.#daemons.stop(airflow, 3_000);
    return ended + (await this.#daemons.stop());
  }

  async status(): Promise<Status> {
    const settings = readSettings(this.options.runFolder);
    if (settings === undefined) return { state: "stopped", line: undefined, url: undefined, services: [] };
    const sick = new Set(await unhealthy(settings.line, apiOf(settings, this.options.again)));
    const list = this.#daemons.recorded().map((daemon) => {
      const running = this.#daemons.alive(daemon.name) !== undefined;
      return {
        name: daemon.name,
        pid: daemon.pid,
        running,
        healthy: running && (daemon.name === "postgres" || !sick.has(daemon.name as "web")),
      };
    });
    const state = list.every((service) => !service.running)
      ? "stopped"
      : sick.size === 0 && list.every((service) => service.healthy)
        ? "healthy"
        : "starting or unhealthy";
    return { state, line: settings.line, url: `http://127.0.0.1:${settings.webPort}`, services: list };
  }

  /** What runs already is what the user asks for, or an error says what to do first. */
  #addressAsWanted(known: Settings): Address {
    const { again, port, runFolder } = this.options;
    requireLine(runFolder, known, this.options, again);
    if (port !== undefined && port !== known.webPort) {
      throw new AdpError(RUNS_OTHERWISE, {
        what: `Airflow runs here already, on port ${known.webPort}.`,
        next: [typed("dev stop"), again],
      });
    }
    return this.#address(known);
  }

  #address(settings: Settings): Address {
    const passwordFile = join(this.options.runFolder, "admin-password");
    writeAtomic(passwordFile, `${settings.passwords.admin.reveal()}\n`);
    return { url: `http://127.0.0.1:${settings.webPort}`, user: ADMIN, passwordFile };
  }

  /** The run folder's Airflow, with everything installed that it needs. */
  async #instance(settings: Settings): Promise<AirflowInstance> {
    return new AirflowInstance(settings, await this.#prepare(settings), this.options);
  }

  #prepare(settings: Settings): Promise<Tools> {
    const { engineFolder, progress, again, python, signal, runFolder, datakits } = this.options;
    this.#tools ??= progress.step(
      `Airflow ${settings.line} and PostgreSQL 18, installed once`,
      async (clock) => {
        const common = { engineFolder, clock, again, ...(signal === undefined ? {} : { signal }) };
        const [airflow, postgres] = await Promise.all([
          prepareAirflow({
            ...common,
            line: settings.line,
            onDetail: (text) => progress.detail(text),
            python,
          }),
          preparePostgres(common),
        ]);
        const packages = await preparePackages({ ...common, airflow, runFolder, datakits });
        return { airflow, postgres, packages };
      },
      { unlessIdle: true },
    );
    return this.#tools;
  }

  #startPostgres({ settings, tools }: AirflowInstance): Promise<void> {
    return this.options.progress.step("PostgreSQL 18", (clock) =>
      startPostgres({
        folder: join(this.options.runFolder, "postgres"),
        binaries: tools.postgres,
        port: settings.postgresPort,
        superuser: settings.passwords.postgres,
        roles: { airflow: settings.passwords.airflow, warehouse: settings.passwords.warehouse },
        daemons: this.#daemons,
        clock,
        again: this.options.again,
      }),
    );
  }

  async #isHealthy(settings: Settings): Promise<boolean> {
    const running = ["postgres", ...services(settings.line).map((service) => service.name)];
    if (running.some((name) => this.#daemons.alive(name) === undefined)) return false;
    const api = apiOf(settings, this.options.again);
    return (await unhealthy(settings.line, api)).length === 0 && (await api.accepts());
  }

  #locked<T>(work: () => Promise<T>): Promise<T> {
    privateFolder(this.options.runFolder);
    return withLock(join(this.options.runFolder, "lock"), this.options.again, work);
  }

  /** Whether the run folder holds anything at all. */
  get exists(): boolean {
    return existsSync(this.options.runFolder) && readdirSync(this.options.runFolder).length > 0;
  }
}
