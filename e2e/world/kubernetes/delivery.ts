import { delimiter, join } from "node:path";
import { stringify } from "yaml";
import { adp } from "../adp.ts";
import { run, until } from "../lib/index.ts";
import { type Cluster, secret } from "./cluster.ts";
import type { Warehouse } from "./warehouse.ts";

/** Longer than the chart's probes allow: they end Airflow on a small machine that does other work. */
const livenessProbe = { timeoutSeconds: 120, periodSeconds: 120, failureThreshold: 10 };
const startupProbe = { timeoutSeconds: 120, failureThreshold: 60 };
// The stand-in for the Runtime has no program that removes old logs.
const logGroomerSidecar = { enabled: false };

const asking = `import json, sys, urllib.request as r
method, path, body = sys.argv[1:]
ask = lambda path, **more: json.load(r.urlopen(r.Request("http://127.0.0.1:8080" + path, **more)))
token = ask("/auth/token")["access_token"]
ask("/api/v2/" + path, method=method, data=body.encode(),
    headers={"Authorization": "Bearer " + token, "Content-Type": "application/json"})`;

export interface DeliveryOptions {
  readonly cluster: Cluster;
  readonly warehouse: Warehouse;
  /** The repository of platform.yaml. */
  readonly folder: string;
  /** host:port/path */
  readonly registry: string;
  readonly chart: string;
  readonly sha256: string;
  /** .dockerconfigjson */
  readonly login: string;
}

/** A team's repository of platform.yaml, and what its people type. */
export class Delivery {
  constructor(private readonly options: DeliveryOptions) {}

  platform(names: readonly string[]): string {
    const { registry, sha256, warehouse } = this.options;
    const defaults = {
      executor: "KubernetesExecutor",
      kerberos: { principal: warehouse.principal, krb5Conf: "krb5.conf" },
      deploy: { models: "flights.models" },
      values: {
        config: {
          core: {
            auth_manager: "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager",
            simple_auth_manager_all_admins: "True",
            dags_are_paused_at_creation: "False",
            load_examples: "False",
            dagbag_import_timeout: "180",
          },
          dag_processor: { dag_file_processor_timeout: "240" },
          api: { workers: "1" },
          // The pods are looked at after their end.
          kubernetes_executor: { delete_worker_pods: "False" },
        },
        images: { migrationsWaitTimeout: 600 },
        scheduler: { startupProbe, livenessProbe, logGroomerSidecar },
        dagProcessor: { livenessProbe, logGroomerSidecar },
        apiServer: { startupProbe, livenessProbe },
        triggerer: { enabled: false },
      },
    };
    const environments = Object.fromEntries(
      names.map((name) => [name, { namespace: `flights-${name}`, context: "test" }]),
    );
    return stringify({
      organisation: "Example",
      datakit: "flights",
      registry,
      chart: { version: "1.22.0", sha256 },
      defaults,
      environments,
    });
  }

  /** What the README of `adp layer3 init` asks the cluster's people for. */
  async prepare(name: string): Promise<void> {
    const { cluster, warehouse, login } = this.options;
    const space = `flights-${name}`;
    const one = (of: string, key: string, value: string) => secret(space, `flights-${of}`, key, value);
    await cluster.apply(
      { apiVersion: "v1", kind: "Namespace", metadata: { name: space } },
      one("database", "connection", warehouse.address("airflow", `airflow_${name}`)),
      one("fernet", "fernet-key", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="),
      one("web", "api-secret-key", "0123456789abcdef0123456789abcdef"),
      one("jwt", "jwt-secret", "fedcba9876543210fedcba9876543210"),
      one("warehouse", "connection", warehouse.byTicket(`warehouse_${name}`)),
      one("owner", "connection", warehouse.address("owner", `warehouse_${name}`, "postgresql+psycopg2")),
      secret(space, "flights-registry", ".dockerconfigjson", login, "kubernetes.io/dockerconfigjson"),
    );
  }

  /** A command of adp in the team's repository. */
  adp(...words: string[]) {
    return adp(["layer3", ...words], { cwd: this.options.folder, env: this.#env });
  }

  get #env() {
    const { cluster, chart } = this.options;
    return {
      KUBECONFIG: cluster.kubeconfig,
      CHART_REPOSITORY: chart,
      PATH: [process.env.PATH, cluster.kubectlFolder].join(delimiter),
    };
  }

  /** The commands of docs/layer3.md, from what is in git. Throws with its log where the framework's deploy fails. */
  async deliver(name: string): Promise<void> {
    const { folder, chart } = this.options;
    const place = join(folder, "environments", name);
    const migrations = "flights-airflow-run-airflow-migrations";
    await this.#in(name, "delete", "job", "-l", "app.kubernetes.io/name=flights");
    await this.#in(name, "delete", "job", migrations, "--ignore-not-found");
    await this.options.cluster.kubectl(["apply", "-f", join(place, "rendered", "objects.yaml")]);
    await this.#deployed(name);
    const values = ["--values", join(place, "values.yaml"), "--wait", "--timeout", "15m"];
    const space = ["--namespace", `flights-${name}`];
    await run(["helm", "upgrade", "--install", "flights", chart, ...space, ...values], {
      env: this.#env,
      timeoutMs: 960_000,
    });
  }

  async #deployed(name: string): Promise<void> {
    const mine = ["job", "-l", "app.kubernetes.io/name=flights"];
    const ended = `jsonpath={.items[*].status.conditions[?(@.status=="True")].type}`;
    let said = "";
    const over = async () => {
      said = await this.#in(name, "get", ...mine, "--output", ended);
      return /Complete|Failed/.test(said);
    };
    await until("the deploy", over, { timeoutMs: 600_000, everyMs: 500 });
    if (said.includes("Failed"))
      throw new Error(await this.#in(name, "logs", "--prefix", "-l", "app.kubernetes.io/name=flights"));
  }

  #in(name: string, ...words: string[]): Promise<string> {
    return this.options.cluster.kubectl(["--namespace", `flights-${name}`, ...words]);
  }

  /** Runs a DAG to its end; gives the state. */
  async dag(name: string, dag: string, runId: string, conf: object = {}): Promise<string> {
    await this.trigger(name, dag, runId, conf);
    return this.ended(name, runId);
  }

  /** Starts a run as soon as Airflow knows the DAG. */
  async trigger(name: string, dag: string, runId: string, conf: object = {}): Promise<void> {
    const known = async () =>
      (await this.airflow(name, `select dag_id from dag where dag_id = '${dag}'`)) !== "";
    await until(`the DAG ${dag}`, known, { timeoutMs: 600_000, everyMs: 1000 });
    await this.#ask(name, "POST", `dags/${dag}/dagRuns`, { dag_run_id: runId, logical_date: null, conf });
  }

  /** Ends a run as failed, as a person does in the browser: what runs of it is cancelled. */
  async cancel(name: string, dag: string, runId: string): Promise<void> {
    await this.#ask(name, "PATCH", `dags/${dag}/dagRuns/${runId}`, { state: "failed" });
  }

  /** Airflow's own API, from inside. */
  async #ask(name: string, method: string, path: string, body: object): Promise<void> {
    await this.exec(name, "api-server", "python", "-c", asking, method, path, JSON.stringify(body));
  }

  async ended(name: string, runId: string): Promise<string> {
    const state = () => this.airflow(name, `select state from dag_run where run_id = '${runId}'`);
    const over = async () => ["success", "failed"].includes(await state());
    await until(`run ${runId}`, over, { timeoutMs: 600_000, everyMs: 500 });
    return state();
  }

  /** A program in a part of Airflow. */
  exec(name: string, of: string, ...words: string[]): Promise<string> {
    return this.#in(name, "exec", `deploy/flights-airflow-${of}`, "--container", of, "--", ...words);
  }

  /** What a task left for others, as JSON. */
  async result(name: string, runId: string): Promise<{ state: string }> {
    const where = `run_id = '${runId}' and key = 'return_value'`;
    const found: unknown = JSON.parse(await this.airflow(name, `select value from xcom where ${where}`));
    // Airflow 3.3 keeps JSON as a text of JSON.
    return JSON.parse(typeof found === "string" ? found : JSON.stringify(found));
  }

  /** The pods that tasks made, by name. */
  runners(name: string): Promise<string> {
    return this.#in(name, "get", "pods", "-l", "kubernetes_pod_operator=True", "--output", "name");
  }

  /** How long the tasks of a run took, in the words of docs/layer3.md. */
  costs(name: string, runId: string): Promise<string> {
    const seconds = (from: string, to: string) =>
      `round(percentile_cont(0.5) within group (order by extract(epoch from ${to} - ${from}))::numeric, 1)`;
    return this.airflow(
      name,
      `select format('%s tasks: %s a minute; seconds, medians: scheduled to queued %s, queued to started %s, started to ended %s',
        count(*), round(60 * count(*) / extract(epoch from max(t.end_date) - min(t.queued_dttm)), 1),
        ${seconds("t.scheduled_dttm", "t.queued_dttm")}, ${seconds("t.queued_dttm", "t.start_date")},
        ${seconds("t.start_date", "t.end_date")})
      from task_instance t where t.run_id = '${runId}'`,
    );
  }

  /** Asks Airflow's database. */
  airflow(name: string, sql: string): Promise<string> {
    return this.options.warehouse.sql(`airflow_${name}`, sql);
  }

  /** The pods of the tasks of a run, in the order of their creation. */
  async pods(name: string, runId: string): Promise<TaskPod[]> {
    const found = JSON.parse(await this.#in(name, "get", "pods", "--output", "json")) as { items: TaskPod[] };
    return found.items
      .filter(({ metadata }) => metadata.annotations?.run_id === runId)
      .sort((a, b) => a.metadata.creationTimestamp.localeCompare(b.metadata.creationTimestamp));
  }
}

export interface TaskPod {
  readonly metadata: {
    readonly name: string;
    readonly creationTimestamp: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: { readonly containers: readonly { readonly name: string; readonly image: string }[] };
  readonly status: {
    readonly phase: string;
    readonly containerStatuses?: readonly { readonly name: string; readonly imageID: string }[];
  };
}
