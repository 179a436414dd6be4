import { act, again, either } from "@airflow-data-platform/cli-kit";
import type { ImageFacts } from "../docker/index.ts";
import { AdpError } from "../kernel/errors.ts";
import { errors } from "./errors.ts";
import { digestOf, obtain, type PullOptions } from "./pull.ts";
import { plainLabel, withoutOnBuild } from "./without-onbuild.ts";

export const runtimeLabel = "io.astronomer.docker.runtime.version";
export const airflowLabel = "io.astronomer.docker.airflow.version";

/** What Layer 1 is built from. */
export interface Base {
  /** As the configuration names it. */
  readonly asked: string;
  /** As the Dockerfile gets it. */
  readonly reference: string;
  /** Made here: the image that was asked for, without its ONBUILD steps. */
  readonly isPlain: boolean;
  /** The registry's digest where it came from one, else the image's id. */
  readonly digest: string;
  readonly runtime: string;
  readonly airflow: string;
  readonly image: ImageFacts;
  /** The layers of the image that was asked for: the build cache may take them in the place of equal ones. */
  readonly askedLayers: readonly string[];
  /** What was decided, for the user: never in silence. */
  readonly announced: readonly string[];
}

/** What the result of a build, and its record, say of the base. */
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
  const { envFile } = options;
  const image = await obtain(asked, options);
  if (image.onBuild.length === 0)
    return described({ asked, reference: asked, image, original: image, envFile, announced: [] });
  if (options.exactBase)
    throw new AdpError(errors.BASE_ONBUILD, {
      what: `${asked} has ${image.onBuild.length} ONBUILD steps of its own, and --exact-base forbids another image.`,
      why: "They would run in Layer 1's build, and a datakit FROM layer1-airflow would install and copy nothing.",
      evidence: image.onBuild.slice(0, 8),
      next: [
        either(
          act(`set IMAGE_ASTRONOMER=${baseSibling(asked) ?? `${asked}-base`} in ${options.envFile}`),
          act("leave out --exact-base", "adp then finds a base, and says which"),
        ),
        again,
      ],
    });
  const sibling = baseSibling(asked);
  const why =
    sibling === undefined ? "a digest names no -base sibling" : await usable(sibling, image, options);
  if (sibling !== undefined && typeof why !== "string")
    return described({
      ...{ asked, reference: sibling, image: why, original: image, envFile },
      announced: [
        `${asked} has ONBUILD steps of its own. The build uses its -base sibling ${sibling}. (--exact-base forbids this.)`,
      ],
    });
  const plain = await withoutOnBuild(asked, image, options.docker);
  return described({
    ...{ asked, reference: plain.name, image: plain.image, original: image, envFile },
    announced: [
      `${asked} has ONBUILD steps of its own, and ${typeof why === "string" ? why : "there is no sibling"}. The build uses the same image without these steps, as ${plain.name}. (--exact-base forbids this.)`,
    ],
  });
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
    if (found.onBuild.length > 0) return `${sibling} has some, too`;
    if (found.labels[runtimeLabel] !== image.labels[runtimeLabel])
      return `${sibling} is Runtime ${found.labels[runtimeLabel]}, not ${image.labels[runtimeLabel]}`;
    return found;
  } catch (error) {
    if (!(error instanceof AdpError)) throw error;
    return `${sibling} is not available (${error.code})`;
  }
}

interface Found {
  readonly asked: string;
  readonly reference: string;
  readonly image: ImageFacts;
  /** The image that was asked for, where another is taken. */
  readonly original: ImageFacts;
  readonly envFile: string;
  readonly announced: readonly string[];
}

function described({ asked, reference, image, original, envFile, announced }: Found): Base {
  const runtime = image.labels[runtimeLabel];
  const airflow = image.labels[airflowLabel];
  if (runtime === undefined || airflow === undefined)
    throw new AdpError(errors.BASE_NO_RUNTIME, {
      what: `${asked} is not an Astronomer Runtime: the label ${runtime === undefined ? runtimeLabel : airflowLabel} is missing.`,
      why: "The Astro CLI reads this label, and without it `astro dev start` refuses a datakit's image.",
      next: [act(`set IMAGE_ASTRONOMER=.../astronomer/astro-runtime:13.11.0-base in ${envFile}`), again],
    });
  return {
    asked,
    reference,
    isPlain: plainLabel in image.labels,
    digest: digestOf(image),
    runtime,
    airflow,
    image,
    askedLayers: original.layers,
    announced,
  };
}
