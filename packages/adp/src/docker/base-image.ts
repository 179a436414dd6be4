import { join } from "node:path";
import { readOrdinary } from "../kernel/files.ts";

/** The image that the Dockerfile of a folder begins from; undefined without a Dockerfile, or a FROM in it. */
export function baseImageOf(folder: string): string | undefined {
  const text = readOrdinary(join(folder, "Dockerfile")) ?? "";
  return /^FROM[ \t]+(?:--\S+[ \t]+)*(\S+)/im.exec(text)?.[1];
}

/** Whether an engine can have an image of this name. One that a build argument completes, or an option, is none. */
export function isImageName(name: string): boolean {
  return /^\w[\w.:/@-]{0,511}$/.test(name);
}
