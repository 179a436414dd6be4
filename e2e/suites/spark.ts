import { readFileSync } from "node:fs";
import { join } from "node:path";
import { shortHash } from "../../packages/adp/src/engine/embedded/lines.ts";
import { findPython } from "../../packages/adp/src/engine/embedded/python/interpreter.ts";
import { openUv, type Uv, uvOnPath } from "../../packages/adp/src/engine/embedded/python/uv.ts";
import { stamped, writeAtomic } from "../../packages/adp/src/kernel/files.ts";
import { run } from "../../packages/adp/src/kernel/process.ts";
import { BareClock } from "../../packages/adp/src/kernel/progress.ts";
import { oneAtATime } from "../world/lib/index.ts";
import { venv } from "./venv.ts";

const pythons = ["3.12", "3.11", "3.13"];

/** The Python of a Spark with its drivers, made once by the lists that the image is made of. */
export function sparkPython(root: string): Promise<string> {
  return oneAtATime(root, "spark-runner-whole", async () => {
    const folder = join(root, "runtime-environments", "spark-runner");
    const file = (name: string) => join(folder, name);
    const bin = await venv(root, "spark-runner", file("build.txt"), pythons);
    const python = join(bin, "python");
    const lists = ["requirements.txt", "drivers.txt"].map((name) => readFileSync(file(name), "utf8"));
    const stamp = join(bin, "..", "spark-complete");
    const wanted = shortHash(lists.join(""));
    if (stamped(stamp, wanted)) return python;
    // 450 MB in one source package, whose wheel nobody keeps: not compressed, in no cache (uv keeps 1.9 GB of it and takes
    // none again), and without a look at what it depends on, for which uv downloads it twice.
    const setup = join(bin, "..", "setup.cfg");
    writeAtomic(setup, "[bdist_wheel]\ncompression = stored\n");
    const uv = await openTools(root, { ...process.env, DIST_EXTRA_CONFIG: setup });
    const words = ["pip", "install", "--quiet", "--no-cache", "--python", python, "--no-build-isolation"];
    const list = ["--no-deps", "--require-hashes", "--requirement", file("requirements.txt")];
    // Once more where the network had a hiccup.
    const install = () => uv.run(...words, ...list);
    await install().catch(install);
    const where = "import pyspark, pathlib; print(pathlib.Path(pyspark.__file__).parent / 'jars')";
    const jars = (await run([python, "-c", where])).stdout.trim();
    await run([python, file("drivers.py"), file("drivers.txt"), jars]);
    writeAtomic(stamp, wanted);
    return python;
  });
}

async function openTools(root: string, env: NodeJS.ProcessEnv): Promise<Uv> {
  const found = await uvOnPath();
  const lockFile = join(root, "runtime-environments", "spark-runner", "build.txt");
  const lock = readFileSync(lockFile, "utf8");
  const line = { name: "spark", airflow: "spark", pythons, lockFile, lock, lockHash: shortHash(lock) };
  const python = await findPython({ line, venv: found === undefined });
  return openUv(found, python, {
    engineFolder: join(root, ".adp", "run", "engine"),
    clock: new BareClock(),
    env,
  });
}
