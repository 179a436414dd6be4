import { statSync } from "node:fs";
import { join } from "node:path";
import { SharerError } from "../errors.ts";
import { staleMount } from "../source/watch.ts";
import { publishError } from "./problems.ts";
import { removeLeftovers, writeWhole } from "./write-whole.ts";

/**
 * Tidies the folder of the copy and tries whether it can be written.
 *
 * @throws SharerError TKT-PUBLISH-..., except on a full disk, which may get room again
 */
export function prepareCache(folder: string): void {
  try {
    tidyCache(folder);
    writeWhole(join(folder, ".keep"), "", { mode: 0o644, durable: false });
  } catch (error) {
    const failure = publishError(join(folder, "krb5cc"), error);
    if (failure.problem.code !== "TKT-PUBLISH-FULL") throw failure;
  }
}

/** Removes what a killed process left, some of it a whole ticket. */
export function tidyCache(folder: string): void {
  for (const tidied of [folder, join(folder, "collection")])
    if (tidied === folder || statSync(tidied, { throwIfNoEntry: false })?.isDirectory())
      removeLeftovers(tidied);
}

/**
 * In the mount of a folder that was removed on the host, nobody would see what is written.
 *
 * @throws SharerError TKT-CACHE-STALE
 */
export function refuseStaleCache(folder: string): void {
  const status = statSync(folder, { throwIfNoEntry: false });
  if (status?.nlink === 0) throw new SharerError(staleMount(folder, "TKT-CACHE-STALE"));
}
