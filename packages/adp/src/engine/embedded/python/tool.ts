import { existsSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import { privateFolder, stamped, writeAtomic } from "../../../kernel/files.ts";
import { parseJson } from "../../../kernel/json.ts";
import { BareClock } from "../../../kernel/progress.ts";
import { exclusively } from "../exclusive.ts";
import { dataFolder, shortHash } from "../lines.ts";
import { explainPackageFailure } from "./failure.ts";
import { findPython } from "./interpreter.ts";
import { openUv, uvOnPath } from "./uv.ts";

export interface ToolOptions {
  /** Holds what was installed; may be removed as a whole. */
  readonly engineFolder: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Where the locks are, if not in the clone. */
  readonly data?: string;
}

/**
 * The path of a program that comes as a Python package, by its lock in data/NAME: installed by uv from the user's own
 * index where it is missing. Errors: ADP-PY-001 to 022.
 */
export async function pythonTool(name: string, options: ToolOptions): Promise<string> {
  const env = options.env ?? process.env;
  const data = join(options.data ?? dataFolder(), name);
  const lockFile = join(data, "lock.txt");
  const lock = readFileSync(lockFile, "utf8");
  const lockHash = shortHash(lock);
  const engineFolder = realpathSync(privateFolder(options.engineFolder));
  const folder = join(engineFolder, `${name}-${lockHash}`);
  const program = join(folder, "bin", name);
  const stamp = join(folder, "complete");
  const ready = () => stamped(stamp, folder) && existsSync(program);
  if (ready()) return program;
  const file = join(data, "line.json");
  const { pythons } = parseJson(readFileSync(file, "utf8"), z.object({ pythons: z.array(z.string()) }), {
    from: file,
    next: [],
  });
  const found = await uvOnPath(env);
  const line = { name, airflow: name, pythons, lockFile, lock, lockHash };
  const python = await findPython({ line, venv: found === undefined, env });
  const uv = await openUv(found, python, { ...options, engineFolder, clock: new BareClock() });
  const how = ["--quiet", "--python", python.real, "--no-deps", "--only-binary=:all:", "--require-hashes"];
  return exclusively(
    `${folder}.lock`,
    async () => {
      if (ready()) return program;
      rmSync(folder, { recursive: true, force: true });
      try {
        await uv.run("pip", "install", ...how, "--target", folder, "-r", lockFile);
      } catch (error) {
        throw explainPackageFailure(error, { tool: "uv", folder, settings: uv.settings, env });
      }
      writeAtomic(stamp, folder);
      return program;
    },
    { signal: undefined },
  );
}
