import type { Docker, ImageFacts } from "../docker/index.ts";
import { ProcessFailure } from "../kernel/process.ts";
import type { Progress } from "../kernel/progress.ts";
import { type AccessPlan, planAccess } from "./access.ts";
import { type Base, describeBase, resolveBase } from "./base.ts";
import { checkInputs } from "./check-inputs.ts";
import { explainBuild } from "./failure.ts";
import type { Layer1Folder } from "./folder.ts";
import { writeFrameworkWheel } from "./framework-wheel.ts";
import { lastCommit } from "./git.ts";
import { committedInputs } from "./inputs.ts";
import { type BuildPlan, planBuild } from "./plan.ts";
import { writeProvenance } from "./provenance.ts";
import { obtain, type PullOptions } from "./pull.ts";
import { misfit, pythonFacts } from "./python-fit.ts";
import { type ScanSummary, scanBuilt } from "./scan-built.ts";
import { writeSecretFiles } from "./secret-files.ts";
import { type Layer1Settings, readLayer1Settings } from "./settings.ts";
import { SharerImage } from "./sharer.ts";
import { stepWords } from "./steps.ts";
import { supportWarnings } from "./support.ts";

interface BuildLayer1 {
  readonly docker: Docker;
  readonly place: Layer1Folder;
  /** The image's name without a tag. */
  readonly name: string;
  readonly exactBase: boolean;
  readonly noCache: boolean;
  readonly pull: boolean;
  readonly again: string;
  readonly progress: Progress;
  readonly note: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
}

interface BuiltLayer1 {
  readonly image: string;
  readonly tag: string;
  readonly id: string;
  readonly inputs: string;
  /** Whether this id was there before. */
  readonly unchanged: boolean;
  readonly base: ReturnType<typeof describeBase>;
  readonly scan: ScanSummary;
  readonly sharer: string | undefined;
  readonly provenance: string;
  readonly warnings: readonly string[];
  readonly seconds: number;
}

/** Builds Layer 1, scans what came out, and only then gives it its names. */
export async function buildLayer1(options: BuildLayer1): Promise<BuiltLayer1> {
  const { docker, place, name, progress, note, env = process.env } = options;
  const startedAt = new Date();
  const started = performance.now();
  const warnings: string[] = [];
  const warn = (lines: readonly string[]) => {
    for (const line of lines.filter((one) => !warnings.includes(one))) {
      note(`  ! ${line}`);
      warnings.push(line);
    }
  };
  const settings = readLayer1Settings(place, env);
  const access = planAccess(place, settings, env);
  // Answered while the files are looked through; who needs the answer gets the failure.
  const asked = Promise.allSettled([docker.engine(), docker.builder()]);
  const [missing, commit] = await Promise.all([
    checkInputs({ place, settings, access, again: options.again }),
    lastCommit(place.root, committedInputs),
  ]);
  warn([...access.warnings, ...missing]);
  const pulls = { docker, again: options.again, env, note, always: options.pull };
  const { base, python } = await progress.step("Base images", async () => {
    const found = await resolveBase(settings.runtime, {
      ...pulls,
      variable: "IMAGE_ASTRONOMER",
      exactBase: options.exactBase,
    });
    warn([...found.announced, ...supportWarnings(found.runtime, startedAt)]);
    return { base: found, python: await choosePython(settings, found, pulls, place, warn) };
  });
  const wheel = writeFrameworkWheel(place);
  const plan = planBuild({ place, settings, access, base, python, framework: wheel.version, commit });
  const temporary = `${name}:unscanned-${plan.inputs.hash.slice(0, 12)}`;
  const sharer = new SharerImage({ docker, place, name, settings, plan, warn });
  try {
    const [before] = await Promise.all([
      docker.image(`${name}:${plan.tag}`),
      progress.step("Layer 1", () => buildImage({ ...options, plan, access, tag: temporary })),
    ]);
    const image = await docker.image(temporary);
    if (image === undefined) throw new Error(`${temporary} was built and is not there`);
    const scanning = { docker, base, access, place, env, again: options.again, warn };
    const [scan] = await together(
      progress.step("Scan for credentials", () =>
        scanBuilt({ ...scanning, image, name: `${name}:${plan.tag}` }),
      ),
      sharer.build({ ...pulls, variable: "IMAGE_NODE" }),
    );
    // BuildKit may keep two results of one step: the sharer's layers need not be those of Layer 1.
    const beside = await sharer.image();
    if (beside !== undefined)
      await scanBuilt({ ...scanning, image: beside, name: sharer.name ?? "", scanned: image.layers });
    await Promise.all([
      ...[plan.tag, "latest"].map((tag) => docker.call(["tag", temporary, `${name}:${tag}`])),
      sharer.tag(),
    ]);
    const [engine] = await asked;
    const seconds = (performance.now() - started) / 1000;
    const provenance = writeProvenance({
      ...{ place, plan, base, access, commit, scan, startedAt, seconds },
      id: image.id,
      engine: engine.status === "fulfilled" ? engine.value.version : undefined,
    });
    return {
      image: `${name}:latest`,
      tag: `${name}:${plan.tag}`,
      id: image.id,
      inputs: plan.inputs.hash,
      unchanged: before?.id === image.id,
      base: describeBase(base),
      scan,
      sharer: sharer.name,
      provenance,
      warnings,
      seconds,
    };
  } finally {
    // Where the build or the scan failed there is no image under this name, or it must not stay.
    const names = [temporary, sharer.temporary];
    await docker.try(["rmi", "--force", ...names], { signal: new AbortController().signal });
  }
}

/** Both, to their ends: a failure of one leaves nothing of the other behind. The first one's counts before the second's. */
async function together<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return [await first, await second];
}

async function choosePython(
  settings: Layer1Settings,
  base: Base,
  pulls: Omit<PullOptions, "variable">,
  place: Layer1Folder,
  warn: (lines: readonly string[]) => void,
): Promise<{ reference: string; digest: string }> {
  const own = { reference: base.reference, digest: base.digest };
  if (settings.python === undefined) return own;
  const image: ImageFacts = await obtain(settings.python, { ...pulls, variable: "IMAGE_PYTHON" });
  const why = misfit(
    await pythonFacts(pulls.docker, image, place.state),
    await pythonFacts(pulls.docker, base.image, place.state),
  );
  if (why === undefined) return { reference: settings.python, digest: image.id };
  warn([`IMAGE_PYTHON cannot compile the Kerberos bindings (${why}); the Runtime itself does.`]);
  return own;
}

async function buildImage(
  options: BuildLayer1 & { plan: BuildPlan; access: AccessPlan; tag: string },
): Promise<void> {
  const { docker, place, plan, access, progress } = options;
  const secrets = writeSecretFiles(access);
  const lines: string[] = [];
  try {
    const result = await docker.tryBuild({
      folder: place.folder,
      target: "layer1",
      tag: options.tag,
      args: plan.args,
      contexts: {},
      labels: plan.labels,
      secrets: secrets.files,
      noCache: options.noCache,
      fromEnvironment: access.proxies,
      onLine: (line) => {
        lines.push(line);
        const words = stepWords(line);
        if (words !== undefined) progress.detail(words);
      },
    });
    if (result instanceof ProcessFailure)
      throw explainBuild(result, lines, { docker, access, again: options.again });
  } finally {
    secrets.close();
  }
}
