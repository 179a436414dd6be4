import type { Docker } from "../../docker/index.ts";
import { Secret } from "../../kernel/secret.ts";
import type { TicketSharer } from "../../platform/index.ts";
import type { AirflowApi } from "../embedded/airflow/index.ts";
import { dagsOf, type Status } from "../embedded/status.ts";
import { lineOf } from "./checks/image.ts";
import { runByOther } from "./checks/runner.ts";
import { isHealthy, isRunning, isYoung, type Service, web, webPort } from "./containers.ts";
import { expected, unhealthy } from "./health.ts";
import type { DockerState } from "./state.ts";
import { localWarehouse } from "./warehouse.ts";

interface Look {
  readonly docker: Docker;
  readonly datakit: string;
  readonly platform: TicketSharer;
  /** undefined where adp never started it. */
  readonly state: DockerState | undefined;
  readonly services: readonly Service[];
  readonly api: (state: DockerState) => AirflowApi;
}

/** What runs of a datakit, whoever started it, and whether it is healthy. */
export async function statusOf({ docker, datakit, platform, state, ...look }: Look): Promise<Status> {
  const services = look.services.filter(({ name }) => name !== "db-migration");
  const other = runByOther(services);
  const line =
    other === undefined ? state?.line : await lineOf(docker, (web(services) ?? other).container.image);
  const port = webPort(services);
  if (line === undefined || !services.some(isRunning))
    return {
      ...{ engine: "docker", state: "stopped", line, url: undefined, services: [] },
      ...{ warehouse: undefined, dags: undefined, problems: [] },
    };
  const api = look.api({ ...(state ?? stateless), line, port: port ?? 0 });
  const sick = await unhealthy(line, api);
  const list = services.map((service) => ({
    name: service.name,
    pid: service.container.pid,
    running: isRunning(service),
    healthy: isRunning(service) && isHealthy(service) && !sick.includes(service.name),
  }));
  const complete = ["postgres", ...expected(line)].every((name) => list.some((one) => one.name === name));
  const starting = services.every(isRunning) && services.some(isYoung);
  return {
    engine: "docker",
    state: complete && list.every(({ healthy }) => healthy) ? "healthy" : starting ? "starting" : "unhealthy",
    line,
    url: port === undefined ? undefined : `http://127.0.0.1:${port}`,
    services: list,
    warehouse: await localWarehouse(platform, datakit),
    // The Airflow of the Astro CLI has passwords of its own.
    dags: sick.includes("web") || other !== undefined ? undefined : await dagsOf(api),
    problems: other === undefined ? [] : ["The Astro CLI runs this datakit; `astro dev stop` stops it."],
  };
}

/** For an Airflow of which adp has no password: nothing is asked of it that needs one. */
const stateless = { admin: new Secret(""), metadata: new Secret(""), key: new Secret("") };
