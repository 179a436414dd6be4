// Makes the lock files of data/airflow, data/uv and data/ruff again, and shows what they are worth.
//
//   npx tsx packages/adp/scripts/lock-airflow.ts [LINE ...]   lock again, keeping the versions that still fit
//     --upgrade   take the newest versions that fit
//     --check     change nothing; fail where an input changed without a new lock
//     --wheels    ask the index whether every Python and platform of a line finds its wheels
//     --install   install every line on every Python of this machine that it supports, and start its airflow
//
// uv is taken from ADP_UV or PATH, the index from your own settings; no lock names an index.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod/mini";
import { airflowLine, airflowLines, dataFolder, inputHash } from "../src/engine/embedded/lines.ts";
import { prepareAirflow } from "../src/engine/embedded/python/index.ts";
import { findPython } from "../src/engine/embedded/python/interpreter.ts";
import { run } from "../src/kernel/process.ts";
import { BareClock } from "../src/kernel/progress.ts";

const uv = process.env.ADP_UV ?? "uv";
const environment = { UV_PYTHON_DOWNLOADS: "never" };
/** Programs that come as a Python package. */
const tools = ["uv", "ruff"];
const platforms = [
  "x86_64-manylinux_2_28",
  "aarch64-manylinux_2_28",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
];

/** What line.json says for this script, beside what the engine reads of it. */
const lineFile = z.object({
  pythons: z.array(z.string()),
  lockOptions: z.array(z.string()),
  /** Packages that are built from source somewhere: pure Python, or without their extension. */
  sources: z.optional(z.array(z.string())),
});

interface Target {
  readonly key: string;
  readonly name: string;
  readonly folder: string;
}

function readLine(folder: string): z.output<typeof lineFile> {
  return z.parse(lineFile, JSON.parse(readFileSync(join(folder, "line.json"), "utf8")));
}

async function lock({ name, folder }: Target, upgrade: boolean): Promise<void> {
  const line = readLine(folder);
  const pythons = [...line.pythons].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const how = [
    "--universal",
    `--python-version=${pythons[0]}`,
    "--generate-hashes",
    "--no-header",
    "--quiet",
  ];
  await run(
    [
      ...[uv, "pip", "compile", ...how, "--annotation-style=line", ...(upgrade ? ["--upgrade"] : [])],
      ...[...line.lockOptions, "--output-file=lock.txt", "requirements.in"],
    ],
    { cwd: folder, env: environment },
  );
  const output = join(folder, "lock.txt");
  const body = readFileSync(output, "utf8").replace(/^(#[^\n]*\n)+/, "");
  if (/^\s*--(index|extra-index|find-links)|https?:\/\//m.test(body))
    throw new Error(`${name}: the lock names an index`);
  const header = [
    `# ${name}, for Python ${pythons.join(", ")} on Linux (x86-64, arm64) and macOS.`,
    "# Made from requirements.in by packages/adp/scripts/lock-airflow.ts; do not edit.",
    `# inputs: ${inputHash(folder)}`,
  ];
  writeFileSync(output, `${header.join("\n")}\n${body}`);
  process.stdout.write(`${name}: ${body.match(/^[\w.-]+==/gm)?.length} packages\n`);
}

/** What every supported machine needs must be there as a wheel, but for the packages that are only sources. */
async function findWheels({ name, folder }: Target): Promise<void> {
  const line = readLine(folder);
  const names = [...readFileSync(join(folder, "lock.txt"), "utf8").matchAll(/^([\w.-]+)==/gm)]
    .map((match) => match[1] ?? "")
    .filter((package_) => !line.sources?.includes(package_));
  const target = mkdtempSync(join(tmpdir(), "adp-wheels-"));
  try {
    for (const python of line.pythons)
      for (const platform of platforms) {
        const forWhom = [`--python-version=${python}`, `--python-platform=${platform}`];
        const only = names.map((package_) => `--only-binary=${package_}`);
        await run(
          [
            ...[uv, "pip", "install", "--dry-run", "--quiet", "--require-hashes", "--no-deps"],
            ...[...forWhom, ...only, `--target=${join(target, "none")}`, "--requirements=lock.txt"],
          ],
          { cwd: folder, env: environment },
        );
        process.stdout.write(`${name}: Python ${python} on ${platform} finds every wheel\n`);
      }
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}

async function install({ key, name }: Target): Promise<void> {
  const engineFolder = mkdtempSync(join(tmpdir(), "adp-lock-"));
  try {
    for (const minor of airflowLine(key).pythons) {
      const line = { ...airflowLine(key), pythons: [minor] };
      const python = await findPython({ line, venv: false, env: { ...process.env, ADP_PYTHON: "" } }).catch(
        () => undefined,
      );
      if (python === undefined) {
        process.stdout.write(`${name}: Python ${minor} is not on this machine, not tried\n`);
        continue;
      }
      const airflow = await prepareAirflow({
        line: key,
        engineFolder,
        python: python.real,
        clock: new BareClock(),
      });
      await run([uv, "pip", "check", "--python", airflow.python], { env: environment });
      const home = { AIRFLOW_HOME: join(engineFolder, "home") };
      const version = (await run([airflow.airflow, "version"], { env: home })).stdout
        .trim()
        .split("\n")
        .at(-1);
      if (version !== airflow.version) throw new Error(`${name}: airflow version says ${version}`);
      process.stdout.write(`${name}: Python ${python.version} runs Airflow ${version}, its packages fit\n`);
      rmSync(airflow.venv, { recursive: true });
    }
  } finally {
    rmSync(engineFolder, { recursive: true, force: true });
  }
}

const args = process.argv.slice(2);
const wanted = args.filter((arg) => !arg.startsWith("--"));
const targets: Target[] = [
  ...airflowLines().map((key) => ({
    key,
    name: `Airflow ${key}`,
    folder: join(dataFolder(), "airflow", key),
  })),
  ...tools.map((key) => ({ key, name: key, folder: join(dataFolder(), key) })),
];
for (const target of targets.filter(({ key }) => wanted.length === 0 || wanted.includes(key))) {
  if (args.includes("--wheels")) await findWheels(target);
  else if (args.includes("--install")) await (tools.includes(target.key) ? undefined : install(target));
  else if (!args.includes("--check")) await lock(target, args.includes("--upgrade"));
  else {
    const header = /^# inputs: (\w+)$/m.exec(readFileSync(join(target.folder, "lock.txt"), "utf8"))?.[1];
    if (header === inputHash(target.folder)) continue;
    process.stderr.write(`${target.name}: an input changed; lock-airflow.ts ${target.key} locks it again\n`);
    process.exitCode = 1;
  }
}
