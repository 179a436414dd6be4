import { join } from "node:path";
import { quoted, run, type Step } from "@airflow-data-platform/cli-kit";
import { platformRoot, shownPath } from "../kernel/home.ts";

/** The folder of the setup person, and what adp keeps beside it. */
export interface Layer1Folder {
  readonly root: string;
  readonly folder: string;
  readonly dockerfile: string;
  readonly envFile: string;
  /** Which images a build takes, by digest; committed. */
  readonly lockFile: string;
  readonly wheels: string;
  readonly provenance: string;
  readonly state: string;
}

export function layer1Folder(root = platformRoot()): Layer1Folder {
  const folder = join(root, "layer1-base-image");
  return {
    root,
    folder,
    dockerfile: join(folder, "Dockerfile"),
    envFile: join(folder, ".env"),
    lockFile: join(folder, "layer1.lock"),
    wheels: join(folder, "framework"),
    provenance: join(folder, ".provenance"),
    state: join(root, ".adp", "run", "layer1"),
  };
}

/** A path of the folder as it can be typed from where the user stands. */
export function fromHere({ folder }: Layer1Folder, ...parts: readonly string[]): string {
  return shownPath(join(folder, ...parts));
}

/** A target of layer1-base-image/Makefile. */
export function makeStep(place: Layer1Folder, target: string, why?: string): Step {
  const folder = fromHere(place);
  return run({ shell: folder === "." ? `make ${target}` : `make -C ${quoted(folder)} ${target}` }, why);
}
