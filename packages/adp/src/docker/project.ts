import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { basename } from "node:path";

/** Compose's name of a datakit's project, which its volumes carry: the folder, and a hash of its path. */
export function projectName(datakit: string): string {
  const path = realpathSync(datakit);
  const name = basename(path)
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "-");
  return `adp_${name}_${createHash("sha256").update(path).digest("hex").slice(0, 8)}`;
}

/** The name of the image that is built from the datakit. */
export function imageName(datakit: string): string {
  return `${projectName(datakit)}/airflow:latest`;
}
