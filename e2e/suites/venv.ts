import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findPython } from "../../packages/adp/src/engine/embedded/python/interpreter.ts";
import { shortHash } from "../../packages/adp/src/engine/embedded/python/lines.ts";
import { openUv, uvOnPath } from "../../packages/adp/src/engine/embedded/python/uv.ts";
import { privateFolder, stamped, writeAtomic } from "../../packages/adp/src/kernel/files.ts";
import { BareClock } from "../../packages/adp/src/kernel/progress.ts";

/** A virtual environment with exactly what a hashed lock file says, made once. Returns its bin folder. */
export async function venv(
  root: string,
  name: string,
  lockFile: string,
  pythons = ["3.12", "3.11", "3.13"],
): Promise<string> {
  const engineFolder = privateFolder(join(root, ".adp", "run", "engine"));
  const lock = readFileSync(lockFile, "utf8");
  const lockHash = shortHash(lock);
  const line = { name, airflow: name, pythons, lockFile, lock, lockHash };
  const found = await uvOnPath();
  const python = await findPython({ line, venv: found === undefined });
  const folder = join(root, ".adp", "run", "tests", `${name}-py${python.minor}-${lockHash}`);
  const stamp = join(folder, "complete");
  const bin = join(folder, "bin");
  if (stamped(stamp, folder) && existsSync(join(bin, "python"))) return bin;
  rmSync(folder, { recursive: true, force: true });
  privateFolder(join(root, ".adp", "run", "tests"));
  const uv = await openUv(found, python, { engineFolder, clock: new BareClock(), again: "make test" });
  await uv.run("venv", "--quiet", "--python", python.real, folder);
  await uv.run(
    "pip",
    "install",
    "--quiet",
    "--python",
    join(bin, "python"),
    "--require-hashes",
    "--requirements",
    lockFile,
  );
  writeAtomic(stamp, folder);
  return bin;
}
