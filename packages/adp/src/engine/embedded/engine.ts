import { join } from "node:path";
import { adp, again, run } from "@airflow-data-platform/cli-kit";
import { Daemons, isAlive } from "../../kernel/daemon.ts";
import { AdpError } from "../../kernel/errors.ts";
import { privateFolder } from "../../kernel/files.ts";
import { type Listener, listenerOn } from "../../kernel/listener.ts";
import { withLock } from "../../kernel/lock.ts";
import { deleteState } from "../delete-state.ts";
import type { Engine } from "../engine.ts";
import { errors } from "../errors.ts";
import { type Address, writeAddress } from "./address.ts";
import { AirflowApi, type DagResult, readableLog, runDag, services, unhealthy } from "./airflow/index.ts";
import type { TaskChange, Triggered } from "./airflow/run.ts";
import { explainFolderFailure, requireOwnFolder } from "./folder-failure.ts";
import { foreignListener } from "./foreign-listener.ts";
import { AirflowInstance, metadataDatabase } from "./instance.ts";
import { findLogs, follow, type LogFile } from "./logs.ts";
import type { EmbeddedOptions } from "./options.ts";
import { forgetOtherPackages } from "./packages.ts";
import { dagsFolder, pathsOf, type RunPaths } from "./paths.ts";
import { onFreePorts, portsGivenBack } from "./ports.ts";
import { provision, startPostgres } from "./postgres/index.ts";
import { rememberRunFolder } from "./registry.ts";
import { rememberStarted, startedWith } from "./started.ts";
import { confirmSuperuser, readRunSettings, requireFree, type Settings, settle } from "./state.ts";
import { readingSince, type Status, statusOf } from "./status.ts";
import { prepareTools, type Tools } from "./tools.ts";
import { checkDatakits, isOutdated, lineToStart, requireAsWanted } from "./wanted.ts";

/** Airflow and PostgreSQL as plain processes of this user, without Docker. */
export class EmbeddedEngine implements Engine {
  readonly name = "embedded";
  readonly #daemons: Daemons;
  readonly #paths: RunPaths;
  readonly #tools = new Map<string, Promise<Tools>>();
  #began = false;

  constructor(private readonly options: EmbeddedOptions) {
    requireOwnFolder(options.runFolder);
    this.#daemons = new Daemons(options.runFolder);
    this.#paths = pathsOf(options.runFolder);
  }

  /** Starts what does not run yet, and returns when every service is healthy. `restart`: also what runs already. */
  async start({ restart = false } = {}): Promise<Address> {
    return this.#locked(async () => {
      checkDatakits(this.options);
      const known = readRunSettings(this.options.runFolder);
      if (known !== undefined && !restart && (await this.#isHealthy(known))) {
        requireAsWanted(this.options, known);
        if (!isOutdated(this.options, known)) return this.#address(known);
      }
      const line = lineToStart(this.options, known);
      const { port } = this.options;
      if (port !== undefined && port !== known?.webPort) await requireFree(port);
      // What runs goes on while this installs, and if it fails.
      const tools = await this.#prepared(line).catch((error: unknown) => {
        const interrupted = this.options.signal?.aborted === true;
        if (this.warehouseRuns && !interrupted)
          this.options.progress.note("Nothing was stopped: Airflow goes on as it was started.");
        throw error;
      });
      this.#began = true;
      const ended = await this.stop();
      if (ended > 0 && known !== undefined) await portsGivenBack(known);
      forgetOtherPackages(this.options.runFolder, tools.packages);
      return onFreePorts(this.#daemons, this.options.progress, (renew) => this.#begin(line, tools, renew));
    });
  }

  async #begin(line: string, tools: Tools, renew: boolean): Promise<Address> {
    const { progress, runFolder } = this.options;
    const settings = await settle(runFolder, { line, port: this.options.port, renew });
    const airflow = this.#instance(settings, tools, { newPasswords: renew });
    const started = startedWith(this.options.datakits, settings.key);
    await this.#startPostgres(airflow);
    await progress.step("Airflow's metadata database", (clock) => clock.measure(() => airflow.migrate()));
    const api = this.#api(settings);
    await progress.step("Start Airflow and wait for health", (clock) =>
      clock.measure(() =>
        airflow.start(this.#daemons, api, (missing) => progress.detail(`waiting for ${missing.join(", ")}`)),
      ),
    );
    rememberStarted(runFolder, started);
    rememberRunFolder(this.options.engineFolder, runFolder);
    return this.#address(settings);
  }

  /** Installs the tools and settles ports and passwords; starts nothing. */
  async prepare(): Promise<AirflowInstance> {
    return this.#locked(async () => {
      const line = lineToStart(this.options, readRunSettings(this.options.runFolder));
      return this.#instance(
        await settle(this.options.runFolder, { line, port: this.options.port }),
        await this.#prepared(line),
      );
    });
  }

  get warehouseRuns(): boolean {
    return this.#daemons.alive("postgres") !== undefined;
  }

  /** Ends what this start began; what ran before it goes on. Says whether there was anything. */
  async undoStart(): Promise<boolean> {
    if (this.#began) await this.stop();
    return this.#began;
  }

  /** Starts PostgreSQL alone where it does not run, for SQL and tests. */
  async startWarehouse(): Promise<AirflowInstance> {
    const { runFolder } = this.options;
    const known = readRunSettings(runFolder);
    const line = lineToStart(this.options, known);
    const tools = await this.#prepared(line);
    if (known !== undefined && this.warehouseRuns) {
      await this.#proveWarehouse(known.postgresPort);
      const airflow = this.#instance({ ...known, line }, tools, { recorded: known.line });
      await provision(this.#databases(airflow));
      return airflow;
    }
    return this.#locked(async () => {
      return onFreePorts(this.#daemons, this.options.progress, async (renew) => {
        const settings = await settle(runFolder, { line: known?.line ?? line, renew });
        const airflow = this.#instance({ ...settings, line }, tools, { recorded: settings.line });
        await this.#startPostgres(airflow);
        return airflow;
      });
    });
  }

  /** Triggers a DAG and follows it to its end. */
  async run(
    dag: string,
    conf: Readonly<Record<string, unknown>>,
    on: { task: (task: TaskChange) => void; triggered?: (run: Triggered) => void },
    timeoutMs = 600_000,
  ): Promise<DagResult> {
    const settings = readRunSettings(this.options.runFolder);
    const recorded = this.#daemons.recorded();
    // Without the DAG processor, a file that was edited would run as it was.
    const ended = recorded.find(
      (service) => ["scheduler", "dag-processor"].includes(service.name) && !isAlive(service),
    );
    if (settings !== undefined && ended !== undefined) {
      throw new AdpError(errors.notRunning, {
        what: `Airflow's ${ended.name}, process ${ended.pid}, has ended.`,
        next: [run(adp`dev logs ${ended.name}`, "shows what it printed last"), run(adp`dev restart`), again],
      });
    }
    if (settings === undefined || !recorded.some(({ name }) => name === "scheduler")) {
      throw new AdpError(errors.notRunning, {
        why: `No scheduler is recorded in ${this.options.runFolder}.`,
        next: [run(adp`dev start`), again],
      });
    }
    const { datakits, runFolder } = this.options;
    return runDag({
      api: this.#api(settings, this.options.signal),
      logs: join(this.#paths.home, "logs"),
      source: { dags: dagsFolder(this.#paths.home, datakits), datakits, readSince: readingSince(runFolder) },
      dag,
      conf,
      timeoutMs,
      onTask: on.task,
      ...(on.triggered === undefined ? {} : { onTriggered: on.triggered }),
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

  /** Ends every process and forgets everything of this run folder: ports, passwords, and the warehouse. */
  async reset(): Promise<number> {
    const ended = await this.stop();
    deleteState(this.options.runFolder, this.name);
    return ended;
  }

  async status(): Promise<Status> {
    const { runFolder } = this.options;
    const settings = readRunSettings(runFolder);
    if (settings === undefined) {
      return {
        engine: "embedded",
        ...{ state: "stopped", line: undefined, url: undefined, services: [] },
        ...{ warehouse: undefined, dags: undefined, problems: [] },
      };
    }
    return statusOf({ runFolder, settings, daemons: this.#daemons, api: this.#api(settings) });
  }

  async logs(wanted: string | undefined): Promise<LogFile[]> {
    return findLogs(this.options.runFolder, join(this.#paths.home, "logs"), wanted);
  }

  /** The lines of a log as a person reads them. */
  readLog(log: LogFile): string[] {
    const { datakits } = this.options;
    const own = { dags: dagsFolder(this.#paths.home, datakits), datakits };
    return readableLog(log.path, own, { times: true });
  }

  follow(
    logs: readonly LogFile[],
    onLine: (log: LogFile, line: string) => void,
    signal: AbortSignal,
  ): Promise<void> {
    return follow(logs, onLine, signal);
  }

  /** Writes Airflow's settings and makes its tables, for a command that runs without its services. */
  async migrate(airflow: AirflowInstance): Promise<void> {
    if (await airflow.isMigrated()) return;
    await this.options.progress.step("Airflow's metadata database", (clock) =>
      clock.measure(() => airflow.migrate()),
    );
  }

  #address(settings: Settings): Promise<Address> {
    return writeAddress(this.options.runFolder, settings, this.#api(settings));
  }

  #api(settings: Settings, signal?: AbortSignal): AirflowApi {
    return new AirflowApi({
      line: settings.line,
      port: settings.webPort,
      password: settings.passwords.admin,
      listener: () => this.#listener("web", settings.webPort),
      ...(signal === undefined ? {} : { signal }),
    });
  }

  async #proveWarehouse(port: number): Promise<void> {
    const listener = await this.#listener("postgres", port);
    if (listener !== "ours") throw foreignListener("postgres", port, listener);
  }

  #listener(service: string, port: number): Promise<Listener> {
    return listenerOn(port, this.#daemons.family([service]).keys());
  }

  #instance(
    settings: Settings,
    tools: Tools,
    { recorded = settings.line, newPasswords = false } = {},
  ): AirflowInstance {
    const { datakits, variables, signal } = this.options;
    // Tests on another line must not change the settings of the Airflow that runs.
    const home = settings.line === recorded ? this.#paths.home : `${this.#paths.home}-${settings.line}`;
    return new AirflowInstance({
      home,
      settings,
      tools,
      datakits,
      newPasswords,
      ...(variables === undefined ? {} : { variables }),
      ...(signal === undefined ? {} : { signal }),
    });
  }

  #prepared(line: string): Promise<Tools> {
    const tools = this.#tools.get(line) ?? prepareTools(this.options, line);
    this.#tools.set(line, tools);
    return tools;
  }

  #databases({ settings }: AirflowInstance) {
    const { passwords, line } = settings;
    return {
      port: settings.postgresPort,
      superuser: passwords.postgres,
      formerSuperuser: settings.formerSuperuser,
      roles: [
        { name: "airflow", password: passwords.airflow, databases: [metadataDatabase(line)] },
        { name: "warehouse", password: passwords.warehouse, databases: ["warehouse"] },
      ],
    };
  }

  async #startPostgres(airflow: AirflowInstance): Promise<void> {
    await this.options.progress.step("PostgreSQL 18", (clock) =>
      startPostgres({
        ...this.#databases(airflow),
        folder: this.#paths.postgres,
        binaries: airflow.tools.postgres,
        daemons: this.#daemons,
        clock,
      }),
    );
    confirmSuperuser(this.options.runFolder);
  }

  async #isHealthy(settings: Settings): Promise<boolean> {
    const running = ["postgres", ...services(settings.line).map((service) => service.name)];
    if (running.some((name) => this.#daemons.alive(name) === undefined)) return false;
    const api = this.#api(settings);
    return (await unhealthy(settings.line, api)).length === 0 && (await api.accepts());
  }

  async #locked<T>(work: () => Promise<T>): Promise<T> {
    try {
      privateFolder(this.options.runFolder);
      return await withLock(this.#paths.lock, work);
    } catch (error) {
      throw explainFolderFailure(error, this.options.runFolder);
    }
  }
}
