import { join } from "node:path";
import { readIfPresent } from "../kernel/files.ts";

/** The image that the Dockerfile of a folder begins from; undefined without a Dockerfile, or a FROM in it. */
export function baseImageOf(folder: string): string | undefined {
  const text = readIfPresent(join(folder, "Dockerfile")) ?? "";
  return /^FROM\s+(?:--\S+\s+)*(\S+)/im.exec(text)?.[1];
}
