import { AdpError, reasonOf } from "../../../kernel/errors.ts";
import type { Secret } from "../../../kernel/secret.ts";
import { type AirflowLine, generationOf } from "../lines.ts";
import { ADMIN } from "./config.ts";
import { AF_API } from "./errors.ts";
import { healthPath } from "./services.ts";

export type RunState = "queued" | "running" | "success" | "failed";

export interface TaskState {
  readonly task: string;
  /** null until the scheduler looks at it. */
  readonly state: string | null;
  readonly attempt: number;
  readonly mapIndex: number;
  readonly started: string | null;
  readonly ended: string | null;
}

export interface DagInfo {
  /** The file that defines it. */
  readonly file: string;
  /** When Airflow last read that file without a failure, in milliseconds. */
  readonly parsed: number;
}

export interface ImportFailure {
  readonly file: string;
  readonly trace: string;
}

/** The parts of Airflow's REST API that the engine uses: v2 on Airflow 3, v1 on Airflow 2. */
export class AirflowApi {
  #token: string | undefined;
  readonly #base: string;
  readonly #stable: string;

  constructor(
    private readonly options: {
      readonly line: AirflowLine;
      readonly port: number;
      readonly password: Secret;
      readonly again: string;
    },
  ) {
    this.#base = `http://127.0.0.1:${options.port}`;
    this.#stable = generationOf(options.line) === 3 ? "/api/v2" : "/api/v1";
  }

  /** The health of each service, or undefined while nobody answers. Needs no login. */
  async health(): Promise<Readonly<Record<string, string>> | undefined> {
    let body: unknown;
    try {
      const answer = await fetch(`${this.#base}${healthPath(this.options.line)}`, {
        signal: AbortSignal.timeout(5_000),
      });
      if (!answer.ok) return undefined;
      body = await answer.json();
    } catch {
      // Not listening yet: the caller asks again.
      return undefined;
    }
    return Object.fromEntries(
      Object.entries(record(body)).map(([name, value]) => [name, String(record(value).status ?? "unknown")]),
    );
  }

  /** Whether the server that answers knows our administrator: another Airflow on this port would not. */
  async accepts(): Promise<boolean> {
    try {
      return (await this.#request("GET", "/dags?limit=1")).ok;
    } catch (error) {
      // Refused, or gone again.
      if (error instanceof AdpError) return false;
      throw error;
    }
  }

  async dagIds(): Promise<string[]> {
    return list((await this.#get("/dags?limit=100")).dags).map((dag) => String(dag.dag_id));
  }

  /** What Airflow knows of a DAG; undefined where it knows none of this name. */
  async dag(dag: string): Promise<DagInfo | undefined> {
    const answer = await this.#request("GET", `/dags/${encodeURIComponent(dag)}`);
    if (answer.status !== 200) return undefined;
    const body = record(await answer.json());
    return { file: String(body.fileloc ?? ""), parsed: Date.parse(String(body.last_parsed_time ?? "")) || 0 };
  }

  async importFailures(): Promise<ImportFailure[]> {
    return list((await this.#get("/importErrors?limit=100")).import_errors).map((failure) => ({
      file: String(failure.filename),
      trace: String(failure.stack_trace),
    }));
  }

  async trigger(dag: string, runId: string, conf: Readonly<Record<string, unknown>>): Promise<void> {
    const body = {
      dag_run_id: runId,
      conf,
      ...(generationOf(this.options.line) === 3 ? { logical_date: null } : {}),
    };
    await this.#send("POST", `/dags/${encodeURIComponent(dag)}/dagRuns`, body);
  }

  /** Ends a run that nobody waits for any more. */
  async giveUp(dag: string, runId: string): Promise<void> {
    const path = `/dags/${encodeURIComponent(dag)}/dagRuns/${encodeURIComponent(runId)}`;
    await this.#send("PATCH", path, { state: "failed" });
  }

  async runState(dag: string, runId: string): Promise<RunState> {
    const run = await this.#get(`/dags/${encodeURIComponent(dag)}/dagRuns/${encodeURIComponent(runId)}`);
    return String(run.state) as RunState;
  }

  async tasks(dag: string, runId: string): Promise<TaskState[]> {
    const path = `/dags/${encodeURIComponent(dag)}/dagRuns/${encodeURIComponent(runId)}/taskInstances?limit=100`;
    return list((await this.#get(path)).task_instances).map((task) => ({
      task: String(task.task_id),
      state: task.state === null || task.state === undefined ? null : String(task.state),
      attempt: Number(task.try_number ?? 0),
      mapIndex: Number(task.map_index ?? -1),
      started: typeof task.start_date === "string" ? task.start_date : null,
      ended: typeof task.end_date === "string" ? task.end_date : null,
    }));
  }

  async #get(path: string): Promise<Record<string, unknown>> {
    return this.#send("GET", path);
  }

  async #send(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const answer = await this.#request(method, path, body);
    if (answer.ok) return record(await answer.json());
    throw new AdpError(AF_API, {
      what: `Airflow answered ${answer.status} to ${method} ${path}.`,
      evidence: (await answer.text()).slice(0, 600).split("\n").slice(0, 6),
      next: [this.options.again],
    });
  }

  async #request(method: string, path: string, body?: unknown): Promise<Response> {
    try {
      return await fetch(`${this.#base}${this.#stable}${path}`, {
        method,
        headers: {
          authorization: await this.#authorization(),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(30_000),
      });
    } catch (error) {
      if (error instanceof AdpError) throw error;
      throw new AdpError(AF_API, {
        what: `Airflow's web server does not answer on port ${this.options.port}.`,
        why: reasonOf(error),
        next: [this.options.again],
        cause: error,
      });
    }
  }

  async #authorization(): Promise<string> {
    const password = this.options.password.reveal();
    if (generationOf(this.options.line) === 2) {
      return `Basic ${Buffer.from(`${ADMIN}:${password}`).toString("base64")}`;
    }
    if (this.#token === undefined) {
      const answer = await fetch(`${this.#base}/auth/token`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ username: ADMIN, password }),
        signal: AbortSignal.timeout(30_000),
      });
      if (!answer.ok) {
        throw new AdpError(AF_API, {
          what: `Airflow refused the login of its own administrator (${answer.status}).`,
          next: [this.options.again],
        });
      }
      this.#token = String(record(await answer.json()).access_token);
    }
    return `Bearer ${this.#token}`;
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(record) : [];
}
