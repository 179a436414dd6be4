// Makes the lock files of data/airflow and data/uv again, and shows whether they belong to their inputs.
//
//   node packages/adp/scripts/lock-airflow.mjs [LINE ...]   lock again, keeping the versions that still fit
//     --upgrade   take the newest versions that fit
//     --wheels    ask the index whether every Python and platform of a line finds its wheels
//     --check     change nothing; fail where an input changed without a new lock
//
// uv is taken from ADP_UV or PATH, the index from your own settings; no lock names an index.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const data = join(dirname(fileURLToPath(import.meta.url)), "..", "data");
const uv = process.env.ADP_UV ?? "uv";
const environment = { ...process.env, UV_PYTHON_DOWNLOADS: "never" };
const platforms = [
  "x86_64-manylinux_2_28",
  "aarch64-manylinux_2_28",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
];

/** The hash of what a lock is made from. Held in the lock's header, so that a stale lock shows. */
function inputHash(folder) {
  const hash = createHash("sha256");
  for (const name of ["requirements.in", "line.json"]) hash.update(readFileSync(join(folder, name)));
  return hash.digest("hex").slice(0, 16);
}

function lock(name, folder, upgrade) {
  const line = JSON.parse(readFileSync(join(folder, "line.json"), "utf8"));
  const pythons = [...line.pythons].sort((a, b) => Number(a.split(".")[1]) - Number(b.split(".")[1]));
  const output = join(folder, "lock.txt");
  execFileSync(
    uv,
    [
      "pip",
      "compile",
      "--universal",
      `--python-version=${pythons[0]}`,
      "--generate-hashes",
      "--no-header",
      "--annotation-style=line",
      "--quiet",
      ...(upgrade ? ["--upgrade"] : []),
      ...line.lockOptions,
      "--output-file=lock.txt",
      "requirements.in",
    ],
    { cwd: folder, env: environment, stdio: ["ignore", "ignore", "inherit"] },
  );
  const body = readFileSync(output, "utf8").replace(/^(#[^\n]*\n)+/, "");
  if (/^\s*--(index|extra-index|find-links)|https?:\/\//m.test(body))
    throw new Error(`${name}: the lock names an index`);
  const header = [
    `# ${name}, for Python ${pythons.join(", ")} on Linux (x86-64, arm64) and macOS.`,
    "# Made from requirements.in by packages/adp/scripts/lock-airflow.mjs; do not edit.",
    `# inputs: ${inputHash(folder)}`,
  ];
  writeFileSync(output, `${header.join("\n")}\n${body}`);
  process.stdout.write(`${name}: ${body.match(/^[\w.-]+(\[[^\]]*\])?==/gm)?.length} packages\n`);
}

/** What every supported machine needs must be there as a wheel, but for the packages that are only sources. */
function wheels(name, folder) {
  const line = JSON.parse(readFileSync(join(folder, "line.json"), "utf8"));
  const names = [...readFileSync(join(folder, "lock.txt"), "utf8").matchAll(/^([\w.-]+)==/gm)]
    .map((match) => match[1])
    .filter((name) => !line.sources?.includes(name));
  const target = mkdtempSync(join(tmpdir(), "adp-wheels-"));
  try {
    for (const python of line.pythons)
      for (const platform of platforms) {
        execFileSync(
          uv,
          [
            "pip",
            "install",
            "--dry-run",
            "--quiet",
            `--python-version=${python}`,
            `--python-platform=${platform}`,
            "--require-hashes",
            ...names.map((name) => `--only-binary=${name}`),
            "--no-deps",
            `--target=${join(target, "none")}`,
            "--requirements=lock.txt",
          ],
          { cwd: folder, env: environment, stdio: ["ignore", "ignore", "inherit"] },
        );
        process.stdout.write(`${name}: Python ${python} on ${platform} finds every wheel\n`);
      }
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}

const args = process.argv.slice(2);
const wanted = args.filter((arg) => !arg.startsWith("--"));
const folders = [
  ...readdirSync(join(data, "airflow")).map((line) => [line, `Airflow ${line}`, join(data, "airflow", line)]),
  ["uv", "uv", join(data, "uv")],
].filter(([key]) => wanted.length === 0 || wanted.includes(key));

let stale = 0;
for (const [key, name, folder] of folders) {
  if (args.includes("--check")) {
    const header = /^# inputs: (\w+)$/m.exec(readFileSync(join(folder, "lock.txt"), "utf8"))?.[1];
    if (header === inputHash(folder)) continue;
    stale += 1;
    process.stderr.write(
      `${name}: an input changed without a new lock: node packages/adp/scripts/lock-airflow.mjs ${key}\n`,
    );
    continue;
  }
  if (!args.includes("--wheels")) lock(name, folder, args.includes("--upgrade"));
  else wheels(name, folder);
}
process.exitCode = stale === 0 ? 0 : 1;
