import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** Where a source and its copy are, and the variables that tell a sharer so. */
export function makePlace(folder: string) {
  const [sources, cacheDir] = [join(folder, "source"), join(folder, "cache")];
  mkdirSync(sources);
  mkdirSync(cacheDir);
  const source = join(sources, "krb5cc");
  return {
    source,
    cacheDir,
    copy: join(cacheDir, "krb5cc"),
    env: { TICKET_SOURCE: source, TICKET_CACHE_DIR: cacheDir },
  };
}

/** The value below which the share of all lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
