import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { stamped, writeAtomic } from "../../kernel/files.ts";
import type { BareClock } from "../../kernel/progress.ts";
import { installInto, type PreparedAirflow } from "./python/index.ts";

interface PreparePackages {
  readonly airflow: PreparedAirflow;
  readonly runFolder: string;
  readonly datakits: readonly string[];
  readonly clock: BareClock;
  readonly again: string;
}

/**
 * Installs what the datakits' requirements.txt name into one folder beside the shared Airflow, with Airflow's lock as
 * constraints. Returns the folder, or undefined where nothing is asked for.
 */
export async function preparePackages(options: PreparePackages): Promise<string | undefined> {
  const files = options.datakits
    .map((folder) => join(folder, "requirements.txt"))
    .filter((file) => existsSync(file) && namesPackages(readFileSync(file, "utf8")));
  const folder = join(options.runFolder, "packages");
  if (files.length === 0) return undefined;
  const inputs = createHash("sha256")
    .update(options.airflow.venv)
    .update(files.map((file) => readFileSync(file, "utf8")).join("\0"))
    .digest("hex");
  const stamp = join(options.runFolder, "packages.complete");
  if (!stamped(stamp, inputs)) {
    rmSync(stamp, { force: true });
    rmSync(folder, { recursive: true, force: true });
    await installInto({
      airflow: options.airflow,
      requirements: files,
      target: folder,
      constrained: true,
      clock: options.clock,
      again: options.again,
    });
    writeAtomic(stamp, inputs);
  }
  return folder;
}

function namesPackages(text: string): boolean {
  return text.split("\n").some((line) => line.trim() !== "" && !line.trim().startsWith("#"));
}
