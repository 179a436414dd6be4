import { existsSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { imageName, projectName } from "../../docker/index.ts";
import { platformRoot } from "../../kernel/home.ts";
import { ADMIN, fernetKey, signingKey } from "../embedded/airflow/index.ts";
import { dataFolder, generationOf } from "../embedded/lines.ts";
import type { DockerState } from "./state.ts";

interface Composition {
  readonly datakit: string;
  readonly state: DockerState;
  readonly postgresImage: string;
  /** What the containers are started with, as a hash: Compose does not see that a file behind a name changed. */
  readonly inputs: string;
}

/** Python for a container: migrates the metadata database where that is still to be done. */
export function migrateProgram(): string {
  return readFileSync(join(dataFolder(), "docker", "migrate.py"), "utf8");
}

/**
 * With a ticket libpq asks the KDC at each login, here for nothing: seconds, where a name or the KDC does not answer. Airflow 3.0
 * makes the address for asyncpg, which does not know the option, of this one.
 */
function metadataOptions(line: string): string {
  return line === "3.0" ? "" : "?gssencmode=disable";
}

/** The argument list of `docker compose` and the variables that our Compose file takes. Secrets are among them. */
export function compose({ datakit, state, postgresImage, inputs }: Composition): {
  project: readonly string[];
  env: Readonly<Record<string, string>>;
} {
  const { line, port, admin, metadata, key } = state;
  const override = join(datakit, "docker-compose.override.yml");
  const envFile = join(datakit, ".env");
  return {
    project: [
      `--project-name=${projectName(datakit)}`,
      `--project-directory=${realpathSync(datakit)}`,
      `--file=${join(dataFolder(), "docker", `airflow-${generationOf(line)}.yml`)}`,
      ...(existsSync(override) ? [`--file=${override}`] : []),
      // Its .env is for the containers; a value there must not stand in for one of ours.
      "--env-file=/dev/null",
    ],
    env: {
      ADP_IMAGE: imageName(datakit),
      ADP_INPUTS: inputs,
      ADP_CLONE: realpathSync(platformRoot()),
      ADP_PORT: String(port),
      ADP_POSTGRES_IMAGE: postgresImage,
      ADP_MIGRATE: migrateProgram(),
      ADP_METADATA_PASSWORD: metadata.reveal(),
      ADP_METADATA_OPTIONS: metadataOptions(line),
      ADP_FERNET_KEY: fernetKey(key),
      ADP_SIGNING_KEY: signingKey({ key, port, admin }),
      ADP_PASSWORDS: JSON.stringify({ [ADMIN]: admin.reveal() }),
      ...(existsSync(envFile) ? { ADP_ENV_FILE: envFile } : {}),
    },
  };
}
