import type { ImageFacts } from "../docker/index.ts";
import { AdpError } from "../kernel/errors.ts";
import { BASE_NO_RUNTIME, BASE_ONBUILD, BASE_UNSUPPORTED } from "./errors.ts";
import { obtain, type PullOptions } from "./pull.ts";
import { runtimeLine, supportTable } from "./support.ts";
import { plainLabel, withoutOnBuild } from "./without-onbuild.ts";

export const runtimeLabel = "io.astronomer.docker.runtime.version";
export const airflowLabel = "io.astronomer.docker.airflow.version";

/** What Layer 1 is built from. */
export interface Base {
  /** As the configuration names it. */
  readonly asked: string;
  /** As the Dockerfile gets it. */
  readonly reference: string;
  /** The registry's digest where it came from one, else the image's id. */
  /** Made here: the image that was asked for, without its ONBUILD steps. */
  readonly isPlain: boolean;
  readonly digest: string;
  readonly runtime: string;
  readonly airflow: string;
  readonly image: ImageFacts;
  /** The layers of the image that was asked for: the build cache may take them in the place of equal ones. */
  readonly askedLayers: readonly string[];
  /** What was decided, for the user: never in silence. */
  readonly announced: readonly string[];
}

/** What is told of it: in the result of a build and in its record. */
export function describeBase({ asked, reference, digest, runtime, airflow }: Base) {
  return { asked, taken: reference, digest, runtime, airflow };
}

interface BaseOptions extends PullOptions {
  readonly exactBase: boolean;
}

/**
 * Finds the image to build on. One with ONBUILD steps of its own would run them on our folder, and Layer 1 would have
 * none left for datakits: its -base sibling is taken, or the same image without these steps.
 */
export async function resolveBase(asked: string, options: BaseOptions): Promise<Base> {
  const image = await obtain(asked, options);
  if (image.onBuild.length === 0) return described(asked, asked, image, image, []);
  if (options.exactBase)
    throw new AdpError(BASE_ONBUILD, {
      what: `${asked} carries ${image.onBuild.length} ONBUILD steps of its own, and --exact-base forbids another image.`,
      why: "They would run in Layer 1's build, and a datakit FROM layer1-airflow would install and copy nothing.",
      evidence: image.onBuild.slice(0, 8),
      next: [
        `IMAGE_ASTRONOMER=${baseSibling(asked) ?? `${asked}-base`}   in layer1-base-image/.env`,
        "without --exact-base, adp finds a base and says which",
      ],
    });
  const sibling = baseSibling(asked);
  const why =
    sibling === undefined ? "a digest names no -base sibling" : await usable(sibling, image, options);
  if (sibling !== undefined && typeof why !== "string")
    return described(asked, sibling, why, image, [
      `${asked} carries ONBUILD steps of its own; its -base sibling ${sibling} is taken. (--exact-base forbids it.)`,
    ]);
  const plain = await withoutOnBuild(asked, image, options.docker);
  return described(asked, plain.name, plain.image, image, [
    `${asked} carries ONBUILD steps of its own, and ${typeof why === "string" ? why : "there is no sibling"}: the same image without these steps is taken, as ${plain.name}. (--exact-base forbids it.)`,
  ]);
}

/** NAME:TAG-base; undefined for a digest. */
export function baseSibling(name: string): string | undefined {
  if (name.includes("@")) return undefined;
  const tag = /:([\w][\w.-]*)$/.exec(name)?.[1];
  return tag === undefined ? `${name}:latest-base` : `${name}-base`;
}

async function usable(
  sibling: string,
  image: ImageFacts,
  options: BaseOptions,
): Promise<ImageFacts | string> {
  try {
    const found = await obtain(sibling, { ...options, always: false });
    if (found.onBuild.length > 0) return `${sibling} carries some, too`;
    if (found.labels[runtimeLabel] !== image.labels[runtimeLabel])
      return `${sibling} is Runtime ${found.labels[runtimeLabel]}, not ${image.labels[runtimeLabel]}`;
    return found;
  } catch (error) {
    if (!(error instanceof AdpError)) throw error;
    return `${sibling} cannot be had (${error.code})`;
  }
}

function described(
  asked: string,
  reference: string,
  image: ImageFacts,
  original: ImageFacts,
  announced: readonly string[],
): Base {
  const runtime = image.labels[runtimeLabel];
  const airflow = image.labels[airflowLabel];
  if (runtime === undefined || airflow === undefined)
    throw new AdpError(BASE_NO_RUNTIME, {
      what: `${asked} is no Astronomer Runtime: it lacks the label ${runtime === undefined ? runtimeLabel : airflowLabel}.`,
      why: "The Astro CLI reads this label, and without it `astro dev start` refuses a datakit's image.",
      next: ["IMAGE_ASTRONOMER=.../astronomer/astro-runtime:13.11.0-base   in layer1-base-image/.env"],
    });
  const line = runtimeLine(runtime);
  if (line?.framework === false)
    throw new AdpError(BASE_UNSUPPORTED, {
      what: `The framework cannot be installed on Runtime ${runtime} (Airflow ${airflow}).`,
      why: "This Airflow keeps SQLAlchemy 1.4 together with pydantic 2, and no SQLModel works with that pair.",
      next: supportTable().recommended.map((text) => `IMAGE_ASTRONOMER=.../astro-runtime: ${text}`),
    });
  const digest = image.digests.map((text) => /@(sha256:[0-9a-f]{64})$/.exec(text)?.[1]).find(Boolean);
  return {
    asked,
    reference,
    isPlain: plainLabel in image.labels,
    digest: digest ?? image.id,
    runtime,
    airflow,
    image,
    askedLayers: original.layers,
    announced,
  };
}
