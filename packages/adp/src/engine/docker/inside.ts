import { adp, again, run } from "@airflow-data-platform/cli-kit";
import type { Docker } from "../../docker/index.ts";
import { AdpError } from "../../kernel/errors.ts";
import { writeAtomic } from "../../kernel/files.ts";
import { ProcessFailure } from "../../kernel/process.ts";
import type { Secret } from "../../kernel/secret.ts";
import { ADMIN, type AirflowApi } from "../embedded/airflow/index.ts";
import { readAirflowSettings } from "../embedded/airflow-settings.ts";
import { errors } from "../errors.ts";
import { isRunning, servicesOf } from "./containers.ts";

/** AIRFLOW_HOME of every Runtime. */
export const home = "/usr/local/airflow";

/** What is done in a container of the datakit's Airflow. */
export class Inside {
  constructor(
    private readonly docker: Docker,
    private readonly datakit: string,
  ) {}

  /** Text of a container with the paths that the user edits. */
  onHost(text: string): string {
    return text.replaceAll(`${home}/`, `${this.datakit}/`);
  }

  /** Airflow 2 keeps its users in its database. The password goes through the prompt: in no argument list, in no environment. */
  async createAdmin(password: Secret): Promise<void> {
    const twice = `${password.reveal()}\n${password.reveal()}\n`;
    const who = ["-u", ADMIN, "-r", "Admin", "-f", "Ad", "-l", "Min", "-e", "admin@localhost"];
    const made = await this.#airflow(["users", "create", ...who], twice);
    if (made instanceof ProcessFailure) throw failed("users create", made);
  }

  /**
   * Connections, variables and pools of airflow_settings.yaml, through a file that only Airflow's user reads, for a moment. Says
   * whether there are any.
   */
  async importSettings(api: AirflowApi): Promise<boolean> {
    const { imports, pools } = readAirflowSettings(this.datakit);
    const wanted = Object.entries(imports).filter(([, found]) => Object.keys(found).length > 0);
    for (const pool of pools) await api.pool(pool);
    for (const [kind, found] of wanted) {
      const overwrite = kind === "connections" ? "--overwrite" : "--action-on-existing-key overwrite";
      const script = `umask 077; f=$(mktemp --suffix=.json); cat >"$f"; airflow ${kind} import ${overwrite} "$f"; s=$?; rm -f "$f"; exit $s`;
      const done = await this.#exec(["sh", "-c", script], JSON.stringify(found));
      if (done instanceof ProcessFailure) throw failed(`${kind} import`, done);
    }
    return wanted.length + pools.length > 0;
  }

  /** Brings the log of a task to this machine, under the same name below `logs`. */
  async fetchLog(path: string, logs: string): Promise<void> {
    const found = await this.#exec(["cat", `${home}/logs${path.slice(logs.length)}`]);
    // Without a log the caller says that there is none.
    if (!(found instanceof ProcessFailure)) writeAtomic(path, this.onHost(found.stdout));
  }

  #airflow(args: readonly string[], input: string): ReturnType<Docker["try"]> {
    return this.#exec(["airflow", ...args], input);
  }

  async #exec(argv: readonly string[], input?: string): ReturnType<Docker["try"]> {
    const services = await servicesOf(this.docker, this.datakit);
    const scheduler = services.find((service) => service.name === "scheduler" && isRunning(service));
    if (scheduler === undefined)
      throw new AdpError(errors.notRunning, { next: [run(adp`dev start`), again] });
    const interactive = input === undefined ? [] : ["--interactive"];
    return this.docker.try(
      ["exec", ...interactive, scheduler.container.id, ...argv],
      input === undefined ? {} : { input },
    );
  }
}

function failed(what: string, failure: ProcessFailure): AdpError {
  return new AdpError(errors.migrate, {
    what: `airflow ${what} failed in the scheduler's container.`,
    evidence: failure.tail(10),
    next: [again],
    cause: failure,
  });
}
