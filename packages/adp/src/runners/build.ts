import type { Docker } from "../docker/index.ts";
import type { Progress } from "../kernel/progress.ts";
import { version } from "../kernel/version.ts";
import {
  buildImage,
  checkInputs,
  digestOf,
  type Explanation,
  explainSteps,
  hashInputs,
  type Layer1Folder,
  type Layer1Settings,
  layer1Folder,
  loginArgs,
  mavenArgs,
  mirrorArgs,
  obtain,
  planAccess,
  readLayer1Settings,
  type ScanSummary,
  scanBuilt,
} from "../layer1/index.ts";
import type { Runner } from "./folder.ts";
import { labels } from "./labels.ts";
import { checkPromise } from "./verify.ts";

/** As in the Dockerfiles. */
const defaultPython = "docker.io/library/python:3.11-slim-bookworm";

interface BuildRunner {
  readonly docker: Docker;
  readonly runner: Runner;
  readonly noCache: boolean;
  readonly pull: boolean;
  readonly progress: Progress;
  readonly note: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
}

interface BuiltRunner {
  readonly runner: string;
  readonly image: string;
  readonly tag: string;
  readonly id: string;
  readonly inputs: string;
  readonly base: string;
  readonly scan: ScanSummary;
  readonly megabytes: number;
  readonly warnings: readonly string[];
}

/** Builds a runner on IMAGE_PYTHON by Layer 1's settings, scans it, runs it, and only then gives it its names. */
export async function buildRunner(options: BuildRunner): Promise<BuiltRunner> {
  const { docker, runner, progress, env = process.env } = options;
  const place = layer1Folder(runner.root);
  const settings = readLayer1Settings(place, env);
  const access = planAccess(place, settings, env);
  const warnings = [...access.warnings];
  const warn = (lines: readonly string[]) => {
    for (const line of lines) options.note(`  ! ${line}`);
    warnings.push(...lines);
  };
  // krb5.conf is mounted where a runner needs it: that Layer 1 lacks one is no matter of this image.
  await checkInputs({ place, settings, access, tools: runner.reaches });
  const reference = settings.python ?? defaultPython;
  const base = await progress.step("Base image", () =>
    obtain(reference, {
      ...{ docker, env, note: options.note, always: options.pull },
      ...{ variable: "IMAGE_PYTHON", envFile: place.envFile },
    }),
  );
  const asked = runner.reaches.includes("maven") ? mavenArgs(settings) : {};
  const mirrors = { ...mirrorArgs(settings), ...asked };
  const inputs = hashInputs(runner.root, runner.inputs, {
    ...mirrors,
    base: digestOf(base),
    platform: version(),
  });
  const tag = `${version()}-${inputs.hash.slice(0, 12)}`;
  const temporary = `${runner.image}:unscanned-${inputs.hash.slice(0, 12)}`;
  try {
    const image = await progress.step(`The runner for ${runner.name}`, () =>
      buildImage({
        ...{ docker, place, access, progress, tag: temporary, noCache: options.noCache },
        ...{ folder: runner.context, file: runner.dockerfile },
        args: { ...mirrors, ...loginArgs(access), IMAGE_PYTHON: reference },
        contexts: { layer1: place.folder },
        labels: labelsOf(runner, {
          tag,
          inputs: inputs.hash,
          reference,
          base: digestOf(base),
          layers: base.layers,
        }),
      }),
    );
    const name = `${runner.image}:${tag}`;
    const scan = await progress.step("Scan for credentials", () =>
      scanBuilt({
        ...{ docker, image, access, place, env, warn, name },
        theirs: new Set(base.layers),
        pulled: reference,
      }),
    );
    await progress.step("Check the image", () => checkPromise({ docker, runner, image, name }));
    for (const one of [tag, "latest"]) await docker.call(["tag", temporary, `${runner.image}:${one}`]);
    return {
      ...{
        runner: runner.name,
        image: `${runner.image}:latest`,
        tag: name,
        id: image.id,
        inputs: inputs.hash,
      },
      ...{ base: reference, scan, megabytes: Math.round(image.size / 1e6), warnings },
    };
  } finally {
    // Where the build, the scan or the check failed, there is no image under this name, or it must not stay.
    await docker.try(["rmi", "--force", temporary], { signal: new AbortController().signal });
  }
}

interface Facts {
  readonly tag: string;
  readonly inputs: string;
  readonly reference: string;
  readonly base: string;
  readonly layers: readonly string[];
}

function labelsOf(runner: Runner, facts: Facts): Record<string, string> {
  return {
    "org.opencontainers.image.title": runner.image,
    "org.opencontainers.image.description": `A runner of the Airflow Data Platform: ${runner.tool}`,
    "org.opencontainers.image.version": version(),
    "org.opencontainers.image.base.name": facts.reference,
    "org.opencontainers.image.base.digest": facts.base,
    [labels.runner]: runner.name,
    [labels.version]: version(),
    [labels.inputs]: facts.inputs,
    [labels.baseLayers]: String(facts.layers.length),
  };
}

/** What a build of the runner will reach, step by step; asks nobody. */
export async function explainRunner(
  runner: Runner,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Explanation> {
  const place: Layer1Folder = layer1Folder(runner.root);
  const settings: Layer1Settings = readLayer1Settings(place, env);
  const images = { IMAGE_PYTHON: settings.python ?? defaultPython };
  return explainSteps({ place, dockerfile: runner.dockerfile, targets: ["runner"], images, env });
}
