import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { stamped, writeAtomic } from "../../kernel/files.ts";
import type { BareClock } from "../../kernel/progress.ts";
import { installInto, type PreparedAirflow } from "./python/index.ts";

interface PreparePackages {
  readonly airflow: PreparedAirflow;
  readonly runFolder: string;
  readonly datakits: readonly string[];
  readonly clock: BareClock;
  readonly signal?: AbortSignal;
}

const FOLDER = "packages";

/**
 * Installs what the datakits' requirements.txt name into a folder beside the shared Airflow, with Airflow's lock as
 * constraints. Returns the folder, or undefined where nothing is asked for. Each set of requirements has a folder of
 * its own, so that an Airflow that runs keeps the one that it was started with.
 */
export async function preparePackages(options: PreparePackages): Promise<string | undefined> {
  const files = requirementsOf(options.datakits);
  if (files.length === 0) return undefined;
  const inputs = createHash("sha256")
    .update(options.airflow.venv)
    .update(requirementsHash(files))
    .digest("hex");
  const folder = join(options.runFolder, FOLDER, inputs.slice(0, 12));
  const stamp = `${folder}.complete`;
  if (!stamped(stamp, inputs)) {
    rmSync(stamp, { force: true });
    rmSync(folder, { recursive: true, force: true });
    await installInto({
      airflow: options.airflow,
      requirements: files,
      target: folder,
      constrained: true,
      clock: options.clock,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    writeAtomic(stamp, inputs);
  }
  return folder;
}

/** Removes the packages of earlier requirements. Only while no Airflow runs. */
export function forgetOtherPackages(runFolder: string, kept: string | undefined): void {
  const folder = join(runFolder, FOLDER);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (kept === undefined || !(path === kept || path === `${kept}.complete`))
      rmSync(path, { recursive: true, force: true });
  }
}

/** The requirements.txt files that name anything. */
export function requirementsOf(datakits: readonly string[]): string[] {
  return datakits
    .map((folder) => join(folder, "requirements.txt"))
    .filter((file) => existsSync(file) && lines(file).length > 0);
}

/** Changes with the files, and with what lies in a folder of the datakit that they name, such as ./include/mypkg. */
export function requirementsHash(files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files) {
    hash.update(readFileSync(file));
    for (const line of lines(file)) {
      const path = resolve(file, "..", line.replace(/^-e\s+/, "").replace(/\s.*$/, ""));
      if (/^(-e\s+)?\.{0,2}\//.test(line) && existsSync(path)) hash.update(stateOf(path));
    }
  }
  return hash.digest("hex");
}

/** Changes when a file below a path is changed, added or removed. */
export function stateOf(path: string): string {
  const { mtimeMs, size } = statSync(path);
  if (!statSync(path).isDirectory()) return `${path} ${mtimeMs} ${size}\n`;
  return readdirSync(path)
    .filter((name) => !/^(__pycache__|build|.*\.egg-info|\.git)$/.test(name))
    .sort()
    .map((name) => stateOf(join(path, name)))
    .join("");
}

function lines(file: string): string[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}
