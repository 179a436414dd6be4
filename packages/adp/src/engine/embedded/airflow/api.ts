import { adp, again, run } from "@airflow-data-platform/cli-kit";
import { type Answer, askHere } from "../../../kernel/ask-here.ts";
import { AdpError, reasonOf } from "../../../kernel/errors.ts";
import { tryJson } from "../../../kernel/json.ts";
import type { Listener } from "../../../kernel/listener.ts";
import type { Secret } from "../../../kernel/secret.ts";
import { errors } from "../../errors.ts";
import { foreignListener } from "../foreign-listener.ts";
import { generationOf } from "../lines.ts";
import {
  Dag,
  Dags,
  Failures,
  Health,
  Refusal,
  Run,
  type RunState,
  type Task,
  Tasks,
  Token,
} from "./answers.ts";
import { ADMIN } from "./config.ts";
import { healthPath } from "./services.ts";

interface ApiOptions {
  readonly line: string;
  readonly port: number;
  readonly password: Secret;
  /** Whose the listener on the port is: asked before the password is sent. */
  readonly listener: () => Promise<Listener>;
  /** Ends what is asked, and refuses what would be asked after it. */
  readonly signal?: AbortSignal;
  /** Where a file that Airflow names is on this machine, for an Airflow in a container. */
  readonly hostPath?: (path: string) => string;
}

const PAGE = 100;

/** How often a question is asked: each time the server has half a minute. */
const TRIES = 3;

/** The parts of Airflow's REST API that the engine uses: v2 on Airflow 3, v1 on Airflow 2. */
export class AirflowApi {
  #token: string | undefined;
  readonly #base: string;
  readonly #stable: string;

  constructor(private readonly options: ApiOptions) {
    this.#base = `http://127.0.0.1:${options.port}`;
    this.#stable = generationOf(options.line) === 3 ? "/api/v2" : "/api/v1";
  }

  /** The health of each service, or undefined while no server answers. Needs no login. */
  async health(patienceMs = 20_000): Promise<Readonly<Record<string, string>> | undefined> {
    let body: unknown;
    try {
      const answer = await askHere(`${this.#base}${healthPath(this.options.line)}`, {
        signal: AbortSignal.timeout(patienceMs),
      });
      if (!answer.ok) return undefined;
      body = await answer.json();
    } catch {
      // Not listening yet: the caller asks again.
      return undefined;
    }
    const found = Health.safeParse(body);
    if (!found.success) return undefined;
    return Object.fromEntries(
      Object.entries(found.data).map(([name, entry]) => [name, entry?.status ?? "unknown"]),
    );
  }

  /** Whether the server that answers is ours and takes our administrator. */
  async accepts(): Promise<boolean> {
    try {
      return (await this.#request("GET", "/dags?limit=1")).ok;
    } catch (error) {
      // Refused, or gone again.
      if (error instanceof AdpError) return false;
      throw error;
    }
  }

  dags(): Promise<Dag[]> {
    return this.#pages("/dags", (body) => Dags.parse(body).dags.map((dag) => this.#onHost(dag)));
  }

  #onHost<T extends { readonly file: string }>(found: T): T {
    const { hostPath } = this.options;
    return hostPath === undefined ? found : { ...found, file: hostPath(found.file) };
  }

  /** What Airflow knows of a DAG; undefined where it knows none of this name. */
  async dag(dag: string): Promise<Dag | undefined> {
    const answer = await this.#request("GET", `/dags/${encodeURIComponent(dag)}`);
    return answer.status === 200 ? this.#onHost(Dag.parse(await answer.json())) : undefined;
  }

  async unpause(dag: string): Promise<void> {
    await this.#send("PATCH", `/dags/${encodeURIComponent(dag)}?update_mask=is_paused`, { is_paused: false });
  }

  importFailures(): Promise<Failures["import_errors"]> {
    return this.#pages("/importErrors", (body) =>
      Failures.parse(body).import_errors.map((failure) => this.#onHost(failure)),
    );
  }

  async trigger(dag: string, runId: string, conf: Readonly<Record<string, unknown>>): Promise<void> {
    const path = `/dags/${encodeURIComponent(dag)}/dagRuns`;
    const answer = await this.#request("POST", path, {
      dag_run_id: runId,
      conf,
      // As Airflow 2 and Airflow's page do: without a date, a DAG that uses {{ ds }} fails.
      ...(generationOf(this.options.line) === 3 ? { logical_date: new Date().toISOString() } : {}),
    });
    if (answer.ok) return;
    if (answer.status !== 400 && answer.status !== 422) throw await refused("POST", path, answer);
    throw new AdpError(errors.dagConf, {
      what: `${dag} does not accept this configuration.`,
      evidence: reasonsOf(await answer.text()),
      next: [run(adp`dev run ${dag} --conf ${'{"NAME": "VALUE"}'}`, "with the parameters that it needs")],
    });
  }

  /** Stops a run: Airflow counts it as failed. */
  async giveUp(dag: string, runId: string): Promise<void> {
    await this.#send("PATCH", runPath(dag, runId), { state: "failed" });
  }

  async runState(dag: string, runId: string): Promise<RunState> {
    return Run.parse(await this.#send("GET", runPath(dag, runId))).state;
  }

  tasks(dag: string, runId: string): Promise<Task[]> {
    return this.#pages(`${runPath(dag, runId)}/taskInstances`, (body) => Tasks.parse(body).task_instances);
  }

  /** Makes a pool, or gives it these slots. */
  async pool(pool: { name: string; slots: number; description: string }): Promise<void> {
    const { name, slots, description } = pool;
    const path = `/pools/${encodeURIComponent(name)}`;
    if ((await this.#request("GET", path)).ok) {
      // Validated as a whole pool, whatever the mask names: v2 calls its name by another word than when it makes one.
      const key = generationOf(this.options.line) === 3 ? "pool" : "name";
      const whole = { [key]: name, slots, include_deferred: false };
      await this.#send("PATCH", `${path}?update_mask=slots`, whole);
    } else {
      await this.#send("POST", "/pools", { name, slots, description, include_deferred: false });
    }
  }

  /** Whose the listener on the port is. */
  listener(): Promise<Listener> {
    return this.options.listener();
  }

  /** No password goes to a listener that is not a process of this run folder. */
  async #prove(): Promise<void> {
    const listener = await this.options.listener();
    if (listener !== "ours") throw foreignListener("web", this.options.port, listener);
  }

  async #pages<T>(path: string, read: (body: unknown) => T[]): Promise<T[]> {
    const found: T[] = [];
    for (;;) {
      const page = read(await this.#send("GET", `${path}?limit=${PAGE}&offset=${found.length}`));
      found.push(...page);
      if (page.length < PAGE) return found;
    }
  }

  async #send(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await this.#request(method, path, body);
    if (answer.ok) return answer.json();
    throw await refused(method, path, answer);
  }

  /** A question that a busy server did not answer in time is asked again; what changes something is not. */
  async #request(method: string, path: string, body?: unknown): Promise<Answer> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#ask(method, path, body);
      } catch (error) {
        this.options.signal?.throwIfAborted();
        if (error instanceof AdpError) throw error;
        if (method === "GET" && tries < TRIES) continue;
        throw new AdpError(errors.api, {
          what: `Airflow's web server does not answer on port ${this.options.port}.`,
          why: reasonOf(error),
          next: [
            run(adp`dev logs web`, "shows what it printed"),
            run(adp`dev restart`, "starts Airflow again"),
          ],
          cause: error,
        });
      }
    }
  }

  async #ask(method: string, path: string, body: unknown): Promise<Answer> {
    const { signal } = this.options;
    const timeout = AbortSignal.timeout(30_000);
    signal?.throwIfAborted();
    return await askHere(`${this.#base}${this.#stable}${path}`, {
      method,
      headers: {
        authorization: await this.#authorization(),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
  }

  async #authorization(): Promise<string> {
    await this.#prove();
    const password = this.options.password.reveal();
    if (generationOf(this.options.line) === 2) {
      return `Basic ${Buffer.from(`${ADMIN}:${password}`).toString("base64")}`;
    }
    if (this.#token === undefined) {
      const answer = await askHere(`${this.#base}/auth/token`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ username: ADMIN, password }),
        signal: AbortSignal.timeout(30_000),
      });
      if (!answer.ok) {
        throw new AdpError(errors.api, {
          what: `Airflow refused the login of its own administrator (${answer.status}).`,
          next: [run(adp`dev restart`, "starts Airflow again")],
        });
      }
      this.#token = Token.parse(await answer.json()).access_token;
    }
    return `Bearer ${this.#token}`;
  }
}

function runPath(dag: string, runId: string): string {
  return `/dags/${encodeURIComponent(dag)}/dagRuns/${encodeURIComponent(runId)}`;
}

async function refused(method: string, path: string, answer: Answer): Promise<AdpError> {
  return new AdpError(errors.api, {
    what: `Airflow answered ${answer.status} to ${method} ${path}.`,
    evidence: reasonsOf(await answer.text()),
    next: [run(adp`dev logs web`, "shows what its web server printed"), again],
  });
}

/** What Airflow says against a request: a detail, or a list of them; else the first lines of the text. */
function reasonsOf(text: string): string[] {
  const detail = tryJson(text, Refusal)?.detail;
  // A page of HTML, or of another form: its beginning must do.
  if (detail === undefined) return text.slice(0, 600).split("\n").slice(0, 6);
  return (typeof detail === "string" ? detail : detail.map((one) => one.msg).join("\n"))
    .split("\n")
    .slice(0, 8);
}
