import type { ImageFacts } from "../docker/index.ts";
import { type Base, resolveBase } from "./base.ts";
import type { Layer1Folder } from "./folder.ts";
import { checkLock, type UsedImage, writeLock } from "./lock-file.ts";
import { digestOf, obtain, type PullOptions } from "./pull.ts";
import { misfit, pythonFacts } from "./python-fit.ts";
import type { Layer1Settings } from "./settings.ts";
import { findNode } from "./sharer-image.ts";
import { supportWarnings } from "./support.ts";

/** The images that a build begins with. */
export interface Bases {
  readonly base: Base;
  /** The image that compiles the bindings: IMAGE_PYTHON where it fits, else the base. */
  readonly python: { readonly reference: string; readonly digest: string };
  /** Where the ticket sharer's Node.js comes from; undefined where its image is not built. */
  readonly node: ImageFacts | "installed" | undefined;
  readonly used: readonly UsedImage[];
}

export interface BasesOptions {
  readonly place: Layer1Folder;
  readonly settings: Layer1Settings;
  readonly pulls: Omit<PullOptions, "variable">;
  readonly exactBase: boolean;
  /** What to do with layer1.lock. */
  readonly lock: "check" | "write" | "ignore";
  readonly today: Date;
  readonly warn: (lines: readonly string[]) => void;
}

/** Finds every image, from here or from its registry, and holds them against layer1.lock. */
export async function findBases(options: BasesOptions): Promise<Bases> {
  const { place, settings, pulls, exactBase, lock, today, warn } = options;
  const base = await resolveBase(settings.runtime, { ...pulls, variable: "IMAGE_ASTRONOMER", exactBase });
  warn([...base.announced, ...supportWarnings(base.runtime, today)]);
  const python = await choosePython(options, base);
  const node = await findNode(place, settings, { ...pulls, variable: "IMAGE_NODE" }, warn);
  const used: UsedImage[] = [
    { variable: "IMAGE_ASTRONOMER", name: base.reference, digest: base.digest },
    ...(python.reference === base.reference
      ? []
      : [{ variable: "IMAGE_PYTHON", name: python.reference, digest: python.digest }]),
    ...(node === undefined || node === "installed"
      ? []
      : [{ variable: "IMAGE_NODE", name: settings.node, digest: digestOf(node) }]),
  ];
  if (lock === "check") checkLock(place, used);
  if (lock === "write") writeLock(place, used);
  return { base, python, node, used };
}

async function choosePython(
  { settings, pulls, place, warn }: BasesOptions,
  base: Base,
): Promise<Bases["python"]> {
  const own = { reference: base.reference, digest: base.digest };
  if (settings.python === undefined) return own;
  const image = await obtain(settings.python, { ...pulls, variable: "IMAGE_PYTHON" });
  const why = misfit(
    await pythonFacts(pulls.docker, image, place.state),
    await pythonFacts(pulls.docker, base.image, place.state),
  );
  if (why === undefined) return { reference: settings.python, digest: digestOf(image) };
  warn([`IMAGE_PYTHON cannot compile the Kerberos bindings (${why}). The Runtime itself compiles them.`]);
  return own;
}
