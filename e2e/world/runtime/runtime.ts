import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { readPackageSettings } from "../../../packages/adp/src/engine/embedded/python/settings.ts";
import { trustedCertificates } from "../certificates.ts";
import type { Engine } from "../docker/engine.ts";
import { newFolder, removeFolder, run } from "../kerberos/index.ts";

// Stand-ins for the Astronomer Runtime: Airflow of this project's own lock files on Debian, in the Runtime's dress. The
// lines that the embedded engine doesn't have are locked in locks/, as they were when the Runtime of that name came out.

const here = import.meta.dirname;
const tools = join(here, "..", "..", "tools");
const locks = join(here, "..", "..", "..", "packages", "adp", "data", "airflow");

/** The Runtime's version by Airflow line. */
const versions = {
  "2.9": "11.10.0",
  "2.10": "12.12.0",
  "2.11": "13.11.0",
  "3.1": "3.1-21",
  "3.2": "3.2-10",
  "3.3": "3.3-8",
} as const;
export type Line = keyof typeof versions;
export const lines = Object.keys(versions) as Line[];

/** The image's name; `-base` ones carry no ONBUILD steps, as the Runtime's own. */
export function runtimeName(line: Line, kind: "base" | "onbuild" = "onbuild"): string {
  return `adp-stand-in/astro-runtime:${versions[line]}${kind === "base" ? "-base" : ""}`;
}

/** In the place of the official images of Python 3.11 and of Node. */
export const otherNames = {
  pip: "adp-stand-in/python:3.11-slim",
  node: "adp-stand-in/node:22-bookworm-slim",
};

/** Builds all images of these lines in an engine that reaches what this machine reaches; seconds when nothing changed. */
export async function buildRuntimes(engine: Engine, lines: readonly Line[]): Promise<void> {
  const options = { env: engine.env, timeoutMs: 600_000 };
  const tool = (name: string, ...args: string[]) => run([join(tools, name), ...args], options);
  await tool("debian-base");
  const program = `adp-stand-in/node-program:${process.version}`;
  // Made again it would be another image, and so would be all that stands on it.
  if (engine.docker("image", "ls", "--quiet", program) === "") await tool("node-base", program);
  const work = newFolder("adp-runtime");
  try {
    const secrets = Object.entries(await ownWay(work)).flatMap(([id, path]) => [
      "--secret",
      `id=${id},src=${path}`,
    ]);
    const build = (context: string, target: string, name: string, values: Record<string, string>) =>
      run(
        [
          ...(["docker", "buildx", "build", "--quiet", "--network", "host"] as const),
          ...["--file", join(here, "Dockerfile"), "--target", target, "--tag", name, ...secrets],
          ...Object.entries({ ...values, NODE: program }).flatMap((pair) => ["--build-arg", pair.join("=")]),
          context,
        ],
        options,
      );
    for (const [target, name] of Object.entries(otherNames)) await build(here, target, name, {});
    const done = await Promise.allSettled(
      lines.map(async (line) => {
        const { airflow, lock } = locked(line);
        const context = join(work, line);
        mkdirSync(context);
        for (const file of ["entrypoint", "install-system-packages", "install-python-dependencies"])
          copyFileSync(join(here, file), join(context, file));
        copyFileSync(lock, join(context, "lock.txt"));
        writeFileSync(join(context, "requirements.txt"), requirements(line, airflow));
        for (const kind of ["base", "onbuild"] as const)
          await build(context, kind, runtimeName(line, kind), { AIRFLOW: airflow, RUNTIME: versions[line] });
      }),
    );
    for (const each of done) if (each.status === "rejected") throw each.reason;
  } finally {
    removeFolder(work);
  }
}

/** A line's Airflow, and the file that pins all that comes with it. */
function locked(line: Line): { airflow: string; lock: string } {
  const about = join(locks, line, "line.json");
  if (existsSync(about)) {
    const { airflow } = JSON.parse(readFileSync(about, "utf8")) as { airflow: string };
    return { airflow, lock: join(locks, line, "lock.txt") };
  }
  const lock = join(here, "locks", `${line}.txt`);
  const airflow = /^apache-airflow==(.+)$/m.exec(readFileSync(lock, "utf8"))?.[1];
  if (airflow === undefined) throw new Error(`${lock} names no apache-airflow`);
  return { airflow, lock };
}

/** What Airflow needs in the Astro CLI's hands; Layer 1 and datakits bring the rest themselves. */
function requirements(line: Line, airflow: string): string {
  const fab = line.startsWith("2.") ? ["apache-airflow-providers-fab"] : [];
  return [`apache-airflow==${airflow}`, ...fab, "apache-airflow-providers-postgres", "pytest", ""].join("\n");
}

/** This machine's own way to the registries, as files for build secrets: none of it is known to this repository. */
async function ownWay(work: string): Promise<Record<string, string>> {
  const settings = await readPackageSettings("python3");
  const index = join(work, "index");
  const lines = Object.entries(settings.uv)
    .filter(([name, value]) => value !== undefined && /^UV_(DEFAULT_)?INDEX|_PROXY$/i.test(name))
    .map(([name, value]) => `${name}='${value?.replaceAll("'", "'\\''")}'\n`);
  writeFileSync(index, lines.join(""), { mode: 0o600 });
  const certificates = trustedCertificates();
  const netrc = process.env.NETRC ?? join(homedir(), ".netrc");
  return {
    index,
    ...(certificates === undefined ? {} : { ca: certificates }),
    ...(existsSync(netrc) ? { netrc } : {}),
  };
}
