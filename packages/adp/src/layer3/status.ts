import * as z from "zod/mini";
import { tryJson } from "../kernel/json.ts";
import { attempt, ProcessFailure } from "../kernel/process.ts";
import { clusterTrouble } from "./diff.ts";
import type { Environment } from "./environment.ts";
import type { Platform } from "./platform-file.ts";
import { imageOf, type Release, readRelease } from "./release.ts";

export interface EnvironmentStatus {
  readonly environment: string;
  /** The image that git says should run; null where nothing was promoted. */
  readonly released: string | null;
  readonly since: string | null;
  readonly airflow: string | null;
  /** The images of Airflow's pods; null where the cluster was not asked or does not answer. */
  readonly running: readonly string[] | null;
  readonly state: "not released" | "as released" | "behind" | "not installed" | "unknown";
  /** Why the cluster's answer is missing. */
  readonly reason?: string;
}

const pods = z.object({
  items: z.array(
    z.object({
      spec: z.object({ containers: z.array(z.object({ image: z.string() })) }),
      status: z.object({ phase: z.string() }),
    }),
  ),
});
/** A task pod that failed is kept, by default, and runs no more. */
const ended = ["Succeeded", "Failed"];

/** Each environment: what git says, and what the cluster runs. `ask` false: git alone. */
export async function statusOf(
  { folder, environments }: Platform,
  ask: boolean,
): Promise<EnvironmentStatus[]> {
  return Promise.all(
    environments.map(async (environment) => {
      const release = readRelease(folder, environment.name);
      const common = {
        environment: environment.name,
        released: release === undefined ? null : imageOf(release),
        since: release?.since ?? null,
        airflow: release?.airflow ?? null,
      };
      if (!ask)
        return { ...common, running: null, state: release === undefined ? "not released" : "unknown" };
      return { ...common, ...(await running(environment, release)) };
    }),
  );
}

async function running(
  environment: Environment,
  release: Release | undefined,
): Promise<Pick<EnvironmentStatus, "running" | "state" | "reason">> {
  const { context, namespace, datakit } = environment;
  const words = ["get", "pods", "--selector", `release=${datakit},tier=airflow`, "--output", "json"];
  const where = ["--context", context, "--namespace", namespace, "--request-timeout", "5s"];
  const done = await attempt(["kubectl", ...where, ...words], { timeoutMs: 15_000 });
  if (done instanceof ProcessFailure) {
    const { message, evidence } = clusterTrouble(done, environment);
    return { running: null, state: "unknown", reason: [message, ...evidence.slice(-1)].join(" ") };
  }
  const all = tryJson(done.stdout, pods)?.items ?? [];
  const found = all.filter(({ status }) => !ended.includes(status.phase));
  const images = [...new Set(found.flatMap(({ spec }) => spec.containers.map(({ image }) => image)))].sort();
  if (images.length === 0)
    return { running: [], state: release === undefined ? "not released" : "not installed" };
  const wanted = release === undefined ? undefined : imageOf(release);
  return { running: images, state: images.every((image) => image === wanted) ? "as released" : "behind" };
}
