import { existsSync } from "node:fs";
import { type Docker, projectName } from "../../docker/index.ts";
import { pathsOf } from "../embedded/paths.ts";
import type { DockerOptions } from "./options.ts";
import { readDockerState } from "./state.ts";

type Datakit = Pick<DockerOptions, "datakit" | "runFolder" | "progress"> & { readonly docker: Docker };

/** Says it where the metadata database of a datakit that ran is gone: a prune takes its volume while nothing runs. */
export async function noteLoss({ docker, datakit, runFolder, progress }: Datakit): Promise<void> {
  const volume = `${projectName(datakit)}_postgres_data`;
  const ran = readDockerState(runFolder) !== undefined && existsSync(pathsOf(runFolder).adminPassword);
  if (!ran || (await docker.volume(volume)) !== undefined) return;
  progress.note(
    `Airflow's own database is gone: its volume ${volume} was removed, and with it the runs, and what was set in Airflow itself. A new, empty one is made; the warehouse is apart from it.`,
  );
}
