import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Docker, imageName, projectName } from "../../docker/index.ts";
import { readIfPresent, writeAtomic } from "../../kernel/files.ts";
import type { DockerOptions } from "./options.ts";

type Datakit = Pick<DockerOptions, "datakit" | "runFolder"> & { readonly docker: Docker };

/** The volume of a datakit's metadata database. */
export function metadataVolume(datakit: string): string {
  return `${projectName(datakit)}_postgres_data`;
}

/**
 * Whether the metadata database needs no look at its migration: Airflow was healthy on it, and neither the image nor the volume
 * nor a file that may give Airflow other settings is another one since. A database that somebody changed by hand is not
 * noticed: `adp dev restart` looks, and a start in which Airflow dies.
 */
export async function isMigrated(kit: Datakit): Promise<boolean> {
  const noted = readIfPresent(mark(kit));
  return noted !== undefined && noted === (await stateOf(kit));
}

/** To be called when Airflow is healthy. */
export async function noteMigrated(kit: Datakit): Promise<void> {
  writeAtomic(mark(kit), await stateOf(kit));
}

export function forgetMigrated(kit: Pick<Datakit, "runFolder">): void {
  rmSync(mark(kit), { force: true });
}

function mark({ runFolder }: Pick<Datakit, "runFolder">): string {
  return join(runFolder, "docker-migrated");
}

async function stateOf({ docker, datakit }: Datakit): Promise<string> {
  const [image, volume] = await Promise.all([
    docker.image(imageName(datakit)),
    docker.volume(metadataVolume(datakit)),
  ]);
  const files = [".env", "docker-compose.override.yml"].map((name) => readIfPresent(join(datakit, name)));
  return createHash("sha256")
    .update(JSON.stringify([image?.id, volume?.created, ...files]))
    .digest("hex");
}
