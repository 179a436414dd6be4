import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export interface Place {
  readonly root: string;
  /** The folder of the source, and the source in it. */
  readonly folder: string;
  readonly source: string;
  readonly cacheDir: string;
  readonly copy: string;
}

/** In memory, where there is such a place: for a test of which no disk is the subject. */
export const memory = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** A folder for the source and one for the copy, removed after the test. */
export function newPlace(parent = tmpdir()): Place {
  const root = mkdtempSync(join(parent, "adp-sharer-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));
  const [folder, cacheDir] = [join(root, "source"), join(root, "cache")];
  mkdirSync(folder);
  mkdirSync(cacheDir);
  return { root, folder, cacheDir, source: join(folder, "krb5cc"), copy: join(cacheDir, "krb5cc") };
}
