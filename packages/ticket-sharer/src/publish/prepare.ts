import { statSync } from "node:fs";
import { join } from "node:path";
import { SharerError } from "../errors.ts";
import { staleMount } from "../source/watch.ts";
import { writeOver } from "./foreign.ts";
import { removeLeftovers } from "./leftovers.ts";
import { publishError } from "./problems.ts";

/**
 * Tidies the folder of the copy and checks that it can be written.
 *
 * @throws SharerError TKT-PUBLISH-..., except on a full disk, which may get room again
 */
export function prepareCache(folder: string): void {
  try {
    tidyCache(folder);
    writeOver(join(folder, ".keep"), "", { mode: 0o644, durable: false, groupOfFolder: true });
  } catch (error) {
    const failure = publishError(join(folder, "krb5cc"), error);
    if (failure.problem.code !== "TKT-PUBLISH-FULL") throw failure;
  }
}

/** Removes what a killed process left, such as a ticket. */
export function tidyCache(folder: string): void {
  removeLeftovers(folder);
}

/**
 * In the mount of a folder that was removed on the host, nobody sees what is written.
 *
 * @throws SharerError TKT-CACHE-STALE
 */
export function refuseStaleCache(folder: string): void {
  const status = statSync(folder, { throwIfNoEntry: false });
  if (status?.nlink === 0) throw new SharerError(staleMount(folder, "TKT-CACHE-STALE"));
}
