import { join } from "node:path";
import { adp, again, either, run } from "@airflow-data-platform/cli-kit";
import type { Client } from "pg";
import { Docker, imageName, projectName } from "../../docker/index.ts";
import { AdpError } from "../../kernel/errors.ts";
import { makeFolder, privateFolder, writeAtomic } from "../../kernel/files.ts";
import { withLock } from "../../kernel/lock.ts";
import { ProcessFailure } from "../../kernel/process.ts";
import { postgresImage, type TicketSharer, WarehouseFiles } from "../../platform/index.ts";
import { deleteState } from "../delete-state.ts";
import type { Address } from "../embedded/address.ts";
import { ADMIN, AirflowApi, type DagResult, readableLog, runDag } from "../embedded/airflow/index.ts";
import type { TaskChange, Triggered } from "../embedded/airflow/run.ts";
import type { LogFile } from "../embedded/logs.ts";
import { stateOf } from "../embedded/packages.ts";
import { pathsOf } from "../embedded/paths.ts";
import { connect } from "../embedded/postgres/index.ts";
import { dagsOf, type Status } from "../embedded/status.ts";
import type { Engine } from "../engine.ts";
import { errors } from "../errors.ts";
import { buildImage } from "./build.ts";
import { checkImage, pinnedIn } from "./checks/image.ts";
import { checkPort } from "./checks/port.ts";
import { checkRunner } from "./checks/runner.ts";
import { compose } from "./compose.ts";
import { isRunning, type Service, servicesOf, webPort } from "./containers.ts";
import { DockerDags } from "./dags.ts";
import { notUp, waitForHealth } from "./health.ts";
import { home, Inside } from "./inside.ts";
import { keptFor } from "./kept.ts";
import { DockerLogs } from "./logs.ts";
import { noteLoss } from "./loss.ts";
import type { DockerOptions } from "./options.ts";
import { type DockerState, readDockerState, settleDocker } from "./state.ts";
import { statusOf } from "./status.ts";
import { localWarehouse, platformFor, type StartingWarehouse, startWarehouse } from "./warehouse.ts";

interface Prepared {
  readonly state: DockerState;
  readonly warehouse: StartingWarehouse;
}

/** What a start found out about what it started. */
type Begun = Pick<Address, "warehouse" | "dags">;

/** Airflow on Layer 1, in containers of a Compose project that belongs to the datakit. */
export class DockerEngine implements Engine {
  readonly name = "docker";
  readonly #docker: Docker;
  readonly #platform: TicketSharer;
  readonly #inside: Inside;
  readonly #logs: DockerLogs;
  #began = false;

  constructor(private readonly options: DockerOptions) {
    const { progress, signal } = options;
    this.#docker = options.docker ?? new Docker(signal === undefined ? {} : { signal });
    this.#platform = platformFor(progress, signal);
    this.#inside = new Inside(this.#docker, options.datakit);
    const services = () => this.#services();
    this.#logs = new DockerLogs({ docker: this.#docker, runFolder: options.runFolder, services });
  }

  async start({ restart = false } = {}): Promise<Address> {
    const { datakit, progress, line } = this.options;
    if (line === undefined) throw new Error(`nobody has looked at the image of ${datakit}`);
    return this.#locked(async () => {
      const prepared = await this.#prepare(line);
      this.#began = true;
      const begin = () => this.#begin(prepared, restart);
      return this.#address(prepared.state, await progress.step("Start Airflow and wait for health", begin));
    });
  }

  /** All that stands before the first container of the datakit. The warehouse may still be starting. */
  async #prepare(line: string): Promise<Prepared> {
    const { runFolder, datakit, progress } = this.options;
    const loss = noteLoss({ docker: this.#docker, datakit, runFolder, progress });
    const [before] = await Promise.all([this.#services(), loss]);
    checkRunner(before, datakit);
    const port = await this.#port(before);
    // Beside the build: both wait for the engine more than they work.
    const warehouse = startWarehouse(this.#platform, datakit);
    const build = () => buildImage(this.#docker, datakit, (text) => progress.detail(text));
    try {
      await progress.step("The datakit's image", build);
    } catch (error) {
      await Promise.allSettled([warehouse.ready]);
      throw error;
    }
    // What runs already goes on where the warehouse does not start.
    const needed = before.some(isRunning) ? warehouse.ready : warehouse.named;
    await progress.step("The warehouse", () => needed);
    // A folder that is missing would be made by the engine, as root's.
    for (const name of ["dags", "plugins", "include", "tests"]) makeFolder(join(datakit, name));
    return { state: settleDocker(runFolder, { line, port }), warehouse };
  }

  #compose(state: DockerState): ReturnType<typeof compose> {
    const { datakit } = this.options;
    return compose({
      datakit,
      state,
      postgresImage: postgresImage(this.#platform.settings),
      inputs: stateOf(join(datakit, "plugins")),
    });
  }

  #locked<T>(work: () => Promise<T>): Promise<T> {
    const { runFolder } = this.options;
    privateFolder(runFolder);
    return withLock(pathsOf(runFolder).lock, work);
  }

  /** Where programs run beside the DAGs: to be opened, and closed. */
  dags(): DockerDags {
    const { datakit, progress } = this.options;
    return new DockerDags({
      ...{ docker: this.#docker, datakit, progress, name: `${projectName(datakit)}-dags` },
      services: () => this.#services(),
      prepare: async () => {
        await Promise.all([this.#docker.engine(), this.#docker.composeVersion()]);
        const wanted = this.options.line ?? pinnedIn(datakit);
        const line = await checkImage({ docker: this.#docker, datakit, line: wanted });
        return this.#locked(async () => {
          const { state, warehouse } = await this.#prepare(line);
          await warehouse.ready;
          return this.#compose(state);
        });
      },
      down: () => this.#down([]),
    });
  }

  async #begin({ state, warehouse }: Prepared, restart: boolean): Promise<Begun> {
    const { progress, signal } = this.options;
    const { project, env } = this.#compose(state);
    const more = ["--remove-orphans", ...(restart ? ["--force-recreate"] : [])];
    const up = await this.#docker.composeUp(project, more, { env });
    if (up instanceof ProcessFailure) throw await notUp(this.#docker, up, await this.#services());
    const api = this.#api(state, signal);
    const found = warehouse.ready.then(() => localWarehouse(this.#platform, this.options.datakit));
    // `check` says it while Airflow is waited for.
    found.catch(() => undefined);
    await waitForHealth({
      ...{ docker: this.#docker, line: state.line, api, timeoutMs: 300_000 },
      look: async () => {
        warehouse.check();
        return this.#services();
      },
      onWaiting: (missing) => progress.detail(`waiting for ${missing.join(", ")}`),
      ...(signal === undefined ? {} : { signal }),
    });
    const dags = await dagsOf(api);
    if (dags === undefined && !(await api.accepts())) await this.#inside.createAdmin(state.admin);
    const changed = (await this.#inside.importSettings(api)) || dags === undefined;
    return { dags: changed ? await dagsOf(api) : dags, warehouse: await found };
  }

  /** The port that Airflow's page has, or will have. */
  async #port(services: readonly Service[]): Promise<number> {
    const { port, runFolder } = this.options;
    const now = webPort(services);
    if (now === undefined) return checkPort(port, readDockerState(runFolder)?.port);
    if (port === undefined || port === now) return now;
    throw new AdpError(errors.runsOtherwise, {
      what: `Airflow runs here already, on port ${now}.`,
      next: [run(adp`dev stop`), run(adp`dev start --port ${port}`)],
    });
  }

  async undoStart(): Promise<boolean> {
    if (this.#began) await this.#down([]);
    return this.#began;
  }

  async run(
    dag: string,
    conf: Readonly<Record<string, unknown>>,
    on: { task: (task: TaskChange) => void; triggered?: (run: Triggered) => void },
    timeoutMs = 600_000,
  ): Promise<DagResult> {
    const { datakit, runFolder, signal } = this.options;
    const state = readDockerState(runFolder);
    const services = await this.#services();
    checkRunner(services, datakit);
    const scheduler = services.find((service) => service.name === "scheduler" && isRunning(service));
    if (state === undefined || scheduler === undefined)
      throw new AdpError(errors.notRunning, {
        why: `No scheduler's container runs for ${datakit}.`,
        next: [run(adp`dev start`), again],
      });
    const reader = services.find(({ name }) => name === "dag-processor") ?? scheduler;
    return runDag({
      api: this.#api(state, signal),
      logs: this.#logs.tasks,
      fetchLog: (path) => this.#inside.fetchLog(path, this.#logs.tasks),
      source: {
        dags: join(datakit, "dags"),
        datakits: [datakit],
        readSince: Date.parse(reader.container.startedAt) || 0,
      },
      dag,
      conf,
      timeoutMs,
      onTask: on.task,
      ...(on.triggered === undefined ? {} : { onTriggered: on.triggered }),
    });
  }

  /** A connection to the local warehouse, as the DAGs have it. */
  async connectWarehouse(): Promise<Client> {
    await this.#docker.engine();
    const found = await localWarehouse(this.#platform, this.options.datakit);
    const password = new WarehouseFiles().password();
    if (found !== undefined && password !== undefined)
      return connect({ port: found.port, role: found.user, password });
    throw new AdpError(errors.noLocalWarehouse, {
      why: "It does not run, or this datakit's connection names another database.",
      next: [
        either(
          [run(adp`dev start`, "starts it where this datakit uses it"), again],
          run(adp`platform status`, "shows which warehouse the platform names"),
        ),
      ],
    });
  }

  async stop(): Promise<number> {
    await this.#docker.engine();
    const services = await this.#services();
    checkRunner(services, this.options.datakit);
    const running = services.filter(isRunning).length;
    await this.#down([]);
    return running;
  }

  async reset(): Promise<number> {
    const ended = await this.stop();
    await this.#down(["--volumes"]);
    await this.#docker.try(["image", "rm", imageName(this.options.datakit)]);
    deleteState(this.options.runFolder, this.name);
    return ended;
  }

  /** By the project's name alone: also where the datakit's files are not what they were. */
  async #down(more: readonly string[]): Promise<void> {
    const project = `--project-name=${projectName(this.options.datakit)}`;
    await new Docker().call(["compose", project, "down", "--timeout", "10", ...more]);
  }

  async status(): Promise<Status> {
    await this.#docker.engine();
    const { runFolder, datakit } = this.options;
    return statusOf({
      ...{ docker: this.#docker, datakit, platform: this.#platform, state: readDockerState(runFolder) },
      services: await this.#services(),
      api: (state) => this.#api(state),
    });
  }

  logs(wanted: string | undefined): Promise<LogFile[]> {
    return this.#logs.find(wanted);
  }

  follow(
    logs: readonly LogFile[],
    onLine: (log: LogFile, line: string) => void,
    signal: AbortSignal,
  ): Promise<void> {
    return this.#logs.follow(logs, (log, line) => onLine(log, this.#inside.onHost(line)), signal);
  }

  readLog(log: LogFile): string[] {
    const own = { dags: join(home, "dags"), datakits: [home] };
    return readableLog(log.path, own, { times: true }).map((line) => this.#inside.onHost(line));
  }

  async #services(): Promise<Service[]> {
    return servicesOf(this.#docker, this.options.datakit);
  }

  #address({ line, port, admin }: DockerState, { warehouse, dags }: Begun): Address {
    const { adminPassword } = pathsOf(this.options.runFolder);
    writeAtomic(adminPassword, `${admin.reveal()}\n`);
    return {
      engine: "docker",
      line,
      url: `http://127.0.0.1:${port}`,
      user: ADMIN,
      passwordFile: adminPassword,
      warehouse,
      dags,
    };
  }

  #api(state: DockerState, signal?: AbortSignal): AirflowApi {
    return new AirflowApi({
      line: state.line,
      port: state.port,
      password: state.admin,
      // The engine itself listens for the container: whoever took the port before would have kept it from starting.
      listener: keptFor(1000, async () =>
        webPort(await this.#services()) === state.port ? "ours" : "foreign",
      ),
      hostPath: (path) => this.#inside.onHost(path),
      ...(signal === undefined ? {} : { signal }),
    });
  }
}
