import { join } from "node:path";
import { adp, run } from "@airflow-data-platform/cli-kit";
import * as z from "zod/mini";
import { privateFolder, readIfPresent, writeAtomic } from "../../kernel/files.ts";
import { parseJson } from "../../kernel/json.ts";
import { Secret } from "../../kernel/secret.ts";

/** What a datakit on Docker remembers between commands, in a file of mode 0600. */
export interface DockerState {
  /** The line of the Airflow in the image: 2.9, 3.3. */
  readonly line: string;
  /** The port of 127.0.0.1 for Airflow's page. */
  readonly port: number;
  readonly admin: Secret;
  readonly metadata: Secret;
  /** Signs sessions and tokens, encrypts stored connections. */
  readonly key: Secret;
}

const FILE = "docker.json";

/** What this engine has in a run folder: its state, and the copies of logs. */
export const DOCKER_FILES = [FILE, "docker"] as const;

const Stored = z.object({
  line: z.string(),
  port: z.number(),
  admin: z.string(),
  metadata: z.string(),
  key: z.string(),
});

/** Undefined where this datakit was never started on Docker. */
export function readDockerState(runFolder: string): DockerState | undefined {
  const file = join(runFolder, FILE);
  const text = readIfPresent(file);
  if (text === undefined) return undefined;
  const { line, port, admin, metadata, key } = parseJson(text, Stored, {
    from: file,
    next: [
      run(adp`dev reset --engine docker`, "starts over; Airflow's own database is lost, the warehouse stays"),
    ],
  });
  return { line, port, admin: new Secret(admin), metadata: new Secret(metadata), key: new Secret(key) };
}

/** Passwords are made once: the metadata database and stored connections know them. */
export function settleDocker(runFolder: string, wanted: { line: string; port: number }): DockerState {
  const known = readDockerState(runFolder);
  const state: DockerState = {
    ...wanted,
    admin: known?.admin ?? Secret.random(),
    metadata: known?.metadata ?? Secret.random(),
    key: known?.key ?? Secret.random(),
  };
  privateFolder(runFolder);
  const stored: z.infer<typeof Stored> = {
    ...wanted,
    admin: state.admin.reveal(),
    metadata: state.metadata.reveal(),
    key: state.key.reveal(),
  };
  writeAtomic(join(runFolder, FILE), `${JSON.stringify(stored, null, 2)}\n`);
  return state;
}
