import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { shortHash } from "../../packages/adp/src/engine/embedded/lines.ts";
import { findPython } from "../../packages/adp/src/engine/embedded/python/interpreter.ts";
import { openUv, uvOnPath } from "../../packages/adp/src/engine/embedded/python/uv.ts";
import { privateFolder, stamped, writeAtomic } from "../../packages/adp/src/kernel/files.ts";
import { run } from "../../packages/adp/src/kernel/process.ts";
import { BareClock } from "../../packages/adp/src/kernel/progress.ts";
import { oneAtATime, persist } from "../world/lib/index.ts";

/** A virtual environment with exactly what a hashed lock file says, made once. Returns its bin folder. */
export function venv(...args: Parameters<typeof makeVenv>): Promise<string> {
  const [root, name] = args;
  return oneAtATime(root, name, () => persist(`the environment ${name}`, () => makeVenv(...args)));
}

async function makeVenv(
  root: string,
  name: string,
  lockFile: string,
  pythons = ["3.12", "3.11", "3.13"],
): Promise<string> {
  const engineFolder = privateFolder(join(root, ".adp", "run", "engine"));
  const lock = readFileSync(lockFile, "utf8");
  const adapter = name.endsWith("-pydantic2") ? join(root, ...adapterPath) : undefined;
  const lockHash = shortHash(lock + (adapter === undefined ? "" : readFileSync(adapter, "utf8")));
  const line = { name, airflow: name, pythons, lockFile, lock, lockHash };
  const found = await uvOnPath();
  const python = await findPython({ line, venv: found === undefined });
  const folder = join(root, ".adp", "run", "tests", `${name}-py${python.minor}-${lockHash}`);
  const stamp = join(folder, "complete");
  const bin = join(folder, "bin");
  if (stamped(stamp, folder) && existsSync(join(bin, "python"))) return bin;
  rmSync(folder, { recursive: true, force: true });
  privateFolder(join(root, ".adp", "run", "tests"));
  const uv = await openUv(found, python, { engineFolder, clock: new BareClock() });
  await uv.run("venv", "--quiet", "--python", python.real, folder);
  // sync installs what the lock says and resolves nothing: the stack that is adapted below contradicts itself till then.
  const into = ["--quiet", "--python", join(bin, "python")];
  await uv.run("pip", "sync", ...into, "--require-hashes", lockFile);
  if (adapter !== undefined) {
    const wheel = await adaptedSqlmodel(bin, adapter, lock, join(folder, "adapted"));
    await uv.run("pip", "install", ...into, "--no-deps", "--no-index", wheel);
    await uv.run("pip", "check", ...into);
  }
  writeAtomic(stamp, folder);
  return bin;
}

const adapterPath = ["layer1-base-image", "build", "adapt-sqlmodel.py"];

/** The locked wheel of SQLModel, taken from the index by pip (uv keeps no wheels), as Layer 1 adapts it. */
async function adaptedSqlmodel(bin: string, adapter: string, lock: string, folder: string): Promise<string> {
  const requirement = /^sqlmodel==.*\n(?: {4}--hash=.*\n)+/m.exec(lock)?.[0];
  if (requirement === undefined) throw new Error("the lock holds no sqlmodel");
  mkdirSync(folder);
  const only = join(folder, "sqlmodel.txt");
  writeFileSync(only, requirement);
  const python = join(bin, "python");
  const download = ["-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps"];
  const words = ["--only-binary=:all:", "--require-hashes", "--requirement", only, "--dest", folder];
  await run([python, ...download, ...words]);
  const wheel = readdirSync(folder).find((file) => file.endsWith(".whl")) ?? "";
  return (await run([python, adapter, join(folder, wheel), folder])).stdout.trim();
}
