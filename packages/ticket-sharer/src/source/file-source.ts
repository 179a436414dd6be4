import { type BigIntStats, realpathSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { errnoOf } from "@airflow-data-platform/cli-kit";
import { readBounded } from "./bounded-read.ts";
import type { Source } from "./source.ts";

/** One credential cache file, perhaps behind symbolic links. */
export function fileSource(path: string): Source {
  return {
    description: path,
    signature: () => signatureOf(path),
    folders: () => [...new Set([dirname(path), dirname(resolved(path))])],
    matters: (name) => name === basename(path) || name === basename(resolved(path)),
    async read() {
      const { bytes, status } = readBounded(path);
      return { bytes, file: identityOf(status), name: path };
    },
  };
}

/** Which file it is. The number alone is soon given to another. */
export function identityOf({ dev, ino, birthtimeNs }: BigIntStats): string {
  return `${dev}:${ino}:${birthtimeNs}`;
}

/** What changes when a file is rewritten or replaced, also where its times are coarse. */
export function signatureOf(path: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return `${dev}:${ino}:${size}:${mtimeNs}:${ctimeNs}`;
  } catch (error) {
    return errnoOf(error) ?? "?";
  }
}

function resolved(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    // Missing, or a loop: the name itself is all there is.
    return path;
  }
}
