import { adp, again, either, run, shell, until } from "@airflow-data-platform/cli-kit";
import type { Docker } from "../../docker/index.ts";
import { AdpError } from "../../kernel/errors.ts";
import type { Finished, ProcessFailure } from "../../kernel/process.ts";
import type { AirflowApi } from "../embedded/airflow/index.ts";
import { generationOf } from "../embedded/lines.ts";
import { errors } from "../errors.ts";
import { isRunning, type Service } from "./containers.ts";
import { keptFor } from "./kept.ts";

/** A service's key in the answer of Airflow's health endpoint. On Airflow 2 the scheduler reads the DAG files. */
const keys = {
  web: "metadatabase",
  scheduler: "scheduler",
  triggerer: "triggerer",
  "dag-processor": "dag_processor",
};

/** The services of a line that answer for themselves. */
export function expected(line: string): string[] {
  return Object.keys(keys).filter((name) => name !== "dag-processor" || generationOf(line) === 3);
}

/** Those that do not answer healthy. */
export async function unhealthy(line: string, api: AirflowApi, patienceMs?: number): Promise<string[]> {
  const health = await api.health(patienceMs);
  return expected(line).filter((name) => health?.[keys[name as keyof typeof keys]] !== "healthy");
}

interface Wait {
  readonly docker: Docker;
  readonly line: string;
  readonly api: AirflowApi;
  readonly look: () => Promise<readonly Service[]>;
  readonly timeoutMs: number;
  /** A look at the containers starts two programs; a question to Airflow none. */
  readonly lookEveryMs?: number;
  readonly signal?: AbortSignal;
  readonly onWaiting: (missing: readonly string[]) => void;
}

/** Waits until every service answers healthy. One that ends, or is started again and again, is an error with its last lines. */
export async function waitForHealth(wait: Wait): Promise<void> {
  const { docker, line, api, timeoutMs, lookEveryMs = 2000, signal } = wait;
  const look = keptFor(lookEveryMs, wait.look);
  let missing = expected(line);
  // What is asked before Docker has made the port's way into the container is never answered; a busy Airflow answers late.
  let patienceMs = 2000;
  const healthy = await until(
    async () => {
      const dead = (await look()).find(hasFailed);
      if (dead !== undefined) throw await died(docker, dead);
      const asked = performance.now();
      missing = await unhealthy(line, api, patienceMs);
      if (performance.now() - asked >= patienceMs) patienceMs = Math.min(2 * patienceMs, 20_000);
      if (missing.length === 0) return true;
      wait.onWaiting(missing);
      return undefined;
    },
    { timeoutMs, everyMs: 100, ...(signal === undefined ? {} : { signal }) },
  );
  if (healthy === true) return;
  const slow = (await wait.look()).find(({ name }) => name === missing[0]);
  throw new AdpError(errors.slow, {
    what: `Airflow is not healthy after ${Math.round(timeoutMs / 1000)} s: waiting for ${missing.join(", ")}.`,
    why: "The machine has too little free memory or processor time, or a service hangs; its last lines are below.",
    evidence: slow === undefined ? [] : await lastLines(docker, slow, 12),
    next: [either(again, run(shell`docker stats --no-stream`, "shows what the containers use"))],
  });
}

function hasFailed(service: Service): boolean {
  const { state, exitCode } = service.container;
  if (service.name === "db-migration") return state === "exited" && exitCode !== 0;
  return !isRunning(service) ? state !== "created" : state === "restarting";
}

async function died(docker: Docker, service: Service): Promise<AdpError> {
  return new AdpError(errors.died, {
    what: `Airflow's ${service.name} ended while it was starting.`,
    why: "Its last lines are below.",
    evidence: await lastLines(docker, service, 15),
    next: [either(again, run(shell`docker logs ${service.container.name}`, "shows its whole log"))],
  });
}

async function lastLines(docker: Docker, { container }: Service, lines: number): Promise<string[]> {
  const found = await docker.try(["logs", "--tail", String(lines), container.id]);
  return `${found.stdout}${found.stderr}`.trim().split("\n").slice(-lines);
}

/** Compose waits for some services itself: the one that ended says more than Compose's own words. */
export async function notUp(
  docker: Docker,
  failure: Finished | ProcessFailure,
  services: readonly Service[],
): Promise<AdpError> {
  const failed = services.filter(
    ({ container: { state, exitCode } }) => state === "restarting" || (state === "exited" && exitCode !== 0),
  );
  // The migration also fails where the database does.
  const ended = failed.find(({ name }) => name !== "db-migration") ?? failed[0];
  const evidence =
    ended === undefined ? failure.stderr.trim().split("\n").slice(-8) : await lastLines(docker, ended, 15);
  const isOthers = evidence.some((line) => /password authentication failed/i.test(line));
  return new AdpError(errors.dockerStart, {
    ...(ended === undefined ? {} : { what: `The datakit's ${ended.name} does not start.` }),
    why: isOthers
      ? "Airflow's own database has another password: the file .adp/run/docker.json, which had it, was deleted."
      : ended === undefined
        ? "Compose's own words are below."
        : "Its last lines are below.",
    evidence,
    next: isOthers
      ? [
          run(
            adp`dev reset --engine docker`,
            "deletes Airflow's own database; the tables in the warehouse stay",
          ),
          again,
        ]
      : [run(adp`dev logs --engine docker`, "shows what the services printed"), again],
    cause: failure,
  });
}
