import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { shortHash } from "../../packages/adp/src/engine/embedded/lines.ts";
import { findPython } from "../../packages/adp/src/engine/embedded/python/interpreter.ts";
import { openUv, uvOnPath } from "../../packages/adp/src/engine/embedded/python/uv.ts";
import { privateFolder, stamped, writeAtomic } from "../../packages/adp/src/kernel/files.ts";
import { run } from "../../packages/adp/src/kernel/process.ts";
import { BareClock } from "../../packages/adp/src/kernel/progress.ts";
import { noEngine, openEngine } from "../world/docker/engine.ts";
import { persist } from "../world/lib/index.ts";
import { junitCounts } from "./reports.ts";
import { cannotRun, type Suite, type SuiteContext } from "./suite.ts";

const image = "adp-test-trixie:python3";
const template = "cookiecutter-layer2-datakit";
/** Where Debian's Python looks for what its administrator installs. */
const sitePackages = "/usr/local/lib/python3.13/dist-packages";

/** Why Debian 13 cannot be made here; undefined where it can. */
function noTrixie(): string | undefined {
  const reason = noEngine();
  if (reason !== undefined) return reason;
  if (process.env.CI === "true" || process.getuid?.() === 0) return undefined;
  return "debootstrap makes the image of Debian 13, and needs root";
}

/** The framework on the Python 3.13 of Debian 13 "trixie", in a container that sees the host's PostgreSQL. */
export const trixieSuite: Suite = {
  room: "framework",
  name: "sqlmodel-framework on sqlalchemy2, Python 3.13 of Debian 13",
  ci: true,
  async run(context) {
    const reason = noTrixie();
    if (reason !== undefined) return cannotRun(trixieSuite.name, reason);
    const engine = openEngine();
    try {
      // Not by `engine.tool`, during which the suite beside this one would stand still.
      await run([join(context.root, "e2e", "tools", "debian-base"), "trixie", image, "python3"], {
        env: engine.env,
      });
      return await inContainer(context, engine.env);
    } finally {
      engine.close();
    }
  },
};

async function inContainer(
  { root, scratch, warehouseUrl, passes }: SuiteContext,
  env: Readonly<Record<string, string>>,
) {
  const packages = await persist("the packages for Python 3.13", () => packagesFor313(root));
  const reports = privateFolder(join(scratch, "trixie"));
  const mounts = [
    [join(root, "sqlmodel-framework"), "/sqlmodel-framework", "readonly"],
    // Its tests take the template's DAG from beside them.
    [join(root, template), `/${template}`, "readonly"],
    [packages, sitePackages, "readonly"],
    [reports, "/reports"],
  ].flatMap(([source, target, ...more]) => [
    "--mount",
    [`type=bind,source=${source},target=${target}`, ...more].join(","),
  ]);
  const user = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
  const settings = ["CI", "SQLMODEL_FRAMEWORK_TEST_URL", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "HOME"];
  const ran = await passes(
    [
      "docker",
      ...[
        "run",
        "--rm",
        "--network",
        "host",
        "--read-only",
        "--tmpfs",
        "/tmp:exec",
        "--user",
        user,
        ...mounts,
      ],
      // By name alone: the values, a password among them, are in docker's environment and not in its words.
      ...settings.flatMap((name) => ["--env", name]),
      ...["--workdir", "/sqlmodel-framework", image, "python3", "-m", "pytest"],
      ...["-p", "no:cacheprovider", "--junitxml=/reports/report.xml"],
    ],
    {
      cwd: root,
      env: {
        ...env,
        SQLMODEL_FRAMEWORK_TEST_URL: await warehouseUrl("framework_trixie"),
        PYTHONPATH: "/sqlmodel-framework/src",
        PYTHONDONTWRITEBYTECODE: "1",
        HOME: "/tmp",
      },
    },
  );
  const report = join(reports, "report.xml");
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const counts = junitCounts(report);
  return ran ? counts : { ...counts, failed: Math.max(1, counts.failed) };
}

/** The locked stack as wheels for Python 3.13, unpacked by the host's uv, so that the container needs no index. */
async function packagesFor313(root: string): Promise<string> {
  const lockFile = join(root, "sqlmodel-framework", "requirements", "sqlalchemy2.txt");
  const lock = readFileSync(lockFile, "utf8");
  const lockHash = shortHash(lock);
  const folder = join(root, ".adp", "run", "tests", `trixie-${lockHash}`);
  const stamp = join(folder, "complete");
  const target = join(folder, "packages");
  if (stamped(stamp, folder)) return target;
  rmSync(folder, { recursive: true, force: true });
  privateFolder(join(root, ".adp", "run", "tests"));
  const found = await uvOnPath();
  const pythons = ["3.12", "3.11", "3.13"];
  const line = { name: "trixie", airflow: "trixie", pythons, lockFile, lock, lockHash };
  const python = await findPython({ line, venv: found === undefined });
  const engineFolder = privateFolder(join(root, ".adp", "run", "engine"));
  const uv = await openUv(found, python, { engineFolder, clock: new BareClock() });
  const words = ["--quiet", "--python", python.real, "--python-version", "3.13", "--only-binary", ":all:"];
  await uv.run(
    "pip",
    "install",
    ...words,
    "--target",
    target,
    "--require-hashes",
    "--requirements",
    lockFile,
  );
  writeAtomic(stamp, folder);
  return target;
}
