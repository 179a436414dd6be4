import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { errnoOf } from "@airflow-data-platform/cli-kit";
import type { Layer1Folder } from "./folder.ts";

/** One file that decides what the image becomes. */
interface InputFile {
  /** Relative to the clone. */
  readonly path: string;
  readonly sha256: string;
}

export interface Inputs {
  readonly files: readonly InputFile[];
  /** Settings and image digests that decide as well. */
  readonly values: Readonly<Record<string, string>>;
  readonly hash: string;
}

/** The parts of the folder that the Dockerfile reads. .env counts by its values, so a comment changes nothing. */
const parts = [
  "Dockerfile",
  "VERSION",
  "packages.txt",
  "requirements.txt",
  "build",
  "constraints",
  "config/apt",
  "config/certificates",
  "config/krb5.conf",
  "framework",
];

export function collectInputs(place: Layer1Folder, values: Readonly<Record<string, string>>): Inputs {
  return hashInputs(
    place.root,
    parts.map((part) => join(place.folder, part)),
    values,
  );
}

/** The files below some paths, with values that decide as well, and the hash of all of it. */
export function hashInputs(
  root: string,
  paths: readonly string[],
  values: Readonly<Record<string, string>>,
): Inputs {
  const files = paths
    .flatMap(filesOf)
    .filter((path) => !/\.gitkeep$|[/\\]__pycache__[/\\]/.test(path))
    .map((path) => ({
      path: relative(root, path).split(sep).join("/"),
      sha256: createHash("sha256").update(readFileSync(path)).digest("hex"),
    }));
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${file.path}\0${file.sha256}\n`);
  for (const name of Object.keys(values).sort()) hash.update(`${name}=${values[name]}\n`);
  return { files, values, hash: hash.digest("hex") };
}

function filesOf(path: string): string[] {
  if (!existsSync(path)) return [];
  try {
    return readdirSync(path, { withFileTypes: true })
      .flatMap((entry) => filesOf(join(path, entry.name)))
      .sort();
  } catch (error) {
    if (errnoOf(error) === "ENOTDIR") return [path];
    throw error;
  }
}

/** What a commit must have touched to count as the image's. */
export const committedInputs = [
  "layer1-base-image",
  ...["sqlmodel-framework", "runtime-environments/operators"].flatMap((folder) => [
    `${folder}/src`,
    `${folder}/VERSION`,
  ]),
];
