import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import type { Daemons } from "../../kernel/daemon.ts";
import { AdpError } from "../../kernel/errors.ts";
import { privateFolder, writeAtomic } from "../../kernel/files.ts";
import { attempt, ProcessFailure } from "../../kernel/process.ts";
import {
  ADMIN,
  AF_MIGRATE,
  AirflowApi,
  airflowCfg,
  passwordsFile,
  services,
  waitForHealth,
} from "./airflow/index.ts";
import { airflowEnvironment } from "./environment.ts";
import { generationOf } from "./lines.ts";
import { connect, type preparePostgres } from "./postgres/index.ts";
import type { PreparedAirflow } from "./python/index.ts";
import type { Settings } from "./state.ts";

/** What is installed for a run folder. */
export interface Tools {
  readonly airflow: PreparedAirflow;
  readonly postgres: Awaited<ReturnType<typeof preparePostgres>>;
  /** A folder with the packages of the datakits' requirements.txt, where there are any. */
  readonly packages: string | undefined;
}

interface InstanceOptions {
  readonly runFolder: string;
  readonly datakits: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly again: string;
  readonly signal?: AbortSignal;
}

/** AIRFLOW_HOME of a run folder. */
export function airflowHome(runFolder: string): string {
  return join(runFolder, "airflow");
}

/** The client of a run folder's web server. */
export function apiOf(settings: Settings, again: string): AirflowApi {
  return new AirflowApi({
    line: settings.line,
    port: settings.webPort,
    password: settings.passwords.admin,
    again,
  });
}

/** One Airflow of a run folder: its settings on disk, its database, its services. */
export class AirflowInstance {
  readonly home: string;

  constructor(
    readonly settings: Settings,
    readonly tools: Tools,
    private readonly options: InstanceOptions,
  ) {
    this.home = airflowHome(options.runFolder);
  }

  /** The environment of Airflow's processes, for a Python program that uses the same connection. */
  get environment(): Record<string, string> {
    const { datakits, variables } = this.options;
    return airflowEnvironment({
      settings: this.settings,
      airflowHome: this.home,
      venvBin: this.tools.airflow.bin,
      datakits,
      packages: this.tools.packages,
      ...(variables === undefined ? {} : { variables }),
    });
  }

  /** A connection to the warehouse, as the DAGs have it. */
  connectWarehouse() {
    return connect({
      port: this.settings.postgresPort,
      role: "warehouse",
      password: this.settings.passwords.warehouse,
    });
  }

  /** Writes Airflow's settings, and makes or upgrades its tables. */
  async migrate(): Promise<void> {
    this.#configure();
    await this.#airflow(["db", "migrate"]);
  }

  /** Starts every service and returns when all are healthy. */
  async start(daemons: Daemons, onWaiting: (services: readonly string[]) => void): Promise<void> {
    const { line } = this.settings;
    for (const service of services(line)) {
      daemons.start({
        name: service.name,
        argv: [this.tools.airflow.airflow, ...service.args],
        cwd: this.home,
        env: this.environment,
      });
    }
    const login = generationOf(line) === 2 ? this.#createAdmin() : undefined;
    await waitForHealth({
      line,
      api: apiOf(this.settings, this.options.again),
      daemons,
      timeoutMs: 240_000,
      again: this.options.again,
      onWaiting,
    });
    await login;
  }

  /** Writes Airflow's settings and the folder of links through which it finds the DAGs of every datakit. */
  #configure(): void {
    const { settings, home } = this;
    const dagsFolder = join(home, "dags");
    privateFolder(home);
    rmSync(dagsFolder, { recursive: true, force: true });
    mkdirSync(dagsFolder, { recursive: true });
    for (const datakit of this.options.datakits) {
      const dags = join(datakit, "dags");
      if (existsSync(dags)) symlinkSync(dags, join(dagsFolder, basename(datakit)));
    }
    writeAtomic(
      join(home, "airflow.cfg"),
      airflowCfg({
        line: settings.line,
        home,
        dagsFolder,
        port: settings.webPort,
        metadata: { port: settings.postgresPort, role: "airflow", password: settings.passwords.airflow },
        key: settings.key,
      }),
    );
    writeAtomic(passwordsFile(home), JSON.stringify({ [ADMIN]: settings.passwords.admin.reveal() }));
  }

  /** Airflow 2 keeps its users in the database. The password goes through the prompt: never in the arguments. */
  async #createAdmin(): Promise<void> {
    const password = this.settings.passwords.admin.reveal();
    await this.#airflow(
      ["users", "create", "-u", ADMIN, "-r", "Admin", "-f", "Ad", "-l", "Min", "-e", "admin@localhost"],
      `${password}\n${password}\n`,
    );
  }

  async #airflow(args: readonly string[], input?: string): Promise<void> {
    const { again, signal } = this.options;
    const result = await attempt([this.tools.airflow.airflow, ...args], {
      cwd: this.home,
      env: this.environment,
      bareEnvironment: true,
      ...(input === undefined ? {} : { input, detached: true }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (!(result instanceof ProcessFailure)) return;
    throw new AdpError(AF_MIGRATE, {
      why: `airflow ${args.slice(0, 2).join(" ")}: ${result.message}`,
      evidence: result.tail(15),
      next: [again],
      cause: result,
    });
  }
}
