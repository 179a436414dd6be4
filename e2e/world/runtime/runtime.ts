import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { quoted } from "@airflow-data-platform/cli-kit";
import { readPackageSettings } from "../../../packages/adp/src/engine/embedded/python/settings.ts";
import { root } from "../adp.ts";
import type { Engine } from "../docker/engine.ts";
import { newFolder, oneAtATime, persist, removeFolder, run, trustedCertificates } from "../lib/index.ts";

// Stand-ins for the Astronomer Runtime: Airflow from PyPI on Debian, with the Runtime's user, folders and scripts. locks/LINE.in
// holds what a Runtime of that line contains, and where that is published; locks/LINE.txt the versions that follow from it.

const here = import.meta.dirname;
const tools = join(here, "..", "..", "tools");

/** Of what a Runtime contains, the packages whose versions decide what Layer 1 and a datakit can install beside them. */
const deciding =
  /^(apache-airflow|apache-airflow-providers-(celery|cncf-kubernetes|fab|postgres)|pydantic|sqlalchemy|typer|pytest)==/;

/** The Runtime's version by Airflow line. */
const versions = {
  "2.9": "11.10.0",
  "2.10": "12.12.0",
  "2.11": "13.11.0",
  "3.0": "3.0-18",
  "3.1": "3.1-21",
  "3.2": "3.2-10",
  "3.3": "3.3-8",
} as const;
export type Line = keyof typeof versions;
export const lines = Object.keys(versions) as Line[];

/** What is in a stand-in: the packages whose versions decide, or all of the published list. */
export type Contents = "deciding" | "published";

/** The image's name; `-base` ones carry no ONBUILD steps, as the Runtime's own. */
export function runtimeName(
  line: Line,
  kind: "base" | "onbuild" = "onbuild",
  contents: Contents = "deciding",
): string {
  const name = contents === "published" ? "published-runtime" : "astro-runtime";
  return `adp-stand-in/${name}:${versions[line]}${kind === "base" ? "-base" : ""}`;
}

/** Stand-ins for the official images of Python 3.11 and Node. */
export const otherNames = {
  pip: "adp-stand-in/python:3.11-slim",
  node: "adp-stand-in/node:22-bookworm-slim",
};

/** Builds all images of these lines in an engine that reaches what this machine reaches; seconds when nothing changed. */
export function buildRuntimes(
  engine: Engine,
  lines: readonly Line[],
  contents: Contents = "deciding",
): Promise<void> {
  const work = () => build(engine, lines, contents);
  return oneAtATime(root, "images", () => persist("the stand-ins' images", work));
}

async function build(engine: Engine, lines: readonly Line[], contents: Contents): Promise<void> {
  const options = { env: engine.env, timeoutMs: 3_600_000 };
  const tool = (name: string, ...args: string[]) => run([join(tools, name), ...args], options);
  await tool("debian-base");
  const program = `adp-stand-in/node-program:${process.version}`;
  // Built again it would be another image, and all images on top of it would change.
  if (engine.docker("image", "ls", "--quiet", program) === "") await tool("node-base", program);
  const work = newFolder("adp-runtime");
  try {
    const secrets = Object.entries(await ownWay(work)).flatMap(([id, path]) => [
      "--secret",
      `id=${id},src=${path}`,
    ]);
    const image = (context: string, target: string, name: string, values: Record<string, string>) =>
      run(
        [
          ...(["docker", "buildx", "build", "--quiet", "--network", "host"] as const),
          ...["--file", join(here, "Dockerfile"), "--target", target, "--tag", name, ...secrets],
          ...Object.entries({ ...values, NODE: program }).flatMap((pair) => ["--build-arg", pair.join("=")]),
          context,
        ],
        options,
      );
    for (const [target, name] of Object.entries(otherNames)) await image(here, target, name, {});
    const done = await Promise.allSettled(
      lines.map(async (line) => {
        const lock = join(here, "locks", `${line}.txt`);
        const pins = readFileSync(lock, "utf8").split("\n");
        const airflow = pins
          .find((pin) => pin.startsWith("apache-airflow=="))
          ?.slice("apache-airflow==".length);
        if (airflow === undefined) throw new Error(`${lock} names no apache-airflow`);
        const context = join(work, line);
        mkdirSync(context);
        for (const file of ["entrypoint", "install-system-packages", "install-python-dependencies"])
          copyFileSync(join(here, file), join(context, file));
        copyFileSync(lock, join(context, "lock.txt"));
        writeFileSync(
          join(context, "requirements.txt"),
          pins
            .filter((pin) => deciding.test(pin))
            .map((pin) => `${pin}\n`)
            .join(""),
        );
        for (const kind of ["base", "onbuild"] as const)
          await image(context, kind, runtimeName(line, kind, contents), {
            ...{ AIRFLOW: airflow, RUNTIME: versions[line] },
            CONTENTS: contents === "published" ? "published" : "pip",
          });
      }),
    );
    for (const each of done) if (each.status === "rejected") throw each.reason;
  } finally {
    removeFolder(work);
  }
}

/** This machine's settings for the registries, as files for build secrets. None of them is in this repository. */
export async function ownWay(work: string): Promise<Record<string, string>> {
  const settings = await readPackageSettings("python3");
  const index = join(work, "index");
  const lines = Object.entries(settings.uv)
    .filter(([name, value]) => value !== undefined && /^UV_(DEFAULT_)?INDEX|_PROXY$/i.test(name))
    .map(([name, value]) => `${name}=${quoted(value ?? "")}\n`);
  writeFileSync(index, lines.join(""), { mode: 0o600 });
  const certificates = trustedCertificates();
  const netrc = process.env.NETRC ?? join(homedir(), ".netrc");
  return {
    index,
    ...(certificates === undefined ? {} : { ca: certificates }),
    ...(existsSync(netrc) ? { netrc } : {}),
  };
}
