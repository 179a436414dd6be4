import { realpathSync } from "node:fs";
import type { Container, Docker } from "../../docker/index.ts";

/** A container of a datakit's Airflow, under the name that both engines use. */
export interface Service {
  readonly name: string;
  readonly container: Container;
}

/** A label of every container that adp's own Compose file starts. */
export const ownLabel = "io.airflow-data-platform.dev";

/** On the same containers: the clone whose adp started them. */
export const cloneLabel = "io.airflow-data-platform.clone";

/** Compose's names of the services, as they are called on both engines. */
const names: Readonly<Record<string, string>> = {
  webserver: "web",
  "api-server": "web",
  scheduler: "scheduler",
  "dag-processor": "dag-processor",
  triggerer: "triggerer",
  postgres: "postgres",
  "db-migration": "db-migration",
};

/**
 * What runs of a datakit, by Compose's own label of the folder it was started in: whether adp or the Astro CLI started it.
 */
export async function servicesOf(docker: Docker, datakit: string): Promise<Service[]> {
  const label = `com.docker.compose.project.working_dir=${realpathSync(datakit)}`;
  const found = await docker.containers(`label=${label}`);
  return found
    .filter((container) => container.labels["com.docker.compose.oneoff"] !== "True")
    .flatMap((container) => {
      const name = names[container.labels["com.docker.compose.service"] ?? ""];
      return name === undefined ? [] : [{ name, container }];
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

export function isRunning({ container }: Service): boolean {
  return container.state === "running" || container.state === "restarting";
}

/** Started by another program than adp, which for a datakit is the Astro CLI. */
export function isOthers({ container }: Service): boolean {
  return !(ownLabel in container.labels);
}

/** The port of this machine that leads to Airflow's page. */
export function webPort(services: readonly Service[]): number | undefined {
  const web = services.find(({ name }) => name === "web");
  return web?.container.ports.find(({ inside }) => inside === "8080/tcp")?.port;
}

/** The service with Airflow's page. */
export function web(services: readonly Service[]): Service | undefined {
  return services.find(({ name }) => name === "web");
}

/** By the container's own check, where it has one. */
export function isHealthy({ container }: Service): boolean {
  return container.health === undefined || container.health === "healthy";
}

/** Started less than two minutes ago. */
export function isYoung({ container }: Service): boolean {
  return Date.now() - Date.parse(container.startedAt) < 120_000;
}
