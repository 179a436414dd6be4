import { join } from "node:path";
import { platformRoot } from "../kernel/home.ts";

/** The folder of the setup person, and what adp keeps beside it. */
export interface Layer1Folder {
  readonly root: string;
  readonly folder: string;
  readonly dockerfile: string;
  readonly envFile: string;
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
    wheels: join(folder, "framework"),
    provenance: join(folder, ".provenance"),
    state: join(root, ".adp", "run", "layer1"),
  };
}
