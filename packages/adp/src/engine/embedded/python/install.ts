import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readNetrc } from "../../../credentials/index.ts";
import { readIfPresent } from "../../../kernel/files.ts";
import type { BareClock } from "../../../kernel/progress.ts";
import { airflowLine, namesIn } from "../lines.ts";
import type { PreparedAirflow } from "./environment.ts";
import { explainPackageFailure } from "./failure.ts";
import { plainAddresses, refuseExposedLogins } from "./logins.ts";
import { type Python, probe } from "./probe.ts";
import { openUv, type Uv, uvOnPath } from "./uv.ts";

export interface InstallOptions {
  readonly airflow: PreparedAirflow;
  /** requirements.txt files; several are resolved together, so that they agree. */
  readonly requirements: string | readonly string[];
  /** A folder for PYTHONPATH, beside an environment that others share. Without it: the environment itself. */
  readonly target?: string;
  /** Keeps to the versions of Airflow's lock: what does not fit them is ADP-PY-019. */
  readonly constrained?: boolean;
  /** Only what the files name, pinned and hashed, built by the environment's own setuptools. */
  readonly noDependencies?: boolean;
  readonly clock: BareClock;
  readonly onDetail?: (text: string) => void;
  readonly signal?: AbortSignal;
  readonly env?: NodeJS.ProcessEnv;
  /** Where the locks are, if not in the clone. */
  readonly data?: string;
}

/** Installs what a datakit asks for. Errors: ADP-PY-010 to 022. */
export async function installInto(options: InstallOptions): Promise<void> {
  const { airflow, target, noDependencies } = options;
  const files = typeof options.requirements === "string" ? [options.requirements] : options.requirements;
  const line = airflowLine(airflow.line, options.data);
  const netrc = readNetrc(options.env);
  refuseExposedLogins(
    files.flatMap((file) => plainAddresses(file, readIfPresent(file) ?? "", netrc)),
    options.env ?? process.env,
  );
  // The environment's own Python was made from the base: it answers for it, also where the base has moved.
  const python = (await probe(airflow.basePython)) as Python;
  const uv = await openUv(await uvOnPath(options.env), python, {
    ...options,
    engineFolder: dirname(airflow.venv),
    // What a file names by a relative path, ./include/mypkg, lies in its datakit.
    cwd: dirname(files[0] ?? airflow.venv),
  });
  const from = files.flatMap((file) => ["-r", file]);
  const bounds = options.constrained ? ["-c", line.lockFile] : [];
  const install = ["pip", "install", "--quiet", "--python", airflow.python];
  const into = target === undefined ? [] : ["--target", target];
  options.onDetail?.(files.join(", "));
  try {
    if (noDependencies) {
      await uv.run(...install, ...into, "--no-deps", "--no-build-isolation", "--require-hashes", ...from);
    } else if (target === undefined) {
      await uv.run(...install, ...bounds, ...from);
    } else {
      await installBeside(uv, airflow, [...bounds, ...files], [...install, ...into], files);
    }
  } catch (error) {
    throw explainPackageFailure(error, {
      tool: "uv",
      folder: target ?? airflow.venv,
      settings: uv.settings,
      env: options.env ?? process.env,
      requirements: { files, line },
    });
  }
}

/** Resolves against the whole environment, and installs into the target only what the environment lacks. */
async function installBeside(
  uv: Uv,
  airflow: PreparedAirflow,
  wanted: readonly string[],
  install: readonly string[],
  files: readonly string[],
): Promise<void> {
  const resolved = await uv.run(
    ...["pip", "compile", "--quiet", "--no-header", "--no-annotate"],
    ...["--python", airflow.python],
    ...wanted,
  );
  const present = namesIn((await uv.run("pip", "freeze", "--quiet", "--python", airflow.python)).stdout);
  const entries = resolved.stdout.split("\n").map((entry) => entry.replace(/^-e\s+/, ""));
  const local = entries.filter(isPath);
  const missing = [
    ...local,
    ...entries.filter((entry) => !isPath(entry) && [...namesIn(entry)].some((name) => !present.has(name))),
  ];
  if (missing.length === 0) return;
  const scratch = mkdtempSync(join(tmpdir(), "adp-requirements-"));
  try {
    const list = join(scratch, "missing.txt");
    writeFileSync(list, `${missing.join("\n")}\n`);
    // The files once more as constraints: where they carry hashes, those are checked.
    const hashed = files.filter((file) => readFileSync(file, "utf8").includes("--hash="));
    const bounds = hashed.flatMap((file) => ["-c", file]);
    // The source of a folder may have changed under the same version: uv must not use what it built before.
    const refresh = local.length > 0 ? ["--refresh"] : [];
    await uv.run(...install, ...refresh, "--no-deps", "-r", list, ...bounds);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A requirement that is a file or folder of this machine. */
function isPath(entry: string): boolean {
  return /^(\.{0,2}\/|file:)/.test(entry.trim());
}
