import type { Docker, EngineFacts, ImageFacts } from "../docker/index.ts";
import { AdpError } from "../kernel/errors.ts";
import type { Progress } from "../kernel/progress.ts";
import type { AccessPlan } from "./access.ts";
import { describeBase } from "./base.ts";
import { type Bases, type BasesOptions, findBases } from "./bases.ts";
import { buildImage } from "./build-image.ts";
import { fromHere, type Layer1Folder } from "./folder.ts";
import { writeFrameworkWheel } from "./framework-wheel.ts";
import { lastCommit } from "./git.ts";
import { committedInputs } from "./inputs.ts";
import { type BuildPlan, planBuild } from "./plan.ts";
import { writeProvenance } from "./provenance.ts";
import { type ScanSummary, scanBuilt } from "./scan-built.ts";
import type { Layer1Settings } from "./settings.ts";
import { SharerImage } from "./sharer-image.ts";
import { checkPromise } from "./verify/promise.ts";

interface BuildLayer1 {
  readonly docker: Docker;
  readonly engine: EngineFacts;
  readonly place: Layer1Folder;
  readonly settings: Layer1Settings;
  /** Checked, as the files are: see `checkInputs`. */
  readonly access: AccessPlan;
  /** The image's name without a tag. */
  readonly name: string;
  readonly exactBase: boolean;
  readonly noCache: boolean;
  readonly pull: boolean;
  readonly lock: BasesOptions["lock"];
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
  const { docker, place, name, settings, access, progress, env = process.env } = options;
  const startedAt = new Date();
  const warnings = new Warnings(options.note);
  warnings.add(access.warnings);
  const commit = await lastCommit(place.root, committedInputs);
  const bases = await progress.step("Base images", () =>
    findBases({
      ...{ place, settings, exactBase: options.exactBase, lock: options.lock },
      ...{ today: startedAt, warn: warnings.add },
      pulls: { docker, env, note: options.note, always: options.pull, envFile: fromHere(place, ".env") },
    }),
  );
  const framework = writeFrameworkWheel(place).version;
  const plan = planBuild({ place, settings, access, ...bases, framework, commit });
  const sharer = new SharerImage({ docker, place, name, settings, plan, access });
  const temporary = `${name}:unscanned-${plan.inputs.hash.slice(0, 12)}`;
  let kept: Promise<void> = Promise.resolve();
  try {
    const before = await docker.image(`${name}:${plan.tag}`);
    const image = await progress.step("Layer 1", () =>
      buildImage({
        ...{ docker, place, access, progress, folder: place.folder, target: "layer1", tag: temporary },
        ...{ args: plan.args, contexts: {}, labels: plan.labels, noCache: options.noCache },
      }),
    );
    const isUnchanged = before?.id === image.id;
    // Beside the scan, whose find comes first.
    if (!isUnchanged)
      kept = checkPromise({ docker, place, settings, name: `${name}:${plan.tag}`, image, env });
    kept.catch(() => undefined);
    const scan = await scanImages({ ...options, env, image, bases, access, plan, sharer, warnings });
    if (!isUnchanged) await progress.step("Check the image", () => kept);
    await nameImages(docker, { name, plan, temporary, sharer });
    const seconds = (Date.now() - startedAt.getTime()) / 1000;
    const provenance = writeProvenance({
      ...{ place, plan, base: bases.base, images: bases.used, access, commit, scan, startedAt, seconds },
      id: image.id,
      engine: options.engine.version,
    });
    return {
      image: `${name}:latest`,
      tag: `${name}:${plan.tag}`,
      id: image.id,
      inputs: plan.inputs.hash,
      unchanged: isUnchanged,
      base: describeBase(bases.base),
      scan,
      sharer: sharer.name,
      provenance,
      warnings: warnings.lines,
      seconds,
    };
  } finally {
    await Promise.allSettled([kept]);
    // Where the build or the scan failed there is no image under this name, or it must not stay.
    const names = [temporary, sharer.temporary];
    await docker.try(["rmi", "--force", ...names], { signal: new AbortController().signal });
  }
}

/** Each warning once: shown at once, and in the result. */
class Warnings {
  readonly lines: string[] = [];

  constructor(private readonly note: (line: string) => void) {}

  readonly add = (lines: readonly string[]): void => {
    for (const line of lines.filter((one) => !this.lines.includes(one))) {
      this.note(`  ! ${line}`);
      this.lines.push(line);
    }
  };
}

interface ScanImages extends BuildLayer1 {
  readonly env: NodeJS.ProcessEnv;
  readonly image: ImageFacts;
  readonly bases: Bases;
  readonly access: AccessPlan;
  readonly plan: BuildPlan;
  readonly sharer: SharerImage;
  readonly warnings: Warnings;
}

/** The scan of Layer 1, while the ticket sharer's image is built; then the scan of that one. */
async function scanImages(options: ScanImages): Promise<ScanSummary> {
  const { docker, place, env, name, image, bases, access, plan, sharer, progress, warnings } = options;
  const { base } = bases;
  const theirs = [...base.image.layers, ...base.askedLayers];
  const scanning = { docker, pulled: base.reference, access, place, env, warn: warnings.add };
  const scanned = progress.step("Scan for credentials", () =>
    scanBuilt({ ...scanning, theirs: new Set(theirs), image, name: `${name}:${plan.tag}` }),
  );
  const sharerBuilt = buildSharer(options);
  // Both to their ends: a failure of one leaves nothing of the other behind.
  await Promise.allSettled([scanned, sharerBuilt]);
  const summary = await scanned;
  await sharerBuilt;
  // BuildKit may keep two results of one step: the sharer's layers need not be those of Layer 1.
  const beside = await sharer.image();
  if (beside !== undefined)
    await scanBuilt({
      ...scanning,
      theirs: new Set([...theirs, ...image.layers]),
      image: beside,
      name: sharer.name ?? "",
    });
  return summary;
}

async function buildSharer({ bases, sharer, warnings }: ScanImages): Promise<void> {
  if (bases.node === undefined) return;
  try {
    await sharer.build(bases.node);
  } catch (error) {
    // Layer 1 is whole without it.
    if (bases.node !== "installed" || !(error instanceof AdpError)) throw error;
    warnings.add([
      `The ticket sharer's image was not built: no Node.js could be installed (${error.message}). \`adp platform start\` needs it: set IMAGE_NODE.`,
    ]);
  }
}

interface NameImages {
  readonly name: string;
  readonly plan: BuildPlan;
  readonly temporary: string;
  readonly sharer: SharerImage;
}

async function nameImages(docker: Docker, { name, plan, temporary, sharer }: NameImages): Promise<void> {
  await Promise.all([
    ...[plan.tag, "latest"].map((tag) => docker.call(["tag", temporary, `${name}:${tag}`])),
    sharer.tag(),
  ]);
}
