import { closeSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { anonymousFile, stamped, writeAtomic } from "../../../kernel/files.ts";
import { attempt, type Finished, ProcessFailure } from "../../../kernel/process.ts";
import type { BareClock } from "../../../kernel/progress.ts";
import { exclusively } from "../exclusive.ts";
import { dataFolder, shortHash } from "../lines.ts";
import { located, pathFolders } from "./candidates.ts";
import { explainPackageFailure, packageFailureKind } from "./failure.ts";
import type { Python } from "./probe.ts";
import { type PackageSettings, readPackageSettings } from "./settings.ts";

/** The first that installs every lock and holds constraints to their hashes: 0.5 refuses Airflow 2's, and does not. */
const OLDEST_UV = [0, 6, 0] as const;

export interface Preparation {
  readonly engineFolder: string;
  /** Where uv runs, if not in the engine's folder. */
  readonly cwd?: string;
  readonly clock: BareClock;
  readonly onDetail?: ((text: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly env?: NodeJS.ProcessEnv;
  /** Where the locks are, if not in the clone. */
  readonly data?: string;
}

/** The uv of PATH where it is new enough. */
export async function uvOnPath(env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  for (const folder of pathFolders(env)) {
    const path = located(join(folder, "uv"), env);
    if (path === undefined) continue;
    const done = await attempt([path, "--version"], { timeoutMs: 15_000 });
    const version = /^uv (\d+)\.(\d+)\.(\d+)/.exec(done.stdout)?.slice(1).map(Number);
    if (version !== undefined && !(done instanceof ProcessFailure) && !older(version, OLDEST_UV)) return path;
  }
  return undefined;
}

function older(version: readonly number[], than: readonly number[]): boolean {
  for (const [place, wanted] of than.entries()) {
    const has = version[place] ?? 0;
    if (has !== wanted) return has < wanted;
  }
  return false;
}

/** A uv and the settings that it runs with. */
export class Uv {
  constructor(
    readonly path: string,
    readonly settings: PackageSettings,
    private readonly preparation: Preparation,
  ) {}

  /** Runs uv; throws ProcessFailure, for the caller knows what it was for. */
  async run(...args: readonly string[]): Promise<Finished> {
    const { clock, engineFolder, signal, env } = this.preparation;
    const done = await clock.measure(() =>
      withNetrc(this.settings, engineFolder, (netrc) =>
        attempt([this.path, ...args], {
          cwd: this.preparation.cwd ?? engineFolder,
          env: { ...env, ...this.settings.uv, ...netrc.env },
          bareEnvironment: env !== undefined,
          ...netrc.input,
          ...(signal === undefined ? {} : { signal }),
        }),
      ),
    );
    if (!(done instanceof ProcessFailure)) return done;
    signal?.throwIfAborted();
    throw done;
  }
}

/** The uv of PATH, else one of the engine's own that the Python's pip installs from the same index. */
export async function openUv(
  found: string | undefined,
  python: Python,
  preparation: Preparation,
): Promise<Uv> {
  const { engineFolder, signal, onDetail } = preparation;
  const env = preparation.env ?? process.env;
  const settings = await readPackageSettings(python.pip ? python.real : undefined, env);
  if (found !== undefined) return new Uv(found, settings, preparation);
  const lockFile = join(preparation.data ?? dataFolder(), "uv", "lock.txt");
  const folder = join(engineFolder, `uv-${shortHash(`${readFileSync(lockFile, "utf8")}${python.real}`)}`);
  const own = join(folder, "bin", "uv");
  const stamp = join(folder, "complete");
  if (!stamped(stamp, folder) || !existsSync(own)) {
    await exclusively(
      `${folder}.lock`,
      async () => {
        if (stamped(stamp, folder) && existsSync(own)) return;
        onDetail?.("uv");
        rmSync(folder, { recursive: true, force: true });
        await installUv(folder, lockFile, python, settings, preparation);
        writeAtomic(stamp, folder);
      },
      { signal, onWait: () => onDetail?.("another adp installs uv") },
    );
  }
  return new Uv(own, settings, preparation);
}

/** Into a folder of its own, by the Python's pip; where it has none, by that of a virtual environment. */
async function installUv(
  folder: string,
  lockFile: string,
  python: Python,
  settings: PackageSettings,
  preparation: Preparation,
): Promise<void> {
  const { clock, signal, engineFolder } = preparation;
  const env = preparation.env ?? process.env;
  const base = { cwd: engineFolder, bareEnvironment: true, ...(signal === undefined ? {} : { signal }) };
  const context = { folder: engineFolder, settings, python, env };
  let pip = [python.real, "-m", "pip"];
  if (!settings.pipWorks) {
    const venv = `${folder}.venv`;
    rmSync(venv, { recursive: true, force: true });
    const made = await clock.measure(() =>
      attempt([python.real, "-I", "-m", "venv", venv], { ...base, env }),
    );
    signal?.throwIfAborted();
    if (made instanceof ProcessFailure) throw explainPackageFailure(made, { ...context, tool: "venv" });
    pip = [join(venv, "bin", "python"), "-m", "pip"];
  }
  let failure: ProcessFailure | undefined;
  for (const tried of settings.pip) {
    // -vv: without it pip keeps to itself why an index gave nothing.
    const how = ["-vv", "--no-deps", "--only-binary=:all:", "--require-hashes", "-r", lockFile];
    const done = await clock.measure(() =>
      withNetrc(settings, engineFolder, (netrc) =>
        attempt([...pip, "install", "--target", folder, ...how], {
          ...base,
          ...netrc.input,
          env: { ...env, ...tried, ...netrc.env },
        }),
      ),
    );
    if (!(done instanceof ProcessFailure)) {
      rmSync(`${folder}.venv`, { recursive: true, force: true });
      return;
    }
    signal?.throwIfAborted();
    // What the first index says of itself is the reason; PyPI behind it is uv's second choice, and so pip's.
    failure ??= done;
    if (packageFailureKind(done, { tool: "pip", folder: engineFolder }) !== "not-found") break;
  }
  throw explainPackageFailure(failure, { ...context, tool: "pip" });
}

/** Runs a tool with the netrc that it may read, as its standard input: the file has no name that another could open. */
async function withNetrc<T>(
  { netrc }: PackageSettings,
  folder: string,
  work: (given: { env: Record<string, string>; input: { input?: number } }) => Promise<T>,
): Promise<T> {
  if (netrc === undefined) return work({ env: {}, input: {} });
  const input = anonymousFile(folder, netrc.reveal());
  try {
    return await work({ env: { NETRC: "/dev/stdin" }, input: { input } });
  } finally {
    closeSync(input);
  }
}
