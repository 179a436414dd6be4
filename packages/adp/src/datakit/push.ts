import { join } from "node:path";
import { act, adp, again, either, run, shell } from "@airflow-data-platform/cli-kit";
import { baseImageOf, type Docker, type ImageFacts } from "../docker/index.ts";
import { AdpError } from "../kernel/errors.ts";
import { platformRoot } from "../kernel/home.ts";
import { attempt, ProcessFailure } from "../kernel/process.ts";
import type { Progress } from "../kernel/progress.ts";
import {
  airflowLabel,
  brokenPromise,
  imageSbom,
  layer1Folder,
  planAccess,
  pushImage,
  readLayer1Settings,
  referenceOf,
  repositoryOf,
  runtimeLabel,
  scanImage,
} from "../layer1/index.ts";
import type { PushRecord } from "../layer3/index.ts";
import { KIT_BUILD, KIT_LEAK, KIT_NO_COMMIT, KIT_NO_LAYER1, KIT_PROMISE, KIT_TESTS } from "./errors.ts";
import { buildTrial, testTrial } from "./trial.ts";
import { demandClean } from "./worktree.ts";

interface PushOptions {
  readonly docker: Docker;
  readonly folder: string;
  /** REGISTRY/PATH of the company's registry, without a tag. */
  readonly repository: string;
  readonly progress: Progress;
  readonly note: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
  readonly root?: string;
}

export interface Pushed {
  readonly record: PushRecord;
  /** CycloneDX: what is in the image. */
  readonly sbom: string;
}

/**
 * Builds a datakit's image from its commit, runs its tests in it, looks for credentials and at Layer 1's promise, and only
 * then sends it to the company's registry, under its commit. What was found is the record that a promotion needs.
 */
export async function pushDatakit(options: PushOptions): Promise<Pushed> {
  const { docker, folder, progress, note, env = process.env } = options;
  const repository = repositoryOf(options.repository);
  const commit = await commitOf(folder);
  const layer1 = await layer1Image(docker, folder);
  try {
    const image = await progress.step("Image", () => build(docker, folder));
    const tests = await progress.step("Tests, in the image", () => test(docker));
    const scan = await progress.step("No credential in the image", () =>
      scanned({ ...options, env }, image, layer1),
    );
    await progress.step("Layer 1's promise", () => demandPromise({ ...options, env }, image));
    const pushed = new Date().toISOString().replace(/\.\d+Z$/, "Z");
    const sbom = await imageSbom(docker, trial, pushed);
    const tag = commit.slice(0, 12);
    const sent = await progress.step("Push", () =>
      pushImage(`${repository}:${tag}`, image, { docker, env, note }),
    );
    const record = {
      image: repository,
      digest: referenceOf(repository, sent).slice(repository.length + 1),
      airflow: image.labels[airflowLabel] ?? "",
      runtime: image.labels[runtimeLabel] ?? "none",
      ...{ commit, pushed, scan, tests },
      providers: providersIn(sbom),
      promise: { kept: true },
    };
    return { record, sbom };
  } finally {
    await removePushTrial(docker);
  }
}

/** The image's name until it is pushed. */
const trial = `adp-push:${process.pid}`;

/** Takes that name away, also after a push that was cut off. */
export async function removePushTrial(docker: Docker): Promise<void> {
  await docker.try(["rmi", "--no-prune", trial]);
}

/** The commit that holds everything of the folder. */
async function commitOf(folder: string): Promise<string> {
  const head = await attempt(["git", "rev-parse", "HEAD"], { cwd: folder });
  if (head instanceof ProcessFailure)
    throw new AdpError(KIT_NO_COMMIT, {
      why: "A release names the commit that its image was built from.",
      next: [run(shell`git init && git add . && git commit -m "Begin"`), again],
      cause: head,
    });
  await demandClean(folder);
  return head.stdout.trim();
}

async function layer1Image(docker: Docker, folder: string): Promise<ImageFacts> {
  const from = baseImageOf(folder);
  const image = from === undefined ? undefined : await docker.image(from);
  if (image !== undefined) return image;
  throw new AdpError(KIT_NO_LAYER1, {
    what:
      from === undefined
        ? `${join(folder, "Dockerfile")} begins from no image that can be read.`
        : `${from}, which its Dockerfile begins from, is not here.`,
    next: [
      either(
        run(adp`layer1 pull REGISTRY/REPOSITORY@DIGEST`, "takes your company's"),
        run(adp`layer1 build`, "builds it here"),
      ),
      again,
    ],
  });
}

async function build(docker: Docker, folder: string): Promise<ImageFacts> {
  const failure = await buildTrial(docker, folder, trial);
  if (failure !== undefined)
    throw new AdpError(KIT_BUILD, {
      evidence: failure.tail(12),
      next: [run(shell`docker build ${folder}`, "shows all that it printed"), again],
      cause: failure,
    });
  const image = await docker.image(trial);
  if (image === undefined) throw new Error(`${trial} was built and is not there`);
  return image;
}

async function test(docker: Docker): Promise<PushRecord["tests"]> {
  const { ok, summary = "", evidence } = await testTrial(docker, trial);
  const passed = Number(/(\d+) passed/.exec(summary)?.[1] ?? 0);
  if (ok && passed > 0) return { passed, failed: 0 };
  throw new AdpError(KIT_TESTS, {
    what:
      passed === 0 && !/failed|error/.test(summary)
        ? "No test ran in the image."
        : `Tests fail in the image: ${summary}.`,
    why: "Only what was tested is promoted. Nothing was pushed.",
    evidence,
    next: [run(adp`dev test`, "runs them here"), again],
  });
}

type Inside = PushOptions & { readonly env: NodeJS.ProcessEnv };

async function scanned(
  { docker, note, env, root = platformRoot() }: Inside,
  image: ImageFacts,
  layer1: ImageFacts,
): Promise<PushRecord["scan"]> {
  const place = layer1Folder(root);
  const { leaks, summary } = await scanImage({
    ...{ docker, image, place, env },
    theirs: new Set(layer1.layers),
    pulled: layer1.labels["org.opencontainers.image.base.name"] ?? "docker.io/library/scratch",
    access: planAccess(place, readLayer1Settings(place, env), env),
    warn: (lines) => {
      for (const line of lines) note(`  ! ${line}`);
    },
  });
  const [first] = leaks;
  if (first === undefined) return { found: 0, layers: summary.layers };
  throw new AdpError(KIT_LEAK, {
    what: `The image contains ${leaks.length === 1 ? "a credential" : `${leaks.length} credentials`}: ${first.what} in ${first.path}.`,
    why: "Everyone who may pull it can read it. Nothing was pushed.",
    evidence: leaks.slice(0, 12).map(({ path, what }) => `${path}  ${what}`),
    next: [
      act("remove it from the datakit, or name its file in .dockerignore"),
      act("replace the credential, if it was ever pushed"),
      again,
    ],
  });
}

async function demandPromise(
  { docker, env, root = platformRoot() }: Inside,
  image: ImageFacts,
): Promise<void> {
  const place = layer1Folder(root);
  const settings = readLayer1Settings(place, env);
  const broken = await brokenPromise({ docker, place, settings, name: "the datakit's image", image, env });
  if (broken === undefined) return;
  throw new AdpError(KIT_PROMISE, {
    what: `The image does not keep Layer 1's promise (${broken.check.name}): ${broken.what}`,
    why: "The datakit's packages changed what Layer 1 brings. Nothing was pushed.",
    next: [act("correct requirements.txt and packages.txt"), again],
  });
}

/** Of the bill of materials: the providers' names without their prefix. */
function providersIn(sbom: string): string[] {
  return [...sbom.matchAll(/"pkg:pypi\/apache-airflow-providers-([\w-]+)@/g)]
    .map(([, name = ""]) => name)
    .sort();
}
