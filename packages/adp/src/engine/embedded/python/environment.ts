import { existsSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import { privateFolder, readIfPresent, writeAtomic } from "../../../kernel/files.ts";
import { platformRoot } from "../../../kernel/home.ts";
import { tryJson } from "../../../kernel/json.ts";
import type { BareClock } from "../../../kernel/progress.ts";
import { exclusively } from "../exclusive.ts";
import { requireOwnEngine } from "../folder-failure.ts";
import { type AirflowLine, airflowLine, excerpt, shortHash } from "../lines.ts";
import { located } from "./candidates.ts";
import { explainPackageFailure } from "./failure.ts";
import { findPython } from "./interpreter.ts";
import type { Python } from "./probe.ts";
import { openUv, type Preparation, type Uv, uvOnPath } from "./uv.ts";

export interface AirflowOptions {
  /** "3.3", "2.11" or "2.9". */
  readonly line: string;
  /** Holds the environments; must be writable, and may be removed as a whole. */
  readonly engineFolder: string;
  /** A path or a name on PATH; ADP_PYTHON, then a search, where undefined. */
  readonly python?: string | undefined;
  readonly clock: BareClock;
  readonly onDetail?: (text: string) => void;
  readonly signal?: AbortSignal;
  readonly env?: NodeJS.ProcessEnv;
  /** Where the locks are, if not in the clone. */
  readonly data?: string;
}

/** A virtual environment that holds exactly what the line's lock says. */
export interface PreparedAirflow {
  readonly line: string;
  readonly venv: string;
  /** The folder of `airflow`, for the front of PATH. */
  readonly bin: string;
  readonly python: string;
  readonly airflow: string;
  /** Airflow's version. */
  readonly version: string;
  /** Python's version. */
  readonly pythonVersion: string;
  /** The Python that it was made from. */
  readonly basePython: string;
}

const Stamp = z.object({
  venv: z.string(),
  lock: z.string(),
  framework: z.string(),
  basePython: z.string(),
  pythonVersion: z.string(),
});
type Stamp = z.infer<typeof Stamp>;

/**
 * The environment of an Airflow line, made where it is missing or was not finished. A second call starts no process.
 * Errors: ADP-PY-001 to 004 for the Python, ADP-PY-010 to 021 for the packages.
 */
export async function prepareAirflow(options: AirflowOptions): Promise<PreparedAirflow> {
  try {
    return await prepare(options);
  } catch (error) {
    const { engineFolder: folder, env } = options;
    throw explainPackageFailure(error, { tool: "uv", folder, ...(env === undefined ? {} : { env }) });
  }
}

async function prepare(options: AirflowOptions): Promise<PreparedAirflow> {
  const env = options.env ?? process.env;
  const line = airflowLine(options.line, options.data);
  const ready = finished(options.engineFolder, line, options.python ?? env.ADP_PYTHON, env);
  if (ready !== undefined) return ready;
  requireOwnEngine(options.engineFolder, { rebuild: true });
  const preparation: Preparation = {
    ...options,
    engineFolder: realpathSync(privateFolder(options.engineFolder)),
  };
  const found = await uvOnPath(env);
  const python = await findPython({ line, python: options.python, venv: found === undefined, env });
  const uv = await openUv(found, python, preparation);
  const venv = join(preparation.engineFolder, folderName(line, python));
  return exclusively(
    `${venv}.lock`,
    // The folder's name already says which Python: what the user named may be a shim that leads there.
    async () => read(venv, line) ?? (await build(venv, line, python, uv, preparation)),
    {
      signal: options.signal,
      onWait: (holder) => options.onDetail?.(`process ${holder} prepares the same environment`),
    },
  );
}

function folderName(line: AirflowLine, python: Python): string {
  return `airflow-${line.name}-py${python.minor}-${shortHash(`${line.lockHash} ${python.real}`)}`;
}

function finished(
  folder: string,
  line: AirflowLine,
  wanted: string | undefined,
  env: NodeJS.ProcessEnv,
): PreparedAirflow | undefined {
  if (!existsSync(folder)) return undefined;
  const real = realpathSync(folder);
  return readdirSync(real)
    .filter((name) => name.startsWith(`airflow-${line.name}-`) && !name.endsWith(".lock"))
    .map((name) => read(join(real, name), line))
    .find((ready) => ready !== undefined && isWanted(ready, wanted, env));
}

/** Whether an environment of any line was finished here: another start then installs little. */
export function hasAirflow(engineFolder: string): boolean {
  return (
    existsSync(engineFolder) &&
    readdirSync(engineFolder).some((name) => existsSync(join(engineFolder, name, "complete.json")))
  );
}

/** The environment in a folder, if it was finished from this lock, at this path, on a Python that is still there. */
function read(venv: string, line: AirflowLine): PreparedAirflow | undefined {
  const text = readIfPresent(join(venv, "complete.json"));
  if (text === undefined) return undefined;
  const stamp = tryJson(text, Stamp);
  if (stamp === undefined) return undefined;
  const described = describe(venv, line, stamp);
  const fits =
    stamp.venv === venv &&
    stamp.lock === line.lockHash &&
    stamp.framework === ownSources() &&
    existsSync(described.python) &&
    existsSync(described.airflow);
  return fits ? described : undefined;
}

/** Whether the Python that the user names is the one that the environment was made from. A shim must be run to know. */
function isWanted(ready: PreparedAirflow, wanted: string | undefined, env: NodeJS.ProcessEnv): boolean {
  if (wanted === undefined || wanted === "") return true;
  const path = located(wanted, env);
  return path !== undefined && realpathSync(path) === ready.basePython;
}

function describe(venv: string, line: AirflowLine, stamp: Stamp): PreparedAirflow {
  const bin = join(venv, "bin");
  return {
    line: line.name,
    venv,
    bin,
    python: join(bin, "python"),
    airflow: join(bin, "airflow"),
    version: line.airflow,
    pythonVersion: stamp.pythonVersion,
    basePython: stamp.basePython,
  };
}

/** Built in its final folder, because its scripts hold its path. The stamp comes last; a folder without one is rebuilt. */
async function build(
  venv: string,
  line: AirflowLine,
  python: Python,
  uv: Uv,
  preparation: Preparation,
): Promise<PreparedAirflow> {
  try {
    rmSync(venv, { recursive: true, force: true });
    preparation.onDetail?.(`Airflow ${line.airflow} on Python ${python.version}`);
    await uv.run("venv", "--quiet", "--python", python.real, venv);
    const install = [
      "pip",
      "install",
      "--quiet",
      "--python",
      join(venv, "bin", "python"),
      "--require-hashes",
      "--no-build-isolation",
    ];
    // What builds source packages comes first, locked like everything: an isolated build would fetch its own.
    const builders = join(venv, "builders.txt");
    writeFileSync(builders, excerpt(line.lock, ["setuptools"]));
    await uv.run(...install, "-r", builders);
    await uv.run(...install, "--compile-bytecode", "-r", line.lockFile);
  } catch (error) {
    throw explainPackageFailure(error, {
      tool: "uv",
      folder: preparation.engineFolder,
      settings: uv.settings,
      python,
      env: preparation.env ?? process.env,
    });
  }
  const framework = ownSources();
  writeFileSync(join(sitePackages(venv, python), "sqlmodel_framework.pth"), `${framework}\n`);
  const stamp: Stamp = {
    venv,
    lock: line.lockHash,
    framework,
    basePython: python.real,
    pythonVersion: python.version,
  };
  writeAtomic(join(venv, "complete.json"), JSON.stringify(stamp, undefined, 2));
  return describe(venv, line, stamp);
}

function sitePackages(venv: string, python: Python): string {
  return join(venv, "lib", `python${python.minor}`, "site-packages");
}

/** What a DAG imports of this clone, a folder a line: the framework, and the operators of the runners. */
function ownSources(): string {
  const root = platformRoot();
  return [
    join(root, "sqlmodel-framework", "src"),
    join(root, "runtime-environments", "operators", "src"),
  ].join("\n");
}
