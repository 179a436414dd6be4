import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { again } from "@airflow-data-platform/cli-kit";
import type { Daemons } from "../../kernel/daemon.ts";
import { AdpError } from "../../kernel/errors.ts";
import { privateFolder, readIfPresent, writeAtomic } from "../../kernel/files.ts";
import { attempt, ProcessFailure } from "../../kernel/process.ts";
import { errors } from "../errors.ts";
import {
  ADMIN,
  type AirflowApi,
  airflowCfg,
  passwordsFile,
  services,
  waitForHealth,
} from "./airflow/index.ts";
import { readAirflowSettings } from "./airflow-settings.ts";
import { airflowEnvironment } from "./environment.ts";
import { generationOf } from "./lines.ts";
import { dagsFolder, pluginsFolder } from "./paths.ts";
import { connect } from "./postgres/index.ts";
import type { Settings } from "./state.ts";
import type { Tools } from "./tools.ts";

/** In AIRFLOW_HOME: the version of Airflow that made or upgraded the metadata database last. */
const MIGRATED = "migrated";

interface InstanceOptions {
  /** AIRFLOW_HOME. */
  readonly home: string;
  readonly settings: Settings;
  readonly tools: Tools;
  readonly datakits: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  /** The administrator's password is another than the metadata database may have. */
  readonly newPasswords?: boolean;
  readonly signal?: AbortSignal;
}

/** The metadata database of a line: each has its own, so that a datakit may change its Airflow and keep its warehouse. */
export function metadataDatabase(line: string): string {
  return `airflow_${line.replace(".", "_")}`;
}

/** One Airflow of a run folder: its settings on disk, its database, its services. */
export class AirflowInstance {
  readonly settings: Settings;
  readonly tools: Tools;

  constructor(private readonly options: InstanceOptions) {
    this.settings = options.settings;
    this.tools = options.tools;
  }

  /** The environment of Airflow's processes, for a Python program that uses the same connection. */
  get environment(): Record<string, string> {
    const { home, datakits, variables } = this.options;
    return airflowEnvironment({
      settings: this.settings,
      airflowHome: home,
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

  /** Whether Airflow's settings are written and its tables made, both as this Airflow needs them. */
  async isMigrated(): Promise<boolean> {
    const { home } = this.options;
    if (readIfPresent(join(home, "airflow.cfg")) !== this.#cfg()) return false;
    if (readIfPresent(join(home, MIGRATED)) !== this.tools.airflow.version) return false;
    const client = await connect({
      port: this.settings.postgresPort,
      role: "airflow",
      password: this.settings.passwords.airflow,
      database: metadataDatabase(this.settings.line),
    });
    try {
      return (await client.query("select from pg_tables where tablename = 'alembic_version'")).rowCount === 1;
    } finally {
      await client.end();
    }
  }

  /** Writes Airflow's settings, and makes or upgrades its tables. */
  async migrate(): Promise<void> {
    this.#configure();
    await this.#airflow(["db", "migrate"], this.options.signal);
    writeAtomic(join(this.options.home, MIGRATED), this.tools.airflow.version);
  }

  /** Starts every service and returns when all are healthy. */
  async start(
    daemons: Daemons,
    api: AirflowApi,
    onWaiting: (services: readonly string[]) => void,
  ): Promise<void> {
    const { line } = this.settings;
    for (const service of services(line)) {
      daemons.start({
        name: service.name,
        argv: [this.tools.airflow.airflow, ...service.args],
        cwd: this.options.home,
        env: this.environment,
      });
    }
    // Whichever fails first ends the other, and nothing of either is left when this returns.
    const stop = new AbortController();
    const { signal: outer } = this.options;
    const signal = outer === undefined ? stop.signal : AbortSignal.any([outer, stop.signal]);
    const failures: unknown[] = [];
    const guarded = (work: Promise<void>) =>
      work.catch((error: unknown) => {
        failures.push(error);
        stop.abort();
      });
    await Promise.all([
      guarded(waitForHealth({ line, api, daemons, timeoutMs: 240_000, signal, onWaiting })),
      generationOf(line) === 2 ? guarded(this.#createAdmin(signal)) : undefined,
    ]);
    if (failures.length > 0) throw failures[0];
    for (const folder of this.options.datakits)
      for (const pool of readAirflowSettings(folder).pools) await api.pool(pool);
  }

  /** Writes Airflow's settings and, for several datakits, the folder of links through which it finds their DAGs. */
  #configure(): void {
    const { home, datakits } = this.options;
    const folder = dagsFolder(home, datakits);
    privateFolder(home);
    const links = join(home, "dags");
    rmSync(links, { recursive: true, force: true });
    if (folder === links) {
      mkdirSync(links, { recursive: true });
      for (const datakit of datakits) {
        const dags = join(datakit, "dags");
        if (existsSync(dags)) symlinkSync(dags, join(links, basename(datakit)));
      }
    }
    writeAtomic(join(home, "airflow.cfg"), this.#cfg());
    writeAtomic(passwordsFile(home), JSON.stringify({ [ADMIN]: this.settings.passwords.admin.reveal() }));
  }

  #cfg(): string {
    const { settings } = this;
    const { home, datakits } = this.options;
    return airflowCfg({
      line: settings.line,
      home,
      dagsFolder: dagsFolder(home, datakits),
      pluginsFolder: pluginsFolder(home, datakits),
      port: settings.webPort,
      metadata: {
        port: settings.postgresPort,
        role: "airflow",
        password: settings.passwords.airflow,
        database: metadataDatabase(settings.line),
      },
      admin: settings.passwords.admin,
      key: settings.key,
    });
  }

  /** Airflow 2 keeps its users in the database. The password goes through the prompt: never in the arguments. */
  async #createAdmin(signal: AbortSignal): Promise<void> {
    const password = this.settings.passwords.admin.reveal();
    const twice = `${password}\n${password}\n`;
    const who = ["-u", ADMIN, "-r", "Admin", "-f", "Ad", "-l", "Min", "-e", "admin@localhost"];
    await this.#airflow(["users", "create", ...who], signal, twice);
    // An administrator who is there already keeps the old one. With sessions in the database, the command of Airflow 2.11
    // fails before it stores the password.
    if (this.options.newPasswords)
      await this.#airflow(["users", "reset-password", "-u", ADMIN], signal, twice, {
        AIRFLOW__WEBSERVER__SESSION_BACKEND: "securecookie",
      });
  }

  async #airflow(
    args: readonly string[],
    signal?: AbortSignal,
    input?: string,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const result = await attempt([this.tools.airflow.airflow, ...args], {
      cwd: this.options.home,
      env: { ...this.environment, ...settings },
      bareEnvironment: true,
      ...(input === undefined ? {} : { input, detached: true }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (!(result instanceof ProcessFailure)) return;
    throw new AdpError(errors.migrate, {
      why: `airflow ${args.slice(0, 2).join(" ")}: ${result.message}`,
      evidence: result.tail(15),
      next: [again],
      cause: result,
    });
  }
}
