import type { Declared } from "../declared.ts";

export const declared: Declared = {
  images: ["dbt-runner:latest", "spark-runner:latest"],
  networks: ["airflow-data-platform", "second"],
  mounts: [
    { type: "bind", source: "/home/ada/flights/dbt", path: "/usr/local/airflow/dbt", writable: false },
    { type: "bind", source: "/home/ada/flights/out", path: "/usr/local/airflow/out", writable: true },
    { type: "volume", source: "platform_warehouse_login", path: "/run/platform/warehouse", writable: false },
  ],
  owner: "flights",
};

export const task = "io.airflow-data-platform.runner.task";
/** A runner's container of this datakit, and one of somebody else. */
export const own = "a".repeat(64);
export const other = "b".repeat(64);

/** What docker-py 7.1 sends for RunnerDockerOperator of provider 4.6.1, word for word. */
export function request(): { HostConfig: Record<string, unknown> } & Record<string, unknown> {
  return {
    Hostname: null,
    Domainname: null,
    ExposedPorts: null,
    User: null,
    Tty: false,
    OpenStdin: false,
    StdinOnce: false,
    AttachStdin: false,
    AttachStdout: true,
    AttachStderr: true,
    Env: ["ADP_RUNNER_GRACE=2.5"],
    Cmd: ["dbt", "build"],
    Image: "dbt-runner:latest",
    Volumes: null,
    NetworkDisabled: false,
    Entrypoint: null,
    WorkingDir: null,
    HostConfig: {
      NetworkMode: "default",
      CpuShares: 1024,
      PortBindings: {},
      LogConfig: { Type: null, Config: {} },
      Mounts: [{ Target: "/project", Source: "/usr/local/airflow/dbt", Type: "bind", ReadOnly: true }],
    },
    NetworkingConfig: null,
    MacAddress: null,
    Labels: { [task]: "dag/run/build/-1" },
    StopSignal: null,
    Healthcheck: null,
    StopTimeout: null,
    Runtime: null,
  };
}
